package dev.weir.notice;

import dev.weir.spi.OrganizationId;
import dev.weir.spi.Principal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which notices are wanted.
 *
 * @param organization whose own are wanted besides the project's; null if they are not
 * @param kind null for any
 * @param newsAt only those that are news then; null for all
 * @param cursor only those that come after the one with this id; null for all
 */
record Query(
        @Nullable OrganizationId organization,
        @Nullable String kind,
        @Nullable Instant newsAt,
        @Nullable String cursor,
        int limit) {
    private static final int MOST_CURRENT = 50;

    static Query current(Principal who, Instant now) {
        return new Query(organization(who), null, now, null, MOST_CURRENT);
    }

    static Query all(Principal who, @Nullable String kind, @Nullable String cursor, int limit) {
        return new Query(organization(who), kind, null, cursor, limit);
    }

    private static @Nullable OrganizationId organization(Principal who) {
        return who.allProjects() ? who.organization() : null;
    }
}
