package dev.weir.store;

import dev.weir.spi.ProjectId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A cipher for tests of what is beside the real one: it seals by turning every bit, and can lose a key. */
public final class TestCipher implements ContentCipher {
    private final Set<ProjectId> erased = ConcurrentHashMap.newKeySet();

    public void erase(ProjectId project) {
        erased.add(project);
    }

    @Override
    public Envelope seal(ProjectId project, byte[] content, byte[] context) {
        return new Envelope("dk_test", null, turned(content));
    }

    @Override
    public byte @Nullable [] open(ProjectId project, Envelope envelope, byte[] context) {
        return erased.contains(project) ? null : turned(envelope.ciphertext());
    }

    private static byte[] turned(byte[] bytes) {
        byte[] turned = bytes.clone();
        for (int i = 0; i < turned.length; i++) {
            turned[i] = (byte) ~turned[i];
        }
        return turned;
    }
}
