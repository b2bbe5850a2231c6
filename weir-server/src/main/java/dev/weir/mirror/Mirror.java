package dev.weir.mirror;

import dev.weir.kernel.Clock;
import dev.weir.provider.transport.Relay;
import dev.weir.spi.Cancellation;
import dev.weir.spi.Outbound;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks Weir what another gateway is asked, and compares. Thread-safe.
 *
 * <p>As a {@link Relay.Watcher} it copies what passes: a copy waits for nobody, and where there are too many of them,
 * or they are too large, it is dropped.
 */
public final class Mirror implements Relay.Watcher, AutoCloseable {
    /** What all copies together may hold. */
    private static final long MEMORY = 256L << 20;

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final MirrorSettings settings;
    private final Copies copies;
    private final Comparison comparison;
    private final Asking weir;
    private final Outbound outbound;
    private final Clock clock;
    private final Consumer<Compared> told;
    private final Summary summary = new Summary();
    private final Object telling = new Object();
    private final Semaphore places;
    private final Semaphore asking;
    private final AtomicLong memory = new AtomicLong(MEMORY);
    private final AtomicLong offered = new AtomicLong();
    private final AtomicLong numbers = new AtomicLong();
    private final Set<Cancellation> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param weir where Weir is
     * @param headers for requests to Weir, names in lower case: its key
     * @param told of each exchange that was compared, one at a time
     */
    public Mirror(
            MirrorSettings settings,
            Outbound outbound,
            URI weir,
            Map<String, String> headers,
            Clock clock,
            Consumer<Compared> told) {
        this.settings = settings;
        this.copies = new Copies(settings.models());
        this.comparison = new Comparison(settings.ignored(), settings.strict());
        this.outbound = outbound;
        this.weir = new Asking(outbound, weir, headers, clock);
        this.clock = clock;
        this.told = told;
        this.places = new Semaphore(settings.waiting());
        this.asking = new Semaphore(settings.concurrency(), true);
    }

    public Summary summary() {
        return summary;
    }

    @Override
    public Relay.@Nullable Watch begin(String method, String path, Map<String, String> headers) {
        summary.passed();
        if (!method.equals("POST") || Copies.path(path).isEmpty()) {
            summary.skipped("a path that Weir does not answer");
            return null;
        }
        if (!isChosen()) {
            summary.skipped("not in the sample");
            return null;
        }
        if (!places.tryAcquire()) {
            summary.dropped();
            return null;
        }
        Passing.Home home = new Passing.Home(memory, places::release, summary::dropped, summary::skipped);
        return new Passing(home, clock, passing -> take(path, headers, passing));
    }

    /** Evenly, rather than at random. */
    private boolean isChosen() {
        long number = offered.incrementAndGet();
        return Math.floor(number * settings.share()) > Math.floor((number - 1) * settings.share());
    }

    private void take(String path, Map<String, String> headers, Passing passing) {
        Thread.startVirtualThread(() -> {
            try {
                switch (copies.of(path, headers, passing.request())) {
                    case Copies.Made.Skipped skipped -> summary.skipped(skipped.why());
                    case Copies.Made.Ready ready -> compare(ready.copy(), passing.answer(), passing.cancellation());
                }
            } finally {
                passing.free();
            }
        });
    }

    /** Asks both, or only Weir where the log has the other's answer. Waits for its turn and for the answers. */
    public void replay(TrafficLog.Entry entry, @Nullable URI other, Map<String, String> headers) {
        summary.passed();
        if (!isChosen()) {
            summary.skipped("not in the sample");
            return;
        }
        switch (copies.of(entry.path(), entry.headers(), entry.body())) {
            case Copies.Made.Skipped skipped -> summary.skipped(skipped.why());
            case Copies.Made.Ready ready -> {
                Told recorded = entry.recorded();
                Cancellation cancellation = new Cancellation();
                if (recorded != null) {
                    compare(ready.copy(), CompletableFuture.completedFuture(recorded), cancellation);
                } else if (other == null) {
                    summary.skipped("no answer in the log, and no other gateway to ask");
                } else {
                    Asking asking = new Asking(outbound, other, headers, clock);
                    compare(ready.copy(), asked(asking, entry, cancellation), cancellation);
                }
            }
        }
    }

    private static CompletableFuture<@Nullable Told> asked(
            Asking other, TrafficLog.Entry entry, Cancellation cancellation) {
        CompletableFuture<@Nullable Told> theirs = new CompletableFuture<>();
        Copy as = new Copy(entry.path(), "", entry.headers(), entry.body());
        Thread.startVirtualThread(() -> {
            try {
                theirs.complete(other.ask(as, cancellation));
            } finally {
                theirs.complete(null);
            }
        });
        return theirs;
    }

    private void compare(Copy copy, CompletableFuture<@Nullable Told> theirs, Cancellation cancellation) {
        running.add(cancellation);
        if (closed) {
            cancellation.cancel();
        }
        try {
            compared(copy, theirs, cancellation);
        } finally {
            running.remove(cancellation);
        }
    }

    private void compared(Copy copy, CompletableFuture<@Nullable Told> theirs, Cancellation cancellation) {
        Told ours = weir.priced(ask(copy, cancellation));
        Told them = awaited(theirs);
        if (them == null || cancellation.isCancelled()) {
            summary.skipped(
                    closed
                            ? "the mirror ended before both had answered"
                            : "its caller left, or there was no room for the answer");
            return;
        }
        Seen seenThere = Reading.of(them);
        Seen seenHere = Reading.of(ours);
        Compared compared = new Compared(
                numbers.incrementAndGet(),
                copy.path(),
                copy.model(),
                seenThere.stream(),
                Compared.Side.of(them, seenThere),
                Compared.Side.of(ours, seenHere),
                comparison.of(them, seenThere, ours, seenHere));
        summary.add(compared);
        synchronized (telling) {
            told.accept(compared);
        }
    }

    private Told ask(Copy copy, Cancellation cancellation) {
        asking.acquireUninterruptibly();
        try {
            return cancellation.isCancelled() ? Told.NOTHING : weir.ask(copy, cancellation);
        } finally {
            asking.release();
        }
    }

    private static @Nullable Told awaited(CompletableFuture<@Nullable Told> theirs) {
        try {
            return theirs.completeOnTimeout(null, PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException e) {
            return null;
        }
    }

    /** Waits until every copy was compared, or the time is over; whether all were. */
    public boolean settle(Duration limit) {
        try {
            boolean all = places.tryAcquire(settings.waiting(), limit.toMillis(), TimeUnit.MILLISECONDS);
            if (all) {
                places.release(settings.waiting());
            }
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Breaks off what is in progress. */
    @Override
    public void close() {
        closed = true;
        running.forEach(Cancellation::cancel);
    }
}
