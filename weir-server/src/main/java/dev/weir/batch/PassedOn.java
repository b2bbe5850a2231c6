package dev.weir.batch;

import dev.weir.batch.Batch.Elsewhere;
import dev.weir.files.JsonLines;
import dev.weir.files.StoredFile;
import dev.weir.spi.VendorBatches;
import dev.weir.spi.VendorBatches.Failure;
import dev.weir.spi.VendorBatches.Phase;
import dev.weir.spi.VendorBatches.State;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A batch that its provider works off: made there, looked at until it is over, and its results brought home. Where it
 * goes is kept before anything is sent, and the provider's id as soon as it is known, so that the next process goes on
 * from there.
 */
final class PassedOn {
    private static final Logger log = LoggerFactory.getLogger(PassedOn.class);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Duration SLICE = Duration.ofMillis(200);
    /** How long a provider may be away when a batch should be over. */
    private static final Duration LAST_PATIENCE = Duration.ofHours(1);

    private final Workshop workshop;
    private final Run run;
    private final Batch batch;
    private final StoredFile input;
    private final ProviderResults results;
    private Elsewhere elsewhere;
    private boolean stopping;
    private boolean cancelled;
    private @Nullable Instant failingSince;

    PassedOn(Workshop workshop, Run run, Batch batch, StoredFile input, ResultsLog log, Elsewhere elsewhere) {
        this.workshop = workshop;
        this.run = run;
        this.batch = batch;
        this.input = input;
        this.results = new ProviderResults(workshop, run, batch, input, log);
        this.elsewhere = elsewhere;
    }

    /** How the work ended; null if the process ends first. */
    record Ended(BatchStatus status, List<BatchError> errors) {}

    /**
     * Whether a provider can take this batch.
     *
     * @throws IOException if the file cannot be read
     */
    static boolean fits(Run run, Batch batch, StoredFile input, VendorBatches vendor, String model) throws IOException {
        return said(run, batch, input, vendor, model, line -> {});
    }

    /** The lines as the provider gets them; false if it cannot take all of them. */
    private static boolean said(
            Run run, Batch batch, StoredFile input, VendorBatches vendor, String model, Consumer<byte[]> to)
            throws IOException {
        long bytes = 0;
        try (JsonLines source = run.lines(input)) {
            for (JsonLines.Line line = source.next(); line != null; line = source.next()) {
                if (!(InputLine.read(line, batch.endpoint()) instanceof InputLine.Good good)) {
                    return false;
                }
                Optional<byte[]> said =
                        vendor.line(ProviderResults.name(good.number()), batch.endpoint(), model, good.body());
                bytes += said.map(one -> one.length).orElse(0);
                if (said.isEmpty() || bytes > vendor.largest()) {
                    return false;
                }
                to.accept(said.get());
            }
        }
        return true;
    }

    /**
     * @param resumed whether an earlier process may have made the batch at the provider
     */
    @Nullable
    Ended work(boolean resumed) throws IOException {
        try {
            String id = elsewhere.id() == null ? made(resumed) : elsewhere.id();
            if (id == null) {
                return workshop.isClosing() ? null : stopped();
            }
            State state = awaited(id);
            if (state == null) {
                return null;
            }
            if (state.phase() == Phase.FAILED) {
                return new Ended(BatchStatus.FAILED, errors(state));
            }
            if (isRevoked()) {
                return stopped();
            }
            if (!brought(id)) {
                return null;
            }
            if (state.phase() == Phase.COMPLETED) {
                results.addMissing();
                return new Ended(BatchStatus.COMPLETED, List.of());
            }
            return state.phase() == Phase.EXPIRED ? new Ended(BatchStatus.EXPIRED, List.of()) : stopped();
        } catch (Failure e) {
            log.warn(
                    "Batch {} failed at provider {}: {}",
                    batch.id(),
                    elsewhere.target().provider(),
                    e.getMessage());
            return new Ended(BatchStatus.FAILED, List.of(error(e.getMessage())));
        }
    }

    /** The end of a batch that nobody works off any more. */
    private Ended stopped() {
        if (!run.isCancelled() && run.isExpired()) {
            return new Ended(BatchStatus.EXPIRED, List.of());
        }
        return !run.isCancelled() && isRevoked()
                ? new Ended(BatchStatus.FAILED, List.of(Run.KEY_REVOKED))
                : new Ended(BatchStatus.CANCELLED, List.of());
    }

    private BatchError error(@Nullable String message) {
        return new BatchError(
                "provider_error",
                "Provider '" + elsewhere.target().provider() + "' "
                        + (elsewhere.id() == null ? "did not take" : "failed at") + " the batch: " + message,
                null,
                null);
    }

    private List<BatchError> errors(State state) {
        return state.faults().isEmpty()
                ? List.of(error("it does not say why"))
                : state.faults().stream().map(this::error).toList();
    }

