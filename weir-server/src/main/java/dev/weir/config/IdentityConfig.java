package dev.weir.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Doc("Whose signed tokens name end users: JSON Web Tokens in the header `x-weir-user-token`. A change holds from the"
        + " next start on.")
public record IdentityConfig(
        @Doc("Who makes the tokens: what their claim `iss` is.")
        String issuer,

        @Doc("For whom they are made: one of these is in their claim `aud`.")
        List<String> audience,

        @Doc("Where the issuer publishes its keys, as a JSON Web Key Set. Absent: `jwks_file` has them.") @Nullable
        URI jwksUrl,

        @Doc("A file that holds such a set. Absent: `jwks_url` has them.") @Nullable
        Path jwksFile,

        @Doc("Whether that address may be loopback or private.") @Default("false")
        boolean allowPrivate,

        @Doc("The claim that names the user as access lists do. Dots lead into objects.") @Default("sub")
        String userClaim,

        @Doc("The claim that lists the user's groups, such as `groups` or `realm_access.roles`.") @Default("groups")
        String groupsClaim,

        @Doc("The user's attributes, by the name that access lists have for them: the claim with their values.")
        Map<String, String> attributes,

        @Doc("By how much the issuer's clock and Weir's may differ.") @Default("30s")
        Duration leeway,

        @Doc("How long the keys are believed before they are read again. A token by a key that is not among them has"
                + " them read at once.")
        @Default("10m")
        Duration refresh) {
    public IdentityConfig {
        audience = List.copyOf(audience);
        if (issuer.isBlank() || audience.isEmpty()) {
            throw new IllegalArgumentException(
                    "issuer and audience say whose tokens are taken, and for whom they are made; both are needed");
        }
        if ((jwksUrl == null) == (jwksFile == null)) {
            throw new IllegalArgumentException("either jwks_url or jwks_file says where the issuer's keys are");
        }
        if (jwksUrl != null && !"http".equals(jwksUrl.getScheme()) && !"https".equals(jwksUrl.getScheme())) {
            throw new IllegalArgumentException("jwks_url is an address that begins with https:// or http://");
        }
        if (refresh.isZero()) {
            throw new IllegalArgumentException("refresh is longer than 0; write for example 10m");
        }
    }
}
