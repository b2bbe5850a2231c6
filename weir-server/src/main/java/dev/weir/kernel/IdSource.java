package dev.weir.kernel;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Makes ids that sort by the time they were made: a prefix, 48 bits of milliseconds and 80 bits of randomness in
 * Crockford's base 32, as in the ULID specification (github.com/ulid/spec). Thread-safe. Ids are names, not secrets.
 */
public final class IdSource {
    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final long PROCESS_SALT = new SecureRandom().nextLong();
    private final Clock clock;

    public IdSource(Clock clock) {
        this.clock = clock;
    }

    public String next(String prefix) {
        RandomGenerator random = ThreadLocalRandom.current();
        char[] id = new char[prefix.length() + 26];
        prefix.getChars(0, prefix.length(), id, 0);
        put(id, prefix.length(), 10, clock.millis());
        put(id, prefix.length() + 10, 8, random.nextLong() ^ PROCESS_SALT);
        put(id, prefix.length() + 18, 8, random.nextLong());
        return new String(id);
    }

    /** When an id with this prefix was made, to the millisecond; empty for a text that is none. */
    public static Optional<Instant> madeAt(String prefix, String id) {
        if (!id.startsWith(prefix) || id.length() != prefix.length() + 26) {
            return Optional.empty();
        }
        long millis = 0;
        for (int i = prefix.length(); i < prefix.length() + 10; i++) {
            int digit = Arrays.binarySearch(DIGITS, id.charAt(i));
            if (digit < 0) {
                return Optional.empty();
            }
            millis = millis << 5 | digit;
        }
        return Optional.of(Instant.ofEpochMilli(millis));
    }

    private static void put(char[] id, int from, int length, long bits) {
        long rest = bits;
        for (int i = from + length - 1; i >= from; i--) {
            id[i] = DIGITS[(int) (rest & 31)];
            rest >>>= 5;
        }
    }
}