    /** As it is configured now: its key may have changed since the batch was made. */
    private VendorBatches vendor() throws Failure {
        return workshop.passages()
                .at(elsewhere.target())
                .orElseThrow(() -> new Failure(false, "it is not configured any more"));
    }

    /** The provider's id; null if there is nothing to be made any more. */
    private @Nullable String made(boolean resumed) throws Failure, IOException {
        boolean maybe = resumed;
        for (int tries = 1; goesOn(); tries++) {
            try {
                Optional<String> found = maybe ? vendor().find(batch.id()) : Optional.empty();
                maybe = true;
                return known(found.isPresent() ? found.get() : created());
            } catch (Failure e) {
                endure(e);
                wait(workshop.limits().pause(tries));
            }
        }
        return maybe && !workshop.isClosing() ? found() : null;
    }

    /** One whose making was not answered must not go on there when nobody wants it any more. */
    private @Nullable String found() {
        try {
            return vendor().find(batch.id()).map(this::known).orElse(null);
        } catch (Failure e) {
            log.warn(
                    "Provider {} does not say whether it has batch {}: {}",
                    elsewhere.target().provider(),
                    batch.id(),
                    e.getMessage());
            return null;
        }
    }

    private String known(String id) {
        workshop.dao().madeElsewhere(batch.project(), batch.id(), id);
        elsewhere = new Elsewhere(elsewhere.target(), elsewhere.priceShare(), id);
        return id;
    }

    private String created() throws Failure, IOException {
        VendorBatches vendor = vendor();
        workshop.sending().acquireUninterruptibly();
        try {
            List<byte[]> lines = new ArrayList<>();
            if (!said(run, batch, input, vendor, elsewhere.target().model(), lines::add)) {
                throw new Failure(false, "its lines cannot be said in the provider's words");
            }
            return vendor.create(batch.id(), batch.endpoint(), lines);
        } finally {
            workshop.sending().release();
        }
    }

    /** Lets a failure pass that may be over soon. */
    private void endure(Failure e) throws Failure {
        Instant now = workshop.now();
        failingSince = failingSince == null ? now : failingSince;
        if (!e.isPassing() || (isToStop() && failingSince.plus(LAST_PATIENCE).isBefore(now))) {
            throw e;
        }
        log.warn(
                "Provider {} did not answer for batch {}: {}",
                elsewhere.target().provider(),
                batch.id(),
                e.getMessage());
    }

    private boolean goesOn() {
        return !workshop.isClosing() && !isToStop();
    }

    private boolean isToStop() {
        return run.isCancelled() || run.isExpired() || isRevoked();
    }

    private boolean isRevoked() {
        return workshop.principal(batch).isEmpty();
    }

    /** Waits for a time, or until there is something to do. */
    private void wait(Duration time) {
        Duration left = time;
        while (left.isPositive() && (stopping ? !workshop.isClosing() : goesOn())) {
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
        while (true) {
            wait(wait);
            if (workshop.isClosing()) {
                return null;
            }
            wait = !stopping && isToStop() ? workshop.limits().poll() : longer(wait);
            stopping |= isToStop();
            try {
                if (stopping && !cancelled) {
                    cancel(id);
                }
                State state = vendor().state(id);
                failingSince = null;
                run.seen(state.completed(), state.failed());
                if (state.phase() != Phase.RUNNING) {
                    return state;
                }
            } catch (Failure e) {
                endure(e);
            }
        }
    }

    /** A refusal says that there is nothing to cancel any more; the state will tell. */
    private void cancel(String id) throws Failure {
        try {
            vendor().cancel(id);
            cancelled = true;
        } catch (Failure e) {
            cancelled = !e.isPassing();
            log.warn("Batch {} was not cancelled at its provider: {}", batch.id(), e.getMessage());
        }
    }

    private static Duration longer(Duration wait) {
        Duration next = wait.multipliedBy(3).dividedBy(2);
        return next.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : next;
    }

    /** Brings the results home; false if the process ends first. */
    private boolean brought(String id) throws Failure, IOException {
        for (int tries = 1; !workshop.isClosing(); tries++) {
            try {
                results.bring(vendor(), elsewhere, id);
                return !workshop.isClosing();
            } catch (Failure e) {
                endure(e);
                workshop.pause(workshop.limits().pause(tries));
            }
        }
        return false;
    }

    /** Deletes what the provider keeps of a batch whose end is kept here; what stays after all is its own to keep. */
    void forget() {
        String id = elsewhere.id();
        if (id == null) {
            return;
        }
        try {
            vendor().forget(id);
        } catch (Failure e) {
            log.info(
                    "What provider {} keeps of {} stays there: {}",
                    elsewhere.target().provider(),
                    id,
                    e.getMessage());
        }
    }
}
