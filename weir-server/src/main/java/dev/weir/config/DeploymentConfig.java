package dev.weir.config;

@Doc("A model at a provider.")
public record DeploymentConfig(
        @Doc("A name under `providers`, or `weir`.") @KeyOf(value = "providers", builtIn = "weir")
        String provider,

        @Doc("The model's name at that provider.") String model) {
    public DeploymentConfig {
        if (model.isBlank()) {
            throw new IllegalArgumentException("model is the name that the provider knows");
        }
    }
}
