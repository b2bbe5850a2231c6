package dev.weir.config;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

@Doc("A vendor's API, or a model server of your own.")
@Moved(
        keys = {"api_version", "project", "location", "credentials", "region"},
        to = "options")
public record ProviderConfig(
        @Doc("The API it speaks: `openai` for OpenAI and every server compatible with it, `azure` for Azure OpenAI,"
                + " `anthropic` for Anthropic, `gemini` for the Gemini API, `vertex` for models on Google's Vertex AI,"
                + " `bedrock` for Amazon Bedrock, `cohere` for Cohere.")
        String kind,

        @Doc(
                "Where its API begins, version included; absent: the vendor's own. `h2c://` is HTTP/2 without TLS, for very many streams to a server in your own network.")
        @Nullable
        URI baseUrl,

        @Doc(
                "The credential sent with each call; `none` sends none. Best read from the environment: `${OPENAI_API_KEY}`."
                        + " For `vertex` an access token that somebody else renews.")
        @Nullable
        Secret apiKey,

        @Doc("Whether the address may be private, such as a server on this machine or in this network.")
        @Default("false")
        boolean allowPrivate,

        @Doc("Headers sent with each call, by name.") Map<String, Secret> headers,

        @Doc("Of kind `openai`: whose server it is, such as `groq` or `vllm`, for its address and its ways; absent:"
                + " known by the host of `base_url`. docs/gateway.md lists the names.")
        @Nullable
        String vendor,

        @Doc("Of kind `openai`: where the server is not as its vendor's usually are.")
        CapabilitiesConfig capabilities,

        @Doc("What only its kind knows. `azure`: `api_version`. `vertex`: `project`, `location`, `credentials`."
                + " `bedrock`: `region`, `access_key_id`, `secret_access_key`, `session_token`, `guardrail`,"
                + " `guardrail_version`, `guardrail_trace`, `guardrail_stream`. docs/gateway.md says what they are.")
        Map<String, Secret> options) {
    private static final Set<String> SCHEMES = Set.of("http", "https", "h2c");
    /** A token (RFC 9110, section 5.6.2). */
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

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
        requireSendable("api_key", apiKey);
        headers.forEach((name, value) -> {
            if (!HEADER_NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("headers has '" + name + "', which is no name of a header");
            }
            requireSendable("headers." + name, value);
        });
        headers = Map.copyOf(headers);
        options = Map.copyOf(options);
    }

    /** A header that cannot be sent would fail each call, and the failure would tell the secret. */
    private static void requireSendable(String key, @Nullable Secret value) {
        if (value != null && value.reveal().chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
            throw new IllegalArgumentException(
                    key + " holds a line break or another control character, which no header can have; does what it is"
                            + " read from end with one?");
        }
    }

    /** One of a kind without options, about which nothing else is said. */
    public ProviderConfig(
            String kind,
            @Nullable URI baseUrl,
            @Nullable Secret apiKey,
            boolean allowPrivate,
            Map<String, Secret> headers) {
        this(kind, baseUrl, apiKey, allowPrivate, headers, null, CapabilitiesConfig.KNOWN, Map.of());
    }
}
