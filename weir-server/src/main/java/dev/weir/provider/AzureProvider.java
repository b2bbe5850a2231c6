package dev.weir.provider;

import com.google.auto.service.AutoService;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Azure OpenAI: OpenAI's dialect at other paths and with another header. A model is what Azure calls a deployment. With
 * a dated version of the API the deployment stands in the path; without one it stands in the body, as at OpenAI.
 */
final class AzureProvider {
    /** From then on streams can be asked for their usage and outputs bounded by the new name. */
    private static final String COUNTS_SINCE = "2024-09-01";

    private AzureProvider() {}

    static Provider of(ProviderSettings settings, ExtensionContext context) {
        String key = settings.apiKey();
        ProviderSettings resource = atResource(settings);
        VendorHttp http = new VendorHttp(
                resource,
                context,
                URI.create(String.valueOf(resource.baseUrl())),
                key == null ? Map.of() : Map.of("api-key", key),
                VendorHttp.Authorization.NONE,
                Set.of(OpenAiProvider.BETA));
        String version = settings.options().get("api_version");
        return new OpenAiProvider(settings.name(), http, context, server(resource, version), paths(version));
    }

    private static ServerProfile server(ProviderSettings resource, @Nullable String version) {
        boolean counts = version == null || version.compareTo(COUNTS_SINCE) >= 0;
        return new ServerProfile(
                "azure",
                URI.create(String.valueOf(resource.baseUrl())),
                counts ? List.of("max_completion_tokens", "max_tokens") : List.of("max_tokens"),
                counts,
                ServerProfile.Prefill.NONE,
                Set.of("embeddings"));
    }

    private static BinaryOperator<String> paths(@Nullable String version) {
        if (version == null) {
            return (model, path) -> "/openai/v1" + path;
        }
        String query = "?api-version=" + PathText.encoded(version);
        return (model, path) -> path.equals("/models")
                ? "/openai/models" + query
                : "/openai/deployments/" + PathText.encoded(model) + path + query;
    }

    /** The portal gives the resource's address, or that of its API; either will do. */
    private static ProviderSettings atResource(ProviderSettings settings) {
        String url = String.valueOf(settings.baseUrl());
        for (String end : List.of("/v1", "/openai")) {
            url = url.endsWith(end) ? url.substring(0, url.length() - end.length()) : url;
        }
        return new ProviderSettings(
                settings.name(),
                URI.create(url),
                settings.apiKey(),
                settings.allowPrivate(),
                settings.headers(),
                settings.vendor(),
                settings.capabilities(),
                settings.options());
    }

    /** Makes them. */
    @AutoService(Provider.Factory.class)
    public static final class Factory implements Provider.Factory {
        @Override
        public String kind() {
            return "azure";
        }

        @Override
        public List<Provider.Option> options() {
            return List.of(Provider.Option.of(
                    "api_version",
                    "The dated version of the API, such as 2024-10-21; absent: the paths without a version,"
                            + " /openai/v1."));
        }

        @Override
        public List<Provider.Fault> faults(ProviderSettings settings) {
            return settings.baseUrl() == null
                    ? List.of(new Provider.Fault(
                            "base_url",
                            "is missing: every resource of Azure's has its own",
                            "such as https://my-resource.openai.azure.com"))
                    : List.of();
        }

        @Override
        public Provider create(ProviderSettings settings, ExtensionContext context) {
            return AzureProvider.of(settings, context);
        }
    }
}
