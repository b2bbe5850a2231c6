package dev.weir.provider;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What AWS knows a caller by.
 *
 * @param sessionToken comes with credentials that expire
 */
record AwsCredentials(
        String accessKeyId,
        String secretAccessKey,
        @Nullable String sessionToken) {

    /** Those of the configuration, else those of the environment by AWS's own names. */
    static Optional<AwsCredentials> of(Map<String, String> options, Map<String, String> environment) {
        boolean configured = options.containsKey("access_key_id");
        if (configured != options.containsKey("secret_access_key")) {
            throw new IllegalArgumentException("access_key_id and secret_access_key come together");
        }
        String id = configured ? options.get("access_key_id") : environment.get("AWS_ACCESS_KEY_ID");
        String secret = configured ? options.get("secret_access_key") : environment.get("AWS_SECRET_ACCESS_KEY");
        String token = configured ? options.get("session_token") : environment.get("AWS_SESSION_TOKEN");
        return id == null || secret == null || id.isBlank() || secret.isBlank()
                ? Optional.empty()
                : Optional.of(new AwsCredentials(id, secret, token == null || token.isBlank() ? null : token));
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "AwsCredentials[" + accessKeyId + "]";
    }
}
