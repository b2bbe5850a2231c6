package dev.weir.tenancy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * How a key is written: {@code wk_}, 43 digits in base 62 for 256 random bits, and 6 for the CRC-32 of all before them.
 * The checksum tells a mistyped key from one that is not known; it protects nothing.
 */
final class KeyText {
    static final String START = "wk_";
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());
    private static final int RANDOM = 43;
    private static final int CHECK = 6;
    static final int LENGTH = START.length() + RANDOM + CHECK;
    private static final int SHOWN = 10;

    private KeyText() {}

    static String make(SecureRandom random) {
        byte[] bits = new byte[32];
        random.nextBytes(bits);
        String unchecked = START + digits(new BigInteger(1, bits), RANDOM);
        return unchecked + checksum(unchecked);
    }

    /** The part that lists show. */
    static String prefix(String text) {
        return text.substring(0, SHOWN);
    }

    /** Why this cannot be a key that Weir made, to its holder; null if it can be. Never repeats the text. */
    static @Nullable String fault(String text) {
        if (!text.startsWith(START)) {
            return "This is not a key of Weir: they start with " + START + ".";
        } else if (text.length() != LENGTH) {
            return "The key has " + text.length() + " characters where " + LENGTH
                    + " are expected: a part is missing, or something was added.";
        } else if (!text.substring(START.length()).chars().allMatch(digit -> DIGITS.indexOf(digit) >= 0)) {
            return "The key holds a character other than letters and digits: it was mistyped or damaged.";
        }
        String unchecked = text.substring(0, LENGTH - CHECK);
        return text.endsWith(checksum(unchecked))
                ? null
                : "The key's checksum does not match: it was mistyped or damaged.";
    }

    private static String checksum(String unchecked) {
        CRC32 crc = new CRC32();
        crc.update(unchecked.getBytes(StandardCharsets.US_ASCII));
        return digits(BigInteger.valueOf(crc.getValue()), CHECK);
    }

    private static String digits(BigInteger value, int length) {
        char[] digits = new char[length];
        BigInteger rest = value;
        for (int i = length - 1; i >= 0; i--) {
            BigInteger[] parts = rest.divideAndRemainder(BASE);
            digits[i] = DIGITS.charAt(parts[1].intValue());
            rest = parts[0];
        }
        return new String(digits);
    }
}
