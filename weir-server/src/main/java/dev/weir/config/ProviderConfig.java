package dev.weir.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

@Doc("A vendor's API, or a model server of your own.")
public record ProviderConfig(
        @Doc("The API it speaks: `openai` for OpenAI and every server compatible with it, `azure` for Azure OpenAI,"
                + " `anthropic` for Anthropic, `gemini` for the Gemini API, `vertex` for models on Google's Vertex AI.")
        String kind,

        @Doc("Where its API begins, version included; absent: the vendor's own.") @Nullable
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

        @Doc("For `azure`: the dated version of its API, such as `2024-10-21`; absent: the paths without a version,"
                + " `/openai/v1`.")
        @Nullable
        String apiVersion,

        @Doc("For `vertex`: the project's id; absent: the one that the credentials name.") @Nullable
        String project,

        @Doc("For `vertex`: the region that is called, such as `europe-west4`, or `global`.") @Nullable
        String location,

        @Doc("For `vertex`: the JSON file with a service account's key. Access tokens are fetched with it and renewed.")
        @Nullable
        Path credentials) {
    private static final Set<String> SCHEMES = Set.of("http", "https");

    /** A provider that is in no cloud. */
    public ProviderConfig(
            String kind,
            @Nullable URI baseUrl,
            @Nullable Secret apiKey,
            boolean allowPrivate,
            Map<String, Secret> headers) {
        this(kind, baseUrl, apiKey, allowPrivate, headers, null, null, null, null);
    }

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
}
