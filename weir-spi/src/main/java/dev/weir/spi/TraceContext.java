package dev.weir.spi;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A call's place in a distributed trace, as W3C Trace Context has it (w3.org/TR/trace-context).
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId the call's own span, 16 hexadecimal digits
 * @param parentId the caller's span; null if the trace begins here
 * @param sampled whether the caller wants the trace to be recorded
 * @param state the caller's {@code tracestate}, passed on unread; null if there is none
 */
public record TraceContext(
        String traceId,
        String spanId,
        @Nullable String parentId,
        boolean sampled,
        @Nullable String state) {
    private static final int LENGTH = 55;
    private static final int LONGEST_STATE = 512;

    /** A trace that begins here. */
    public static TraceContext begun(RandomGenerator random) {
        return new TraceContext(hex(random, 2), hex(random, 1), null, true, null);
    }

    /**
     * Goes on with the caller's trace.
     *
     * @param parent the header {@code traceparent}; empty if it cannot be read
     * @param state the header {@code tracestate}
     */
    public static Optional<TraceContext> continued(String parent, @Nullable String state, RandomGenerator random) {
        String text = parent.strip();
        boolean known = text.length() == LENGTH || text.length() > LENGTH && text.charAt(LENGTH) == '-';
        if (!known || text.charAt(2) != '-' || text.charAt(35) != '-' || text.charAt(52) != '-') {
            return Optional.empty();
        }
        String version = text.substring(0, 2);
        String trace = text.substring(3, 35);
        String span = text.substring(36, 52);
        String flags = text.substring(53, 55);
        boolean sound = isHex(version)
                && !version.equals("ff")
                && !(version.equals("00") && text.length() > LENGTH)
                && isId(trace)
                && isId(span)
                && isHex(flags);
        if (!sound) {
            return Optional.empty();
        }
        boolean sampled = (HexFormat.fromHexDigits(flags) & 1) == 1;
        String kept = state == null || state.isBlank() || state.length() > LONGEST_STATE ? null : state;
        return Optional.of(new TraceContext(trace, hex(random, 1), span, sampled, kept));
    }

    /** The header {@code traceparent} for a request that this call makes. */
    public String header() {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }

    private static boolean isId(String text) {
        return isHex(text) && text.chars().anyMatch(digit -> digit != '0');
    }

    /** Capital letters are not allowed. */
    private static boolean isHex(String text) {
        return text.chars().allMatch(digit -> digit >= '0' && digit <= '9' || digit >= 'a' && digit <= 'f');
    }

    private static String hex(RandomGenerator random, int longs) {
        StringBuilder text = new StringBuilder(16 * longs);
        for (int i = 0; i < longs; i++) {
            long bits = random.nextLong();
            text.append(HexFormat.of().toHexDigits(bits == 0 ? 1 : bits));
        }
        return text.toString();
    }
}
