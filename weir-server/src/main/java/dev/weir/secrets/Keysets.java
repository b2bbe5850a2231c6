package dev.weir.secrets;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.security.GeneralSecurityException;

/**
 * What Weir uses of Tink: AES-256-GCM with the nonce extended to 192 bits (XAES-256-GCM, c2sp.org/XAES-256-GCM).
 * Random nonces of plain GCM's 96 bits are safe for 2<sup>32</sup> messages a key, which a busy project writes in two
 * days.
 */
final class Keysets {
    private static final Configuration TINK = AeadConfig2026.get();

    private Keysets() {}

    static KeysetHandle create() throws GeneralSecurityException {
        return KeysetHandle.generateNew(PredefinedAeadParameters.XAES_256_GCM_192_BIT_NONCE, TINK);
    }

    static Aead aead(KeysetHandle keyset) throws GeneralSecurityException {
        return keyset.getPrimitive(TINK, Aead.class);
    }

    static byte[] wrap(KeysetHandle keyset, Aead master, byte[] context) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.serializeEncryptedKeyset(keyset, master, context, TINK);
    }

    static KeysetHandle unwrap(byte[] wrapped, Aead master, byte[] context) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.parseEncryptedKeyset(wrapped, master, context, TINK);
    }

    static String toJson(KeysetHandle keyset) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.serializeKeyset(keyset, TINK, InsecureSecretKeyAccess.get());
    }

    static KeysetHandle fromJson(String json) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.parseKeyset(json, TINK, InsecureSecretKeyAccess.get());
    }
}
