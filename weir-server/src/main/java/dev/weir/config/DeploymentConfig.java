package dev.weir.config;

import org.jspecify.annotations.Nullable;

@Doc("A model at a provider.")
public record DeploymentConfig(
        @Doc("A name under `providers`, or `weir`.") @KeyOf(value = "providers", builtIn = "weir")
        String provider,

        @Doc("The model's name at that provider.") String model,

        @Doc("The most tokens that a request may have there; a call that was too long for another deployment goes on to"
                + " one with more.")
        @Range(min = 1)
        @Nullable
        Long context,

        @Doc("Whether it goes on with an answer whose beginning is the last message of the request, so that a stream"
                + " which another deployment broke off can be continued here.")
        @Default("false")
        boolean prefill) {
    public DeploymentConfig {
        if (model.isBlank()) {
            throw new IllegalArgumentException("model is the name that the provider knows");
        }
    }
}
