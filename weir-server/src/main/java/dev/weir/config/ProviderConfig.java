package dev.weir.config;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

@Doc("A vendor's API, or a model server of your own.")
public record ProviderConfig(
        @Doc("The API it speaks: `openai` for OpenAI and every server compatible with it, `anthropic` for Anthropic.")
        String kind,

        @Doc(
                "Where its API begins, version included; absent: the vendor's own. `h2c://` is HTTP/2 without TLS, for very many streams to a server in your own network.")
        @Nullable
        URI baseUrl,

        @Doc(
                "The credential sent with each call; `none` sends none. Best read from the environment: `${OPENAI_API_KEY}`.")
        @Nullable
        Secret apiKey,

        @Doc("Whether the address may be private, such as a server on this machine or in this network.")
        @Default("false")
        boolean allowPrivate,

        @Doc("Headers sent with each call, by name.") Map<String, Secret> headers) {
    private static final Set<String> SCHEMES = Set.of("http", "https", "h2c");

    public ProviderConfig {
        if (kind.isBlank()) {
            throw new IllegalArgumentException("kind is the API it speaks, such as openai");
        }
        if (baseUrl != null && (!SCHEMES.contains(baseUrl.getScheme()) || baseUrl.getRawUserInfo() != null)) {
            throw new IllegalArgumentException(
                    "base_url starts with https://, http:// or h2c:// and holds no user or password; credentials go to"
                            + " api_key");
        }
        apiKey = apiKey != null && apiKey.reveal().equals("none") ? null : apiKey;
        headers = Map.copyOf(headers);
    }
}
