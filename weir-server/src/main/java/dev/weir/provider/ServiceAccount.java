package dev.weir.provider;

import dev.weir.http.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A Google service account, from the JSON file that Google gives out. It signs what is exchanged for an access token:
 * a JWT with RS256 (RFC 7515, RFC 7523).
 */
final class ServiceAccount {
    static final long LIFETIME_SECONDS = 3600;
    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
    private static final String TOKENS = "https://oauth2.googleapis.com/token";

    private final String email;
    private final @Nullable String keyId;
    private final PrivateKey key;
    private final @Nullable String project;
    private final URI tokens;

    private ServiceAccount(JsonNode file) throws GeneralSecurityException {
        this.email = required(file, "client_email");
        this.keyId = file.path("private_key_id").isString()
                ? file.path("private_key_id").stringValue()
                : null;
        this.project =
                file.path("project_id").isString() ? file.path("project_id").stringValue() : null;
        this.key = privateKey(required(file, "private_key"));
        this.tokens = URI.create(file.path("token_uri").asString(TOKENS));
    }

    /**
     * @throws IllegalArgumentException saying what is wrong with the file, but nothing of what is in it
     */
    static ServiceAccount read(Path path) {
        try {
            return new ServiceAccount(Json.MAPPER.readTree(Files.readAllBytes(path)));
        } catch (IOException e) {
            throw new IllegalArgumentException("is '" + path + "', which cannot be read", e);
        } catch (JacksonException | GeneralSecurityException e) {
            throw new IllegalArgumentException("is '" + path + "', which is no service account's key in JSON", null);
        }
    }

    private static String required(JsonNode file, String name) {
        JsonNode value = file.path(name);
        if (!value.isString()) {
            throw new IllegalArgumentException("names a file without '" + name + "'");
        }
        return value.stringValue();
    }

    private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
        String base64 = pem.replace("-----BEGIN PRIVATE KEY-----", "").replace("-----END PRIVATE KEY-----", "");
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(base64);
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("the key is not in base64");
        }
    }

    @Nullable
    String project() {
        return project;
    }

    URI tokens() {
        return tokens;
    }

    /** What is given for an access token. */
    String assertion(Instant now) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", "RS256");
        header.put("typ", "JWT");
        if (keyId != null) {
            header.put("kid", keyId);
        }
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", email);
        claims.put("scope", SCOPE);
        claims.put("aud", tokens.toString());
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.getEpochSecond() + LIFETIME_SECONDS);
        String signed = encoded(Json.MAPPER.writeValueAsBytes(header)) + "."
                + encoded(Json.MAPPER.writeValueAsBytes(claims));
        return signed + "." + encoded(signature(signed));
    }

    private byte[] signature(String signed) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform signs with RSA", e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ServiceAccount[" + email + "]";
    }
}
