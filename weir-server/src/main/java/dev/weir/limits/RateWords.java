package dev.weir.limits;

import dev.weir.limits.RateBook.Outcome.Reached;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import dev.weir.tenancy.Subject;
import java.time.Duration;

/** Says whose limit is reached, which one, and when to come back. */
final class RateWords {
    private RateWords() {}

    static Refused refused(Reached reached, Principal who) {
        Meter.Full full = reached.full();
        String whose = whose(reached.by().subject(), who);
        Duration pause = full.pause();
        if (pause == null) {
            return Refused.of(
                    ErrorCode.RATE_LIMITED,
                    "This call may take " + full.wanted() + " tokens, more than " + whose + " may ever have: "
                            + limit(full) + ".",
                    null,
                    "Ask for fewer tokens, such as by max_tokens, or have the limit raised.");
        }
        String wanted = full.kind() == Kind.TOKENS || full.kind() == Kind.DAY
                ? " This call may take " + full.wanted() + "."
                : "";
        return new Refused(
                ErrorCode.RATE_LIMITED,
                "The limit of " + whose + " is reached: " + limit(full) + "." + wanted,
                null,
                "Try again in " + RateHeaders.duration(pause) + ", or have the limit raised.",
                pause,
                null);
    }

    private static String limit(Meter.Full full) {
        return full.limit() + " " + full.kind().words() + " (" + full.kind().wire() + ")";
    }

    private static String whose(Subject subject, Principal who) {
        return switch (subject.scope()) {
            case ORGANIZATION -> "the organization";
            case PROJECT -> "the project";
            case KEY -> "the key '" + who.name() + "'";
            case USER, MODEL, TAG -> "the " + subject.scope().wire() + " '" + subject.name() + "'";
        };
    }
}
