package dev.weir.limits;

import dev.weir.tenancy.Applied;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.Subject;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Limits of a user that tests of a {@link RateBook} give it, in the evening before Berlin's clocks are put forward. */
final class SomeLimits {
    static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    static final Instant EVENING = Instant.parse("2026-03-28T22:30:00Z");

    private SomeLimits() {}

    static CallLimits limits(
            @Nullable Integer concurrency, @Nullable Long rpm, @Nullable Long tpm, @Nullable Long day, ZoneId zone) {
        return new CallLimits(concurrency, rpm, tpm, day, zone, List.of(), null, null);
    }

    static List<Applied> user(CallLimits limits) {
        return user("ann", limits);
    }

    static List<Applied> user(String name, CallLimits limits) {
        return List.of(new Applied(new Subject(Scope.USER, "proj_1", name), limits));
    }

    static List<Applied> requests(long rpm) {
        return user(limits(null, rpm, null, null, CallLimits.UTC));
    }

    static List<Applied> tokens(long tpm) {
        return user(limits(null, null, tpm, null, CallLimits.UTC));
    }

    static List<Applied> day(long tokens, ZoneId zone) {
        return user(limits(null, null, null, tokens, zone));
    }
}
