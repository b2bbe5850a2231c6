package dev.weir.tenancy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What is kept of a secret: its SHA-256, in hexadecimal. Secrets made here have 256 random bits, so that a slow hash
 * would add nothing. Looking one up by its hash tells a stopwatch nothing about the secret.
 */
record SecretHash(String hex) {
    static SecretHash of(String secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return new SecretHash(HexFormat.of().formatHex(digest.digest(secret.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
