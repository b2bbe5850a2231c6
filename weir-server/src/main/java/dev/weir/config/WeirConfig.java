package dev.weir.config;

import java.nio.file.Path;
import java.util.Map;

@Doc("Every key is optional: an empty file starts a gateway on this machine that answers from your own documents.")
public record WeirConfig(
        @Doc("Where Weir listens, and how much it takes on.")
        ServerConfig server,

        @Doc(
                "The one directory that holds everything Weir keeps: journal, database, indexes, keys. A relative path starts"
                        + " at the working directory.")
        @Default("./data")
        Path data,

        @Doc(
                "Where models come from, by a name of your choice. The provider `weir`, which runs in this process, is always"
                        + " there.")
        Map<String, ProviderConfig> providers,

        @Doc("The models that clients can ask for, by their public name.")
        Map<String, ModelConfig> models,

        @Doc("What a provider's model costs, by the model's name there; an entry takes the place of the shipped price.")
        Map<String, PriceConfig> prices,

        @Doc("What is kept of the calls that passed through.")
        TracesConfig traces,

        @Doc("What Weir tells other systems about its calls.")
        TelemetryConfig telemetry,

        @Doc("Files that callers upload for batches and other uses, and the results of batches.")
        FilesConfig files,

        @Doc("How batches are worked off.") BatchesConfig batches) {

    /** The same with other providers and no other change. */
    public WeirConfig withProviders(Map<String, ProviderConfig> others) {
        return new WeirConfig(server, data, others, models, prices, traces, telemetry, files, batches);
    }

    /** The same with other models and no other change. */
    public WeirConfig withModels(Map<String, ModelConfig> others) {
        return new WeirConfig(server, data, providers, others, prices, traces, telemetry, files, batches);
    }
}
