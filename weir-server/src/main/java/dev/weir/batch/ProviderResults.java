package dev.weir.batch;

import dev.weir.batch.Batch.Elsewhere;
import dev.weir.files.JsonLines;
import dev.weir.files.StoredFile;
import dev.weir.http.Request;
import dev.weir.pipeline.Foretold;
import dev.weir.spi.Principal;
import dev.weir.spi.VendorBatches;
import dev.weir.spi.VendorBatches.Failure;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The results of a batch that its provider worked off, on their way home: each passes the pipeline as the answer to its
 * request ({@link Foretold}), so that it is metered, priced and traced like any other, and what callers read is in the
 * words of their own dialect.
 */
final class ProviderResults {
    private static final int AT_ONCE = 5_000;
    private static final long BYTES_AT_ONCE = 32L << 20;
    private static final String CANCELLED = "batch_cancelled";

    private final Workshop workshop;
    private final Run run;
    private final Batch batch;
    private final StoredFile input;
    private final ResultsLog log;

    ProviderResults(Workshop workshop, Run run, Batch batch, StoredFile input, ResultsLog log) {
        this.workshop = workshop;
        this.run = run;
        this.batch = batch;
        this.input = input;
        this.log = log;
    }

    /** Providers differ in what they take as a custom id. */
    static String name(int line) {
        return "line-" + line;
    }

    private static int number(String name) {
        try {
            return name.startsWith("line-") ? Integer.parseInt(name.substring(5)) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Brings home what is not there yet, some at a time, or until the process ends. */
    void bring(VendorBatches vendor, Elsewhere from, String id) throws Failure, IOException {
        Map<Integer, VendorBatches.Line> some = new HashMap<>();
        long[] bytes = {0};
        vendor.results(id, line -> {
            int number = number(line.customId());
            if (number > 0 && !run.isDone(number)) {
                some.put(number, line);
                bytes[0] += line.body().length;
                if (some.size() >= AT_ONCE || bytes[0] >= BYTES_AT_ONCE) {
                    take(from, some);
                    some.clear();
                    bytes[0] = 0;
                }
            }
        });
        take(from, some);
    }

    /** Nobody is left without a result, also if the provider says nothing of a line. */
    void addMissing() throws IOException {
        try (JsonLines source = run.lines(input)) {
            for (JsonLines.Line line = source.next(); line != null; line = source.next()) {
                if (!run.isDone(line.number())
                        && InputLine.read(line, batch.endpoint()) instanceof InputLine.Good good) {
                    run.keep(log, unmade(good, "no_result"));
                }
            }
        }
    }

    private void take(Elsewhere from, Map<Integer, VendorBatches.Line> some) throws IOException {
        if (some.isEmpty()) {
            return;
        }
        Phaser inProgress = new Phaser(1);
        AtomicReference<@Nullable RuntimeException> broken = new AtomicReference<>();
        try (JsonLines source = run.lines(input)) {
            for (JsonLines.Line line = source.next(); line != null && !workshop.isClosing(); line = source.next()) {
                VendorBatches.Line result = some.get(line.number());
                if (result != null && InputLine.read(line, batch.endpoint()) instanceof InputLine.Good good) {
                    begin(from, good, result, inProgress, broken);
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
            Elsewhere from,
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
                String reason = result.reason();
                run.keep(log, reason == null ? told(from, line, result) : unmade(line, known(reason)));
            } catch (RuntimeException e) {
                broken.compareAndSet(null, e);
            } finally {
                workshop.leave();
                inProgress.arriveAndDeregister();
            }
        });
    }

    /** Where the window ended, the provider's batch was cancelled for that. */
    private String known(String reason) {
        return reason.equals(CANCELLED) && !run.isCancelled() && run.isExpired() ? "batch_expired" : reason;
    }

    private Result told(Elsewhere from, InputLine.Good line, VendorBatches.Line result) {
        Principal who = workshop.principal(batch).orElse(null);
        if (who == null) {
            return unmade(line, "invalid_api_key");
        }
        String requestId = workshop.nextId("req_");
        Request request = Request.inside(
                requestId, batch.endpoint(), line.body(), who, run.cancellation(), Map.of(Run.TAG, batch.id()));
        Foretold foretold = new Foretold(from.target(), result.status(), result.body(), from.priceShare());
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
