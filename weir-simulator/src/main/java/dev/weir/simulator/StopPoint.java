package dev.weir.simulator;

import org.jspecify.annotations.Nullable;

/**
 * Where a reply stops short.
 *
 * @param chunks chunks sent before the stop; less than 0 means that not even the head is sent
 * @param half whether half of the next chunk follows
 */
record StopPoint(Outcome how, int chunks, boolean half) {
    private static final StopPoint NEVER = new StopPoint(Outcome.FINISHED, Integer.MAX_VALUE, false);

    static StopPoint of(@Nullable Fault fault, boolean streamed) {
        return switch (fault) {
            case Fault.Silence(Integer after) -> at(Outcome.SILENT, after, false, streamed);
            case Fault.Cut(Integer after, boolean midEvent) -> at(Outcome.CUT, after, midEvent, streamed);
            case Fault.Status s -> NEVER;
            case Fault.Malformed m -> NEVER;
            case Fault.Slow s -> NEVER;
            case Fault.NoDone n -> NEVER;
            case null -> NEVER;
        };
    }

    private static StopPoint at(Outcome how, @Nullable Integer after, boolean half, boolean streamed) {
        if (after == null) {
            return new StopPoint(how, -1, false);
        }
        return streamed ? new StopPoint(how, after, half) : new StopPoint(how, 0, true);
    }

    boolean beforeHead() {
        return chunks < 0;
    }
}
