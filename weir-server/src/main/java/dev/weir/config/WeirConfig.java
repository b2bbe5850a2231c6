package dev.weir.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Doc("Every key is optional: an empty file starts a gateway on this machine that answers from your own documents.")
public record WeirConfig(
        @Doc("Where Weir listens, and how much it takes on.")
        ServerConfig server,

        @Doc(
                "The one directory that holds everything Weir keeps: journal, database, indexes, keys. A relative path starts"
                        + " at the working directory.")
        @Default("./data")
        Path data,

        @Doc("The database that several nodes share. Absent: files in the data directory, for one node.")
        StoreConfig store,

        @Doc(
                "Where models come from, by a name of your choice. The provider `weir`, which runs in this process, is always"
                        + " there.")
        Map<String, ProviderConfig> providers,

        @Doc("The models that clients can ask for, by their public name.")
        Map<String, ModelConfig> models,

        @Doc("Other names for models: each is the name of a model under `models`, or `provider/model`. A call for the"
                + " alias is a call for that model.")
        Map<String, String> aliases,

        @Doc("What a provider's model costs, by the model's name there; an entry takes the place of the shipped price.")
        Map<String, PriceConfig> prices,

        @Doc("Answers that are kept in memory and given again to the same request.")
        CacheConfig cache,

        @Doc("The knowledge bases of this installation.") KnowledgeConfig knowledge,

        @Doc("How calls are held to budgets.") BudgetsConfig budgets,

        @Doc("What is kept of the calls that passed through.")
        TracesConfig traces,

        @Doc("What Weir tells other systems about its calls.")
        TelemetryConfig telemetry,

        @Doc("Files that callers upload for batches and other uses, and the results of batches.")
        FilesConfig files,

        @Doc("How batches are worked off.") BatchesConfig batches,

        @Doc("Requests with an `Idempotency-Key`.") IdempotencyConfig idempotency,

        @Doc("What administrators may change over the API, besides this file.")
        ChangesConfig changes,

        @Doc("The log that proves what was spent and who changed what.")
        AuditConfig audit,

        @Doc("How the totals of usage are looked after.") UsageConfig usage,

        @Doc("Bills of organizations.") BillingConfig billing,

        @Doc("What somebody who runs or pays for Weir is told.")
        NoticesConfig notices,

        @Doc("How calls are held to limits.") LimitsConfig limits,

        @Doc("Whose signed tokens name end users. Absent: nobody's.") @Nullable
        IdentityConfig identity) {

    /** The same with other providers and no other change. */
    public WeirConfig withProviders(Map<String, ProviderConfig> others) {
        return with(others, models, aliases, prices);
    }

    /** The same with other models and no other change. */
    public WeirConfig withModels(Map<String, ModelConfig> others) {
        return with(providers, others, aliases, prices);
    }

    /** The same with others of everything that can be changed over the API. */
    public WeirConfig with(
            Map<String, ProviderConfig> otherProviders,
            Map<String, ModelConfig> otherModels,
            Map<String, String> otherAliases,
            Map<String, PriceConfig> otherPrices) {
        return new WeirConfig(
                server,
                data,
                store,
                otherProviders,
                otherModels,
                otherAliases,
                otherPrices,
                cache,
                knowledge,
                budgets,
                traces,
                telemetry,
                files,
                batches,
                idempotency,
                changes,
                audit,
                usage,
                billing,
                notices,
                limits,
                identity);
    }
}
