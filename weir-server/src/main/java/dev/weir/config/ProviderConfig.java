package dev.weir.config;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

@Doc("A vendor's API, or a model server of your own.")
public record ProviderConfig(
        @Doc("The API it speaks: `openai` for OpenAI and every server compatible with it, `anthropic` for Anthropic.")
        String kind,

        @Doc("Where its API begins, version included; absent: the vendor's own.") @Nullable
        URI baseUrl,

        @Doc(
                "The credential sent with each call; `none` sends none. Best read from the environment: `${OPENAI_API_KEY}`.")
        @Nullable
        Secret apiKey,

        @Doc("Whether the address may be private, such as a server on this machine or in this network.")
        @Default("false")
        boolean allowPrivate,

        @Doc("Headers sent with each call, by name.") Map<String, Secret> headers,

        @Doc(
                "Whether a provider of kind `openai` has OpenAI's `/responses`, so that requests of that dialect go through"
                        + " byte for byte; absent: OpenAI itself has, others do not, and get them as chat completions.")
        @Nullable
        Boolean responses) {
    private static final Set<String> SCHEMES = Set.of("http", "https");

    public ProviderConfig {
        if (kind.isBlank()) {
            throw new IllegalArgumentException("kind is the API it speaks, such as openai");
        }
        if (baseUrl != null && (!SCHEMES.contains(baseUrl.getScheme()) || baseUrl.getRawUserInfo() != null)) {
            throw new IllegalArgumentException(
                    "base_url starts with http:// or https:// and holds no user or password; credentials go to api_key");
        }
        apiKey = apiKey != null && apiKey.reveal().equals("none") ? null : apiKey;
        headers = Map.copyOf(headers);
    }

    /** One of which nothing is said about what it has. */
    public ProviderConfig(
            String kind,
            @Nullable URI baseUrl,
            @Nullable Secret apiKey,
            boolean allowPrivate,
            Map<String, Secret> headers) {
        this(kind, baseUrl, apiKey, allowPrivate, headers, null);
    }
}
