package dev.weir.config;

import dev.weir.spi.Capability;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Doc("A model at a provider.")
public record DeploymentConfig(
        @Doc("A name under `providers`, or `weir`.") @KeyOf(value = "providers", builtIn = "weir")
        String provider,

        @Doc("The model's name at that provider.") String model,

        @Doc("Its share where the strategy is `weighted`; `0`: only when no other can answer.")
        @Default("1")
        @Range(min = 0, max = 1_000_000)
        int weight,

        @Doc("The most requests in any minute; absent: no limit.") @Range(min = 1) @Nullable
        Long rpm,

        @Doc("The most tokens in any minute, input and output; absent: no limit.") @Range(min = 1) @Nullable
        Long tpm,

        @Doc("The most calls at a time; absent: no limit.") @Range(min = 1) @Nullable
        Long concurrency,

        @Doc("How many tokens input and output may have together; absent: not known, and not checked. A call that was"
                + " too long for one deployment goes on to one with more.")
        @Range(min = 1)
        @Nullable
        Long context,

        @Doc("Where it processes what it is sent, by names of your choice such as `eu`.")
        List<String> regions,

        @Doc("What it can do; absent: not known, and not checked.")
        List<Capability> capabilities,

        @Doc("Labels that a request can ask for with its own `tags`.")
        Map<String, String> tags,

        @Doc(
                "Whether it goes on with an answer whose beginning is the last message of the request, so that a stream"
                        + " which another deployment broke off can be continued here; absent: as known of the provider's vendor.")
        @Nullable
        Boolean prefill,

        @Doc("Whether fields that the provider's dialect cannot express are left out of a request and listed in"
                + " `x-weir-dropped`, instead of the request being refused.")
        @Default("false")
        boolean lenient,

        @Doc(
                "Who works off batches whose requests all name this model: `weir`, request by request, or `provider`, in the"
                        + " provider's own batch API, for kinds `openai` and `anthropic`.")
        @Default("weir")
        BatchesBy batches,

        @Doc("What requests cost in the provider's own batches, as a share of their usual price.")
        @Default("0.5")
        @Range(min = 0, max = 1)
        BigDecimal batchPrice) {
    public DeploymentConfig {
        if (model.isBlank()) {
            throw new IllegalArgumentException("model is the name that the provider knows");
        }
        regions = List.copyOf(regions);
        capabilities = List.copyOf(capabilities);
        tags = Map.copyOf(tags);
    }

    /** One without limits, of which nothing else is known. */
    public static DeploymentConfig of(String provider, String model) {
        return new DeploymentConfig(
                provider,
                model,
                1,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                Map.of(),
                null,
                false,
                BatchesBy.WEIR,
                new BigDecimal("0.5"));
    }
}
