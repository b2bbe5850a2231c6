package dev.weir.tenancy;

import dev.weir.spi.Principal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A key as memory holds it: unchanging but for the time of its last use. */
final class HeldKey {
    private static final Duration PRECISION = Duration.ofSeconds(1);
    private final VirtualKey key;
    private final SecretHash hash;
    private final @Nullable SecretHash previous;
    private final Principal principal;
    private volatile @Nullable Instant lastUsed;

    HeldKey(KeyRow row) {
        this(row.key(), row.hash(), row.previous());
    }

    private HeldKey(VirtualKey key, SecretHash hash, @Nullable SecretHash previous) {
        this.key = key;
        this.hash = hash;
        this.previous = previous;
        this.principal = key.principal();
        this.lastUsed = key.lastUsedAt();
    }

    VirtualKey key() {
        return key.usedAt(lastUsed);
    }

    CallLimits limits() {
        return key.limits();
    }

    KeyRow row() {
        return new KeyRow(key(), hash, previous);
    }

    @Nullable
    Rotation rotation() {
        return key.rotation();
    }

    boolean isLive() {
        return key.isLive();
    }

    SecretHash hash() {
        return hash;
    }

    @Nullable
    SecretHash previous() {
        return previous;
    }

    /** Whether this text is the key's own at that time: the present one, or the one before while it is still taken. */
    boolean takes(SecretHash text, Instant now) {
        Rotation rotation = rotation();
        return text.equals(hash) || (rotation != null && text.equals(previous) && rotation.isOpen(now));
    }

    Principal principal() {
        return principal;
    }

    /** Whether this is news worth writing down. Two at once may both say so; that does no harm. */
    boolean used(Instant now) {
        Instant before = lastUsed;
        if (before != null && now.isBefore(before.plus(PRECISION))) {
            return false;
        }
        lastUsed = now;
        return true;
    }

    HeldKey with(VirtualKey changed) {
        return new HeldKey(changed, hash, previous);
    }
}
