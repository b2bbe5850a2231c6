package dev.weir.config;

@Doc("A model at a provider.")
public record DeploymentConfig(
        @Doc("A name under `providers`, or `weir`.") @KeyOf(value = "providers", builtIn = "weir")
        String provider,

        @Doc("The model's name at that provider.") String model,

        @Doc(
                "Whether fields that the provider's dialect cannot express are left out of a request and listed in `x-weir-dropped`, instead of the request being refused.")
        @Default("false")
        boolean lenient) {
    public DeploymentConfig {
        if (model.isBlank()) {
            throw new IllegalArgumentException("model is the name that the provider knows");
        }
    }

    /** A deployment that takes a request as it is or not at all. */
    public DeploymentConfig(String provider, String model) {
        this(provider, model, false);
    }
}
