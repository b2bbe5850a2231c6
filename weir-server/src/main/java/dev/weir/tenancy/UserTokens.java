package dev.weir.tenancy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.spi.EndUser;
import dev.weir.spi.ErrorCode;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads end users from signed tokens: JSON Web Tokens (RFC 7519) under the best practices of RFC 8725. Only asymmetric
 * signatures count, the algorithm must be one that the key is for, and issuer, audience and times are checked against the
 * configuration and Weir's own clock. No word of a token comes into a message or a log. Thread-safe.
 */
final class UserTokens {
    static final String HEADER = "x-weir-user-token";

    private static final int LONGEST = 16_384;

    /** Keys of an issuer that a token without a key's name is tried with. */
    private static final int MOST_KEYS = 8;

    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512,
            JWSAlgorithm.EdDSA);

    private final Identity identity;
    private final SigningKeys keys;
    private final Clock clock;

    UserTokens(Identity identity, SigningKeys keys, Clock clock) {
        this.identity = identity;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * The user that a token is about.
     *
     * @throws Refusal that says what is wrong with the token
     */
    EndUser read(String token) {
        try {
            SignedJWT jwt = parsed(token);
            if (!isSigned(jwt)) {
                throw refused("is not signed by a key of its issuer");
            }
            return user(jwt.getJWTClaimsSet());
        } catch (ParseException | IllegalArgumentException e) {
            throw refused("cannot be read");
        }
    }

    private static SignedJWT parsed(String token) {
        if (token.length() > LONGEST) {
            throw refused("has more than " + LONGEST + " characters");
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            if (ALGORITHMS.contains(jwt.getHeader().getAlgorithm())) {
                return jwt;
            }
        } catch (ParseException | IllegalArgumentException e) {
            throw refused("is no signed JSON Web Token");
        }
        throw refused("is not signed by RS256, PS256, ES256 (or their longer kin) or EdDSA");
    }

    private boolean isSigned(SignedJWT jwt) {
        JWKSet known = keys.keys();
        List<JWK> fitting = fitting(known, jwt.getHeader());
        if (fitting.isEmpty()) {
            fitting = fitting(keys.keysBesides(known), jwt.getHeader());
        }
        return fitting.stream().limit(MOST_KEYS).anyMatch(key -> isSignedBy(key, jwt));
    }

    private static List<JWK> fitting(JWKSet keys, JWSHeader header) {
        JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
        return matcher == null ? List.of() : new JWKSelector(matcher).select(keys);
    }

    private static boolean isSignedBy(JWK key, SignedJWT jwt) {
        try {
            JWSVerifier verifier = verifier(key);
            return verifier != null
                    && verifier.supportedJWSAlgorithms()
                            .contains(jwt.getHeader().getAlgorithm())
                    && jwt.verify(verifier);
        } catch (JOSEException e) {
            return false;
        }
    }

    private static @Nullable JWSVerifier verifier(JWK key) throws JOSEException {
        return switch (key) {
            case RSAKey rsa -> new RSASSAVerifier(rsa.toPublicJWK());
            case ECKey ec -> new ECDSAVerifier(ec.toPublicJWK());
            case OctetKeyPair pair -> new Ed25519Verifier(pair.toPublicJWK());
            default -> null;
        };
    }

    private EndUser user(JWTClaimsSet claims) {
        Instant until = times(claims);
        if (!identity.issuer().equals(claims.getIssuer())) {
            throw refused("was made by another issuer than " + identity.issuer());
        }
        if (identity.audiences().stream().noneMatch(claims.getAudience()::contains)) {
            throw refused("is for another audience than " + String.join(", ", identity.audiences()));
        }
        List<String> names = texts(claim(claims, identity.userClaim()));
        if (names.size() != 1) {
            throw refused("does not name one user in its claim " + identity.userClaim());
        }
        Map<String, Set<String>> attributes = new HashMap<>();
        identity.attributes().forEach((attribute, claim) -> {
            Set<String> values = Set.copyOf(texts(claim(claims, claim)));
            if (!values.isEmpty()) {
                attributes.put(attribute, values);
            }
        });
        return made(names.getFirst(), Set.copyOf(texts(claim(claims, identity.groupsClaim()))), attributes, until);
    }

    private static EndUser made(String name, Set<String> groups, Map<String, Set<String>> attributes, Instant until) {
        try {
            return new EndUser(name, groups, attributes, EndUser.Proof.TOKEN, until);
        } catch (IllegalArgumentException e) {
            throw refused("says what cannot be used: " + e.getMessage());
        }
    }

    /** When it ends, if that is to come and its beginning is not. */
    private Instant times(JWTClaimsSet claims) {
        Instant now = clock.instant();
        Date ends = claims.getExpirationTime();
        Date begins = claims.getNotBeforeTime();
        if (ends == null) {
            throw refused("has no end: the claim exp is missing");
        }
        Instant until = ends.toInstant().plus(identity.leeway());
        if (!now.isBefore(until)) {
            throw refused("has ended");
        }
        if (begins != null && now.plus(identity.leeway()).isBefore(begins.toInstant())) {
            throw refused("is not in force yet");
        }
        return until;
    }

    /** A claim of that very name, or what dots lead to; null if there is none. */
    private static @Nullable Object claim(JWTClaimsSet claims, String name) {
        Object whole = claims.getClaim(name);
        if (whole != null || name.indexOf('.') < 0) {
            return whole;
        }
        @Nullable Object at = claims.getClaims();
        for (String member : name.split("\\.")) {
            at = at instanceof Map<?, ?> object ? object.get(member) : null;
        }
        return at;
    }

    private static List<String> texts(@Nullable Object claim) {
        List<String> texts = new ArrayList<>();
        for (Object each : claim instanceof Collection<?> list ? list : claim == null ? List.of() : List.of(claim)) {
            if (each instanceof String || each instanceof Number || each instanceof Boolean) {
                texts.add(each.toString());
            }
        }
        return texts;
    }

    private static Refusal refused(String fault) {
        return new Refusal(
                ErrorCode.INVALID_USER_TOKEN,
                "The user token " + fault + ".",
                HEADER,
                "Send a token that the issuer made for this audience and that has not ended.");
    }
}
