package dev.weir.limits;

import dev.weir.spi.Principal;
import dev.weir.spi.Priority;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.Tenancy;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What keys and projects may have, in memory. */
final class Callers {
    private final Tenancy tenancy;
    private volatile Bounds bounds;

    /**
     * @param projectDefault calls in progress of a project that says nothing itself; null for any number
     * @param keyDefault the same for a key
     */
    Callers(Tenancy tenancy, @Nullable Long projectDefault, @Nullable Long keyDefault) {
        this.tenancy = tenancy;
        this.bounds = new Bounds(projectDefault, keyDefault);
    }

    private record Bounds(@Nullable Long project, @Nullable Long key) {}

    /** Other bounds for those who say nothing themselves, from the next call on. */
    void change(@Nullable Long projectDefault, @Nullable Long keyDefault) {
        bounds = new Bounds(projectDefault, keyDefault);
    }

    Caller of(Principal who) {
        Bounds now = bounds;
        return new Caller(
                who.project(),
                who.key(),
                bound(tenancy.limits(who.project()), now.project),
                bound(tenancy.limits(who.key()), now.key));
    }

    private static int bound(CallLimits limits, @Nullable Long otherwise) {
        if (limits.concurrency() != null) {
            return limits.concurrency();
        }
        return otherwise == null ? Caller.UNBOUNDED : otherwise.intValue();
    }

    /** The class of a call: what it asks for, or what is usual for its key, as far as key and project allow. */
    Priority priority(Principal who, @Nullable Priority asked) {
        CallLimits key = tenancy.limits(who.key());
        CallLimits project = tenancy.limits(who.project());
        Priority wanted = Stream.of(asked, key.priority(), project.priority())
                .filter(one -> one != null)
                .findFirst()
                .orElse(Priority.NORMAL);
        return capped(capped(wanted, key.maxPriority()), project.maxPriority());
    }

    private static Priority capped(Priority wanted, @Nullable Priority most) {
        return most == null ? wanted : wanted.atMost(most);
    }
}
