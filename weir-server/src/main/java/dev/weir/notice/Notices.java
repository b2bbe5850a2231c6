package dev.weir.notice;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.kernel.Clock;
import dev.weir.spi.Principal;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps notices, says each once, and has them sent. Not for the path of a request: it waits for the table. Thread-safe. */
public final class Notices {
    private static final Logger log = LoggerFactory.getLogger(Notices.class);
    private static final int REMEMBERED = 100_000;

    private final NoticeDao dao;
    private final Clock clock;
    private final BooleanSupplier sends;
    private final Runnable wake;
    /** Spares the table a question for what is found again and again. */
    private final Cache<String, Boolean> told =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /**
     * @param sends whether there is a webhook
     * @param wake has what waits sent soon
     */
    Notices(NoticeDao dao, Clock clock, BooleanSupplier sends, Runnable wake) {
        this.dao = dao;
        this.clock = clock;
        this.sends = sends;
        this.wake = wake;
    }

    /**
     * Says it, unless it was said before.
     *
     * @return whether it is news
     */
    public boolean tell(Notice notice) {
        if (told.getIfPresent(notice.id()) != null) {
            return false;
        }
        boolean isNew = dao.insert(notice, sends.getAsBoolean() ? notice.at() : null);
        told.put(notice.id(), true);
        if (isNew) {
            log.warn("{} ({}, {})", notice.message(), notice.kind(), notice.id());
            wake.run();
        }
        return isNew;
    }

    /** Whether it was said before; cheap for what this process has said itself. */
    public boolean isTold(String id) {
        return told.getIfPresent(id) != null;
    }

    /** What is news now for those who look at the actor's project, newest first. */
    public List<Kept> current(Principal who) {
        return dao.list(who.project(), Query.current(who, clock.instant()));
    }

    /**
     * Notices of the actor's project and, for keys of all projects, of the organization; newest first.
     *
     * @param cursor the id of the last one that was seen; null to begin
     */
    public List<Kept> list(Principal who, @Nullable String kind, @Nullable String cursor, int limit) {
        return dao.list(who.project(), Query.all(who, kind, cursor, limit));
    }

    /**
     * A notice and how far it has got.
     *
     * @param tries how often the webhook was asked to take it
     * @param nextTryAt null if nobody waits for it
     * @param deliveredAt null if the webhook has not taken it
     * @param failure why not, the last time
     */
    public record Kept(
            Notice notice,
            int tries,
            @Nullable Instant nextTryAt,
            @Nullable Instant deliveredAt,
            @Nullable String failure) {}
}
