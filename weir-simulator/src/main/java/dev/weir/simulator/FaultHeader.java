package dev.weir.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The value of {@code x-sim-fault}: a kind and its settings, parted by commas.
 *
 * <p>{@code status=429,retry-after=2} · {@code silence} · {@code silence,after=3} · {@code cut,after=2,mid-event} ·
 * {@code malformed,chunk=2} · {@code slow=2s,tokens-per-second=5} · {@code none}. Whatever else a status names becomes a
 * header of the reply.
 */
final class FaultHeader {
    static final String NAME = "x-sim-fault";

    private final Map<String, String> settings = new LinkedHashMap<>();

    private FaultHeader(String value) {
        for (String part : value.split(",")) {
            String[] pair = part.split("=", 2);
            settings.put(pair[0].strip(), pair.length == 1 ? "" : pair[1].strip());
        }
    }

    /** The fault; null for {@code none}, which also keeps the script's own faults away. */
    static @Nullable Fault parse(String value) {
        FaultHeader header = new FaultHeader(value);
        Fault fault = header.fault(value);
        if (!header.settings.isEmpty()) {
            throw bad(value, "has a setting too many: " + header.settings.keySet());
        }
        return fault;
    }

    private @Nullable Fault fault(String value) {
        String kind = settings.keySet().iterator().next();
        String argument = take(kind, "");
        return switch (kind) {
            case "none" -> null;
            case "status" -> status(argument);
            case "silence" -> new Fault.Silence(after());
            case "cut" -> new Fault.Cut(after(), settings.remove("mid-event") != null);
            case "malformed" -> new Fault.Malformed(whole("chunk", take("chunk", "2")));
            case "slow" -> slow(argument);
            default -> throw bad(value, "names no fault");
        };
    }

    private Fault status(String code) {
        int status = whole("status", code);
        Map<String, String> headers = Map.copyOf(settings);
        settings.clear();
        return new Fault.Status(status, headers, null);
    }

    private Fault slow(String firstToken) {
        String speed = take("tokens-per-second", "");
        double perSecond = speed.isEmpty() ? Double.POSITIVE_INFINITY : whole("tokens-per-second", speed);
        return new Fault.Slow(new Pace(Durations.parse(NAME + " slow", firstToken), perSecond, 0));
    }

    private @Nullable Integer after() {
        String after = take("after", "");
        return after.isEmpty() ? null : (Integer) whole("after", after);
    }

    private String take(String name, String otherwise) {
        String value = settings.remove(name);
        return value == null ? otherwise : value;
    }

    private static int whole(String name, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw bad(name + "=" + value, "wants a whole number");
        }
    }

    private static BadScript bad(String value, String what) {
        return new BadScript(NAME + ": \"" + value + "\" " + what
                + "; give one such as \"status=429,retry-after=2\", \"silence,after=3\", \"cut,after=2,mid-event\","
                + " \"malformed,chunk=2\", \"slow=2s\" or \"none\"");
    }
}
