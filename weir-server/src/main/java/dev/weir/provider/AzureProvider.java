package dev.weir.provider;

import com.google.auto.service.AutoService;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
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
        VendorHttp http = new VendorHttp(
                atResource(settings),
                context,
                URI.create("https://openai.azure.com"),
                key == null ? Map.of() : Map.of("api-key", key));
        return new OpenAiProvider(settings.name(), http, context, ways(settings.cloud().apiVersion()));
    }

    private static OpenAiProvider.Ways ways(@Nullable String version) {
        if (version == null) {
            return new OpenAiProvider.Ways(
                    (model, path) -> "/openai/v1" + path, "/openai/v1/models", "max_completion_tokens", true);
        }
        String query = "?api-version=" + PathText.encoded(version);
        boolean counts = version.compareTo(COUNTS_SINCE) >= 0;
        return new OpenAiProvider.Ways(
                (model, path) -> "/openai/deployments/" + PathText.encoded(model) + path + query,
                "/openai/models" + query,
                counts ? "max_completion_tokens" : "max_tokens",
                counts);
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
                settings.cloud());
    }

    /** Makes them. */
    @AutoService(Provider.Factory.class)
    public static final class Factory implements Provider.Factory {
        @Override
        public String kind() {
            return "azure";
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
