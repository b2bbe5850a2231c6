package dev.weir.batch;

import dev.weir.batch.Batch.Elsewhere;
import dev.weir.files.JsonLines;
import dev.weir.files.StoredFile;
import dev.weir.http.Request;
import dev.weir.pipeline.Foretold;
import dev.weir.spi.Principal;
import dev.weir.spi.VendorBatches;
import dev.weir.spi.VendorBatches.Failure;
import dev.weir.spi.VendorBatches.Phase;
import dev.weir.spi.VendorBatches.State;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A batch that its provider works off: made there, looked at until it is over, and its results brought home. Where it
 * goes is kept before anything is sent, and the provider's id as soon as it is known, so that the next process goes on
 * from there.
 *
 * <p>Each result passes the pipeline as the answer to its request ({@link Foretold}): it is metered, priced and traced
 * like any other, and what callers read is in the words of their own dialect.
 */
final class PassedOn {
    private static final Logger log = LoggerFactory.getLogger(PassedOn.class);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Duration SLICE = Duration.ofMillis(200);
    private static final int AT_ONCE = 5_000;
    private static final long BYTES_AT_ONCE = 32L << 20;

    private final Workshop workshop;
    private final Run run;
    private final Batch batch;
    private final StoredFile input;
    private final ResultsLog results;
    private final VendorBatches vendor;
    private Elsewhere elsewhere;
    private boolean cancelled;

    PassedOn(
            Workshop workshop,
            Run run,
            Batch batch,
            StoredFile input,
            ResultsLog results,
            VendorBatches vendor,
            Elsewhere elsewhere) {
        this.workshop = workshop;
        this.run = run;
        this.batch = batch;
        this.input = input;
        this.results = results;
        this.vendor = vendor;
        this.elsewhere = elsewhere;
    }

    /** How the work ended; null if the process ends first. */
    record Ended(BatchStatus status, List<BatchError> errors) {}

    /**
     * The lines as the provider gets them; empty if it cannot take this batch.
     *
     * @throws IOException if the file cannot be read
     */
    static Optional<List<byte[]>> lines(Run run, Batch batch, StoredFile input, VendorBatches vendor, String model)
            throws IOException {
        List<byte[]> lines = new ArrayList<>();
        long bytes = 0;
        try (JsonLines source = run.lines(input)) {
            for (JsonLines.Line line = source.next(); line != null; line = source.next()) {
                if (!(InputLine.read(line, batch.endpoint()) instanceof InputLine.Good good)) {
                    return Optional.empty();
                }
                Optional<byte[]> said = vendor.line(name(good.number()), batch.endpoint(), model, good.body());
                bytes += said.map(one -> one.length).orElse(0);
                if (said.isEmpty() || bytes > vendor.largest()) {
                    return Optional.empty();
                }
                lines.add(said.get());
            }
        }
        return Optional.of(lines);
    }

    /** Providers differ in what they take as a custom id. */
    private static String name(int line) {
        return "line-" + line;
    }

