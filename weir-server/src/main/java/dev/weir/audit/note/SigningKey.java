package dev.weir.audit.note;

import com.google.crypto.tink.subtle.Ed25519Sign;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;

/** An Ed25519 key that signs notes under a name. Thread-safe. */
public final class SigningKey {
    /** Bytes of the secret that a key is made from. */
    public static final int SEED = 32;

    private final PrivateKey secret;
    private final VerifierKey verifier;

    private SigningKey(PrivateKey secret, VerifierKey verifier) {
        this.secret = secret;
        this.verifier = verifier;
    }

    /**
     * The key of a seed (RFC 8032, 5.1.5).
     *
     * @throws IllegalArgumentException if the seed is not one
     */
    public static SigningKey of(String name, byte[] seed) {
        if (seed.length != SEED) {
            throw new IllegalArgumentException("an Ed25519 seed has " + SEED + " bytes, not " + seed.length);
        }
        try {
            // The JDK does not tell the public part of a private key.
            byte[] known = Ed25519Sign.KeyPair.newKeyPairFromSeed(seed).getPublicKey();
            PrivateKey secret = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
            return new SigningKey(secret, new VerifierKey(name, known));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }

    public VerifierKey verifier() {
        return verifier;
    }

    byte[] sign(byte[] text) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(secret);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }
}
