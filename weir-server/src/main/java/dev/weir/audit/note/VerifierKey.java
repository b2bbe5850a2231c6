package dev.weir.audit.note;

import dev.weir.audit.merkle.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A public key that goes by a name, written as c2sp.org/signed-note says: {@code name+id+key}.
 *
 * @param name without spaces and plus signs
 * @param key the 32 bytes of an Ed25519 key (RFC 8032)
 */
public record VerifierKey(String name, byte[] key) {
    private static final byte ED25519 = 1;

    /** What stands before the key's bytes in its X.509 form (RFC 8410). */
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int KEY = 32;
    private static final int ID = 4;

    public VerifierKey {
        if (name.isEmpty() || name.chars().anyMatch(c -> c == '+' || Character.isWhitespace(c) || c < ' ')) {
            throw new IllegalArgumentException("a key's name has no spaces and no plus sign: '" + name + "'");
        }
        if (key.length != KEY) {
            throw new IllegalArgumentException("an Ed25519 key has " + KEY + " bytes, not " + key.length);
        }
    }

    /**
     * @throws IllegalArgumentException if the text is no such key; the message says why
     */
    public static VerifierKey parse(String text) {
        String[] parts = text.strip().split("\\+", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("'" + text.strip() + "' is no verifier key: it is not name+id+key");
        }
        byte[] typed = Base64.getDecoder().decode(parts[2]);
        if (typed.length != KEY + 1 || typed[0] != ED25519) {
            throw new IllegalArgumentException("'" + text.strip() + "' is no Ed25519 verifier key");
        }
        VerifierKey parsed = new VerifierKey(parts[0], Arrays.copyOfRange(typed, 1, typed.length));
        if (!HexFormat.of().formatHex(parsed.id()).equals(parts[1])) {
            throw new IllegalArgumentException("the id in '" + text.strip() + "' is not that of its key");
        }
        return parsed;
    }

    /** The first bytes of a hash over name and key: which signatures to try. */
    byte[] id() {
        MessageDigest digest = Hashes.sha256();
        digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(ED25519);
        return Arrays.copyOf(digest.digest(key), ID);
    }

    boolean verifies(byte[] text, byte[] signature) {
        try {
            byte[] encoded = Arrays.copyOf(X509, X509.length + KEY);
            System.arraycopy(key, 0, encoded, X509.length, KEY);
            PublicKey known = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(known);
            check.update(text);
            return check.verify(signature);
        } catch (GeneralSecurityException notOne) {
            return false;
        }
    }

    /** Whether it is the same key under the same name. */
    public boolean isSame(VerifierKey other) {
        return name.equals(other.name) && MessageDigest.isEqual(key, other.key);
    }

    @Override
    public String toString() {
        byte[] typed = new byte[KEY + 1];
        typed[0] = ED25519;
        System.arraycopy(key, 0, typed, 1, KEY);
        return name + "+" + HexFormat.of().formatHex(id()) + "+"
                + Base64.getEncoder().encodeToString(typed);
    }
}
