package dev.weir.tenancy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose tokens name end users, and what they say. One of {@code jwksUrl} and {@code jwksFile} is there.
 *
 * @param issuer what a token's {@code iss} must be
 * @param audiences one of which must be in a token's {@code aud}
 * @param jwksUrl where the issuer publishes its keys
 * @param jwksFile a file of the same form
 * @param allowPrivate whether the address may be loopback or private
 * @param userClaim names the claim that names the user; dots lead into objects
 * @param groupsClaim the same for the user's groups
 * @param attributes by an attribute's name, the claim that has its values
 * @param leeway by how much clocks may differ
 * @param refresh how long the keys are believed before they are read again
 */
public record Identity(
        String issuer,
        List<String> audiences,
        @Nullable URI jwksUrl,
        @Nullable Path jwksFile,
        boolean allowPrivate,
        String userClaim,
        String groupsClaim,
        Map<String, String> attributes,
        Duration leeway,
        Duration refresh) {
    public Identity {
        audiences = List.copyOf(audiences);
        attributes = Map.copyOf(attributes);
        if ((jwksUrl == null) == (jwksFile == null)) {
            throw new IllegalArgumentException("keys come either from an address or from a file");
        }
    }
}