    private static int number(String name) {
        try {
            return name.startsWith("line-") ? Integer.parseInt(name.substring(5)) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * @param resumed whether an earlier process may have made the batch at the provider
     */
    @Nullable
    Ended work(boolean resumed) throws IOException {
        try {
            String id = elsewhere.id() == null ? made(resumed) : elsewhere.id();
            if (id == null) {
                return workshop.isClosing() ? null : new Ended(stop(), List.of());
            }
            State state = awaited(id);
            if (state == null) {
                return null;
            }
            if (state.phase() == Phase.FAILED) {
                return new Ended(BatchStatus.FAILED, errors(state));
            }
            if (!brought(id)) {
                return null;
            }
            if (state.phase() == Phase.COMPLETED) {
                missing();
            }
            return new Ended(status(state.phase()), List.of());
        } catch (Failure e) {
            log.warn(
                    "Batch {} failed at provider {}: {}",
                    batch.id(),
                    elsewhere.target().provider(),
                    e.getMessage());
            return new Ended(BatchStatus.FAILED, List.of(error(e.getMessage())));
        }
    }

    private BatchStatus stop() {
        return run.isCancelled() ? BatchStatus.CANCELLED : BatchStatus.EXPIRED;
    }

    private BatchStatus status(Phase phase) {
        return switch (phase) {
            case COMPLETED -> BatchStatus.COMPLETED;
            case EXPIRED -> BatchStatus.EXPIRED;
            case CANCELLED -> run.isCancelled() ? BatchStatus.CANCELLED : BatchStatus.EXPIRED;
            case RUNNING, FAILED -> BatchStatus.FAILED;
        };
    }

    private BatchError error(@Nullable String message) {
        return new BatchError(
                "provider_error",
                "Provider '" + elsewhere.target().provider() + "' did not take the batch: " + message,
                null,
                null);
    }

    private List<BatchError> errors(State state) {
        return state.faults().isEmpty()
                ? List.of(error("it does not say why"))
                : state.faults().stream().map(this::error).toList();
    }

    /** The provider's id; null if there is nothing to be made any more. */
    private @Nullable String made(boolean resumed) throws Failure, IOException {
        boolean maybe = resumed;
        for (int tries = 1; goesOn(); tries++) {
            try {
                Optional<String> found = maybe ? vendor.find(batch.id()) : Optional.empty();
                maybe = true;
                String id = found.isPresent() ? found.get() : vendor.create(batch.id(), batch.endpoint(), lines());
                workshop.dao().madeElsewhere(batch.project(), batch.id(), id);
                elsewhere = new Elsewhere(elsewhere.target(), elsewhere.priceShare(), id);
                return id;
            } catch (Failure e) {
                if (!e.isPassing()) {
                    throw e;
                }
                log.warn("Batch {} is not at its provider yet: {}", batch.id(), e.getMessage());
                wait(workshop.limits().pause(tries));
            }
        }
        return null;
    }

    private List<byte[]> lines() throws Failure, IOException {
        return lines(run, batch, input, vendor, elsewhere.target().model())
                .orElseThrow(() -> new Failure(false, "its lines cannot be said in the provider's words"));
    }

    private boolean goesOn() {
        return !workshop.isClosing() && !run.isCancelled() && !isExpired();
    }

    private boolean isExpired() {
        return !workshop.now().isBefore(batch.moments().expiresAt());
    }

    /** Waits for a time, or until there is something to do. */
    private void wait(Duration time) {
        Duration left = time;
        while (left.isPositive() && (cancelled ? !workshop.isClosing() : goesOn())) {
            Duration slice = left.compareTo(SLICE) < 0 ? left : SLICE;
            if (!workshop.pause(slice)) {
                return;
            }
            left = left.minus(slice);
        }
    }

    /** What the provider says at the end; null if the process ends first. */
    private @Nullable State awaited(String id) throws Failure {
        Duration wait = workshop.limits().poll();
        while (!workshop.isClosing()) {
            wait(wait);
            wait = longer(wait);
            if (workshop.isClosing()) {
                return null;
            }
            try {
                if (!cancelled && !goesOn()) {
                    cancelled = true;
                    wait = workshop.limits().poll();
                    vendor.cancel(id);
                }
                State state = vendor.state(id);
                run.seen(state.completed(), state.failed());
                if (state.phase() != Phase.RUNNING) {
                    return state;
                }
            } catch (Failure e) {
                if (!e.isPassing() && !cancelled) {
                    throw e;
                }
                log.warn("Batch {} could not be looked at: {}", batch.id(), e.getMessage());
            }
        }
        return null;
    }

    private static Duration longer(Duration wait) {
        Duration next = wait.multipliedBy(3).dividedBy(2);
        return next.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : next;
    }

    /** Brings results home, some at a time; false if the process ends first. */
    private boolean brought(String id) throws Failure, IOException {
        for (int tries = 1; !workshop.isClosing(); tries++) {
            Map<Integer, VendorBatches.Line> some = new HashMap<>();
            long[] bytes = {0};
            try {
                vendor.results(id, line -> {
                    int number = number(line.customId());
                    if (number > 0 && !run.isDone(number)) {
                        some.put(number, line);
                        bytes[0] += line.body().length;
                        if (some.size() >= AT_ONCE || bytes[0] >= BYTES_AT_ONCE) {
                            take(some);
                            some.clear();
                            bytes[0] = 0;
                        }
                    }
                });
                take(some);
                return !workshop.isClosing();
            } catch (Failure e) {
                if (!e.isPassing()) {
                    throw e;
                }
                log.warn("Results of batch {} could not be read: {}", batch.id(), e.getMessage());
                workshop.pause(workshop.limits().pause(tries));
            }
        }
        return false;
    }

    /** Nobody is left without a result, also if the provider says nothing of a line. */
    private void missing() throws IOException {
        try (JsonLines source = run.lines(input)) {
            for (JsonLines.Line line = source.next(); line != null; line = source.next()) {
                if (!run.isDone(line.number())
                        && InputLine.read(line, batch.endpoint()) instanceof InputLine.Good good) {
                    run.keep(results, unmade(good, "no_result"));
                }
            }
        }
    }

    /** Deletes what the provider keeps of a batch whose end is kept here; what stays after all is its own to keep. */
    void forget() {
        String id = elsewhere.id();
        if (id == null) {
            return;
        }
        try {
            vendor.forget(id);
        } catch (Failure e) {
            log.info(
                    "What provider {} keeps of {} stays there: {}",
                    elsewhere.target().provider(),
                    id,
                    e.getMessage());
        }
    }

    private void take(Map<Integer, VendorBatches.Line> some) throws IOException {
        if (some.isEmpty()) {
            return;
        }
        Phaser inProgress = new Phaser(1);
        AtomicReference<@Nullable RuntimeException> broken = new AtomicReference<>();
        try (JsonLines source = run.lines(input)) {
            for (JsonLines.Line line = source.next(); line != null && !workshop.isClosing(); line = source.next()) {
                VendorBatches.Line result = some.get(line.number());
                if (result != null && InputLine.read(line, batch.endpoint()) instanceof InputLine.Good good) {
                    begin(good, result, inProgress, broken);
                }
            }
        }
        inProgress.arriveAndAwaitAdvance();
        RuntimeException failure = broken.get();
        if (failure != null) {
            throw failure;
        }
    }

    private void begin(
            InputLine.Good line,
            VendorBatches.Line result,
            Phaser inProgress,
            AtomicReference<@Nullable RuntimeException> broken) {
        while (!workshop.enter()) {
            if (workshop.isClosing()) {
                return;
            }
        }
        inProgress.register();
        Thread.ofVirtual().name(batch.id() + " line " + line.number()).start(() -> {
            try {
                run.keep(results, result.reason() == null ? told(line, result) : unmade(line, result.reason()));
            } catch (RuntimeException e) {
                broken.compareAndSet(null, e);
            } finally {
                workshop.leave();
                inProgress.arriveAndDeregister();
            }
        });
    }

    private Result told(InputLine.Good line, VendorBatches.Line result) {
        Principal who = workshop.principal(batch).orElse(null);
        if (who == null) {
            return unmade(line, "invalid_api_key");
        }
        String requestId = workshop.nextId("req_");
        Request request = Request.inside(
                requestId, batch.endpoint(), line.body(), who, run.cancellation(), Map.of(Run.TAG, batch.id()));
        Foretold foretold = new Foretold(elsewhere.target(), result.status(), result.body(), elsewhere.priceShare());
        Endpoints.Reply reply = ScopedValue.where(Foretold.NOW, foretold)
                .call(() -> workshop.unqueued().ask(request));
        return ResultLines.of(line, workshop.nextId("batch_req_"), requestId, reply.response());
    }

    private Result unmade(InputLine.Good line, String reason) {
        byte[] json = ResultLines.unmade(
                line.customId(),
                workshop.nextId("batch_req_"),
                reason,
                "The provider did not make this request: " + reason + ".");
        return new Result(line.number(), false, 0, 0, 0, 0, json);
    }
}
