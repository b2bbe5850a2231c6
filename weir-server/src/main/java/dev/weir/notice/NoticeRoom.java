package dev.weir.notice;

import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.spi.Outbound;
import dev.weir.store.Database;
import dev.weir.store.StorageException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires the room. Closed before its database and the outgoing client. */
public final class NoticeRoom implements AutoCloseable {
    /** The resource folder of the tables' scripts. */
    public static final String MIGRATIONS = "dev/weir/notice/migrations";

    private static final Logger log = LoggerFactory.getLogger(NoticeRoom.class);
    private static final Duration SWEEP = Duration.ofHours(1);

    private final NoticeDao dao;
    private final Notices notices;
    private final @Nullable Courier courier;
    private final Duration kept;
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("weir-watch").daemon().factory());

    /**
     * Who is told, and for how long it is remembered.
     *
     * @param webhook null for none
     * @param kept how long notices are kept
     * @param source who tells, as an address or a name
     */
    public record Settings(@Nullable Target webhook, Duration kept, String source) {}

    /** Where notices are sent, and what they are signed with. */
    public record Target(URI address, WebhookSecret secret) {}

    /**
     * @param database opened with {@link #MIGRATIONS}
     */
    public NoticeRoom(Database database, Settings settings, Outbound outbound, Clock clock) {
        this.dao = new NoticeDao(database);
        this.kept = settings.kept;
        this.clock = clock;
        Target target = settings.webhook;
        Courier sends = target == null
                ? null
                : new Courier(dao, new Webhook(target.address, target.secret, settings.source, outbound, clock), clock);
        this.courier = sends;
        this.notices = new Notices(dao, clock, () -> sends != null, () -> {
            if (sends != null) {
                sends.wake();
            }
        });
    }

    /** Says what is found. */
    public Notices service() {
        return notices;
    }

    public Routes routes() {
        return new NoticeRoutes(notices).routes();
    }

    /**
     * Has somebody look for what is to be told, at intervals, on a thread of this room.
     *
     * @param look finds out and tells; may wait for the database
     */
    public void watch(Duration every, Runnable look) {
        timer.scheduleWithFixedDelay(() -> guarded(look), every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void guarded(Runnable look) {
        try {
            look.run();
        } catch (StorageException e) {
            log.warn("What is to be told cannot be found out at present: {}", e.getMessage());
        } catch (RuntimeException bug) {
            log.error("What is to be told cannot be found out at present", bug);
        }
    }

    /** Begins to send. */
    public void start() {
        watch(SWEEP, () -> dao.deleteBefore(clock.instant().minus(kept)));
        if (courier != null) {
            courier.start();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(5, TimeUnit.SECONDS)) {
                log.warn("A watch did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (courier != null) {
            courier.close();
        }
    }
}
