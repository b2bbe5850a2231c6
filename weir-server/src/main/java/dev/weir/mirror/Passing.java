package dev.weir.mirror;

import dev.weir.kernel.Clock;
import dev.weir.provider.transport.Relay;
import dev.weir.spi.Cancellation;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what passes between a caller and the other gateway, as long as there is memory for it. Written by one event
 * loop; what is read elsewhere is complete by then.
 */
final class Passing implements Relay.Watch {
    private static final int LARGEST = 16 << 20;

    private final Home home;
    private final Clock clock;
    private final Consumer<Passing> ready;
    private final ByteArrayOutputStream request = new ByteArrayOutputStream();
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private final CompletableFuture<@Nullable Told> whole = new CompletableFuture<>();
    private final Cancellation cancellation = new Cancellation();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicBoolean freed = new AtomicBoolean();
    private Map<String, String> headers = Map.of();
    private boolean dropped;
    private boolean asked;
    private int status;
    private long asking;
    private long first = -1;

    /**
     * Where a copy lives.
     *
     * @param memory bytes that are left for all copies
     * @param leave gives its place back
     * @param dropped told when there is no room for the request after all
     * @param skipped told why, when the exchange is over before the request is complete
     */
    record Home(AtomicLong memory, Runnable leave, Runnable dropped, Consumer<String> skipped) {}

    /**
     * @param ready told when the request is complete; whoever is told frees it
     */
    Passing(Home home, Clock clock, Consumer<Passing> ready) {
        this.home = home;
        this.clock = clock;
        this.ready = ready;
    }

    byte[] request() {
        return request.toByteArray();
    }

    /** The other gateway's answer; null if its caller left or it was too large. */
    CompletableFuture<@Nullable Told> answer() {
        return whole;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    void free() {
        if (freed.compareAndSet(false, true)) {
            home.memory().addAndGet(taken.getAndSet(0));
            home.leave().run();
        }
    }

    @Override
    public void requestPiece(byte[] piece) {
        keep(piece, request);
    }

    @Override
    public void requestEnd() {
        asking = clock.nanoTime();
        if (!dropped) {
            asked = true;
            ready.accept(this);
        }
    }

    @Override
    public void head(int code, Map<String, String> told) {
        status = code;
        headers = told;
    }

    @Override
    public void piece(byte[] piece) {
        first = first < 0 ? clock.nanoTime() : first;
        keep(piece, answer);
    }

    private void keep(byte[] piece, ByteArrayOutputStream to) {
        if (dropped) {
            return;
        }
        taken.addAndGet(piece.length);
        if (home.memory().addAndGet(-piece.length) < 0 || to.size() + piece.length > LARGEST) {
            drop();
        } else {
            to.writeBytes(piece);
        }
    }

    private void drop() {
        dropped = true;
        if (!asked) {
            home.dropped().run();
        }
        over(null);
    }

    @Override
    public void end() {
        skipped("the other gateway answered before the request was complete");
        over(told(true));
    }

    @Override
    public void broken() {
        skipped("the other gateway could not be reached");
        over(told(false));
    }

    @Override
    public void left() {
        skipped("its caller left");
        over(null);
    }

    private void skipped(String why) {
        if (!asked && !dropped) {
            home.skipped().accept(why);
        }
    }

    private Told told(boolean complete) {
        long now = clock.nanoTime();
        return new Told(
                status,
                complete,
                Objects.requireNonNullElse(headers.get("content-type"), ""),
                answer.toByteArray(),
                (first < 0 ? now : first) - asking,
                now - asking,
                Asking.cost(headers::get),
                "");
    }

    private void over(@Nullable Told told) {
        if (told == null) {
            cancellation.cancel();
        }
        whole.complete(told);
        if (!asked) {
            free();
        }
    }
}
