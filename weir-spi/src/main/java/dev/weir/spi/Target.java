package dev.weir.spi;

/**
 * A deployment: one model at one provider.
 *
 * @param provider the configured provider's name
 * @param model the vendor's name of the model
 */
public record Target(String provider, String model) {
    public String name() {
        return provider + "/" + model;
    }
}
