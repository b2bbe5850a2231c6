package dev.weir.batch;

import dev.weir.batch.Batch.Elsewhere;
import dev.weir.batch.BatchDao.End;
import dev.weir.batch.BatchDao.Names;
import dev.weir.files.JsonLines;
import dev.weir.files.NewFile;
import dev.weir.files.StoredFile;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.spi.Cancellation;
import dev.weir.spi.Principal;
import dev.weir.store.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The life of one batch, from wherever it stands to its end or to that of the process. The thread that runs it reads
 * the file and starts a thread for each request, as many at once as {@link Workshop} has room for.
 */
final class Run {
    static final String TAG = "weir.batch";
    static final BatchError KEY_REVOKED =
            new BatchError("invalid_api_key", "The key that made this batch was revoked.", null, null);

    private static final int LONGEST_LINE = 32 << 20;

    private final Workshop workshop;
    private final Batch batch;
    private @Nullable Elsewhere elsewhere;
    private final BitSet done = new BitSet();
    private final Cancellation cancellation = new Cancellation();
    private volatile Tally tally = Tally.ZERO;
    private volatile long total;
    private volatile boolean cancelled;
    /** How far the provider is that works it off. */
    private volatile @Nullable Tally seen;

    Run(Workshop workshop, Batch batch) {
        this.workshop = workshop;
        this.batch = batch;
        this.total = batch.total();
        this.elsewhere = batch.elsewhere();
    }

    /** How far it is. */
    Tally tally() {
        Tally there = seen;
        return there == null ? tally : tally.orFurther(there);
    }

    /** How many requests the provider that works it off has done. */
    void seen(long completed, long failed) {
        seen = new Tally(completed, failed, 0, 0, 0, 0);
    }

    boolean isCancelled() {
        return cancelled || batch.status() == BatchStatus.CANCELLING;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    /** Notes what became of a line. */
    void keep(ResultsLog log, Result result) {
        log.append(result);
        count(result);
    }

    /** Starts no more requests; those in progress are finished. */
    void cancel() {
        cancelled = true;
    }

    /** Breaks off the requests in progress; nothing is noted of them. */
    void breakOff() {
        cancellation.cancel();
    }

    /**
     * @throws StorageException if the disk does not take what is to be kept; it can be run again then
     */
    void run() {
        try (ResultsLog log = workshop.log(batch, this::count)) {
            Optional<StoredFile> input = workshop.files().find(batch.project(), batch.inputFile());
            if (input.isEmpty()) {
                fail(log, "file_not_found", "The input file " + batch.inputFile() + " is gone.");
                return;
            }
            if (batch.status() == BatchStatus.VALIDATING && !validated(input.get(), log)) {
                return;
            }
            if (elsewhere == null) {
                work(input.get(), log);
            } else {
                passOn(elsewhere, input.get(), log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void count(Result result) {
        synchronized (done) {
            done.set(result.line());
            tally = tally.plus(result);
        }
    }

    private void passOn(Elsewhere where, StoredFile input, ResultsLog log) throws IOException {
        if (workshop.passages().at(where.target()).isEmpty()) {
            fail(log, "provider_gone", "The provider '" + where.target().provider() + "' is not configured any more.");
            return;
        }
        PassedOn passed = new PassedOn(workshop, this, batch, input, log, where);
        PassedOn.Ended ended = passed.work(batch.elsewhere() != null);
        if (ended != null) {
            if (ended.status() == BatchStatus.COMPLETED) {
                workshop.dao().finalizing(batch.project(), batch.id(), workshop.now());
            }
            conclude(ended.status(), input, log, ended.errors());
            passed.forget();
        }
    }

    /** Where the batch goes if a provider takes it. It is kept before anything is sent. */
    private void choose(@Nullable String model, StoredFile input) throws IOException {
        Passages.Passage passage = model == null || elsewhere != null
                ? null
                : workshop.passages().of(model).orElse(null);
        if (passage != null
                && passage.vendor().takes(batch.endpoint())
                && PassedOn.fits(
                        this, batch, input, passage.vendor(), passage.target().model())) {
            workshop.dao().goesElsewhere(batch.project(), batch.id(), passage.target(), passage.priceShare());
            elsewhere = new Elsewhere(passage.target(), passage.priceShare(), null);
        }
    }

    JsonLines lines(StoredFile input) {
        return new JsonLines(workshop.files().read(input), LONGEST_LINE);
    }

    private boolean validated(StoredFile input, ResultsLog log) throws IOException {
        Validation.Verdict verdict;
        try (JsonLines lines = lines(input)) {
            verdict = Validation.of(lines, batch.endpoint(), workshop.limits().maxRequests());
        }
        if (!verdict.errors().isEmpty()) {
            finish(new End(BatchStatus.FAILED, Tally.ZERO, null, null, verdict.errors()), log);
            return false;
        }
        total = verdict.requests();
        choose(verdict.model(), input);
        workshop.dao().started(batch.project(), batch.id(), total, verdict.model(), workshop.now());
        return true;
    }

    /** Why no more requests are started. */
    private enum Stop {
        ALL_DONE,
        CANCELLED,
        EXPIRED,
        KEY_REVOKED,
        SHUTDOWN
    }

    private void work(StoredFile input, ResultsLog log) throws IOException {
        Phaser inProgress = new Phaser(1);
        AtomicReference<@Nullable StorageException> broken = new AtomicReference<>();
        Stop stop;
        try (JsonLines lines = lines(input)) {
            stop = start(lines, log, inProgress, broken);
        }
        inProgress.arriveAndAwaitAdvance();
        StorageException failure = broken.get();
        if (failure != null) {
            throw failure;
        }
        switch (stop) {
            case SHUTDOWN -> {}
            case KEY_REVOKED -> conclude(BatchStatus.FAILED, null, log, List.of(KEY_REVOKED));
            case CANCELLED -> conclude(BatchStatus.CANCELLED, input, log, List.of());
            case EXPIRED -> conclude(BatchStatus.EXPIRED, input, log, List.of());
            case ALL_DONE ->
                conclude(
                        workshop.dao().finalizing(batch.project(), batch.id(), workshop.now())
                                ? BatchStatus.COMPLETED
                                : BatchStatus.CANCELLED,
                        input,
                        log,
                        List.of());
        }
    }

    private Stop start(
            JsonLines lines, ResultsLog log, Phaser inProgress, AtomicReference<@Nullable StorageException> broken)
            throws IOException {
        for (JsonLines.Line line = lines.next(); line != null; line = lines.next()) {
            if (isDone(line.number())) {
                continue;
            }
            Stop stop = stopped();
            while (stop == null && !workshop.enter()) {
                stop = stopped();
            }
            Optional<Principal> who = workshop.principal(batch);
            if (stop == null && broken.get() == null && who.isPresent()) {
                begin(line, who.get(), log, inProgress, broken);
                continue;
            }
            if (stop == null) {
                workshop.leave();
            }
            return stop != null ? stop : who.isPresent() ? Stop.SHUTDOWN : Stop.KEY_REVOKED;
        }
        return Stop.ALL_DONE;
    }

    boolean isDone(int line) {
        synchronized (done) {
            return done.get(line);
        }
    }

    private @Nullable Stop stopped() {
        if (workshop.isClosing()) {
            return Stop.SHUTDOWN;
        }
        if (isCancelled()) {
            return Stop.CANCELLED;
        }
        return isExpired() ? Stop.EXPIRED : null;
    }

    boolean isExpired() {
        return !workshop.now().isBefore(batch.moments().expiresAt());
    }

    private void begin(
            JsonLines.Line line,
            Principal who,
            ResultsLog log,
            Phaser inProgress,
            AtomicReference<@Nullable StorageException> broken) {
        inProgress.register();
        Thread.ofVirtual().name(batch.id() + " line " + line.number()).start(() -> {
            try {
                if (InputLine.read(line, batch.endpoint()) instanceof InputLine.Good request) {
                    ask(request, who, log);
                }
            } catch (StorageException e) {
                broken.compareAndSet(null, e);
            } finally {
                workshop.leave();
                inProgress.arriveAndDeregister();
            }
        });
    }

    private void ask(InputLine.Good line, Principal who, ResultsLog log) {
        String requestId = workshop.nextId("req_");
        Endpoints.Reply reply = once(line, requestId, who);
        int tries = 0;
        while (reply.retryable()
                && (reply.postponed() || tries < workshop.limits().retries())) {
            tries += reply.postponed() ? 0 : 1;
            if (stopped() != null || !workshop.pause(wait(reply.response(), Math.max(1, tries)))) {
                break;
            }
            requestId = workshop.nextId("req_");
            reply = once(line, requestId, who);
        }
        boolean brokenOff =
                cancellation.isCancelled() || reply.postponed() || (reply.retryable() && workshop.isClosing());
        if (!brokenOff) {
            Result result = ResultLines.of(line, workshop.nextId("batch_req_"), requestId, reply.response());
            keep(log, result);
        }
    }

    private Endpoints.Reply once(InputLine.Good line, String requestId, Principal who) {
        return workshop.endpoints()
                .ask(Request.inside(
                        requestId, batch.endpoint(), line.body(), who, cancellation, Map.of(TAG, batch.id())));
    }

    private Duration wait(Response.Full response, int tries) {
        Duration wait = workshop.limits().pause(tries);
        String asked = response.headers().getOrDefault("retry-after", "");
        if (asked.isEmpty() || !asked.chars().allMatch(Character::isDigit) || asked.length() > 4) {
            return wait;
        }
        Duration longest = Duration.ofMinutes(5);
        Duration told = Duration.ofSeconds(Long.parseLong(asked));
        return told.compareTo(longest) > 0 ? longest : told.compareTo(wait) > 0 ? told : wait;
    }

    private void fail(ResultsLog log, String code, String message) throws IOException {
        conclude(BatchStatus.FAILED, null, log, List.of(new BatchError(code, message, null, null)));
    }

    /** Writes the result files and the batch's end. Both files have names from before, so that a second try finds them. */
    private void conclude(BatchStatus status, @Nullable StoredFile input, ResultsLog log, List<BatchError> errors)
            throws IOException {
        Names names = workshop.dao()
                .named(batch.project(), batch.id(), new Names(workshop.nextId("file-"), workshop.nextId("file-")));
        String output = write(
                names.output(),
                "_output.jsonl",
                file -> log.forEach(result -> {
                    if (result.ok()) {
                        line(file, result.json());
                    }
                }));
        String error = write(names.error(), "_error.jsonl", file -> {
            log.forEach(result -> {
                if (!result.ok()) {
                    line(file, result.json());
                }
            });
            if (status == BatchStatus.EXPIRED && input != null) {
                expired(input, file);
            }
        });
        finish(new End(status, ended(status), output, error, errors), log);
    }

    /** Requests that were not made count as failed where the window ended before them. */
    private Tally ended(BatchStatus status) {
        Tally now = tally;
        return status != BatchStatus.EXPIRED
                ? now
                : new Tally(
                        now.completed(),
                        total - now.completed(),
                        now.inputTokens(),
                        now.cachedTokens(),
                        now.outputTokens(),
                        now.reasoningTokens());
    }

    private interface Writing {
        void to(NewFile file) throws IOException;
    }

    /** The file's id; null if there was nothing to write. */
    private @Nullable String write(String id, String suffix, Writing writing) throws IOException {
        if (workshop.files().find(batch.project(), id).isPresent()) {
            return id;
        }
        try (NewFile file = workshop.files().create(batch.project(), id)) {
            writing.to(file);
            if (file.written() == 0) {
                return null;
            }
            Duration lifetime = batch.outputLifetime();
            file.keep(
                    "batch_output",
                    batch.id() + suffix,
                    lifetime == null ? workshop.files().limits().batchRetention() : lifetime);
            return id;
        }
    }

    private static void line(NewFile file, byte[] json) {
        file.write(json);
        file.write(new byte[] {'\n'});
    }

    private void expired(StoredFile input, NewFile file) throws IOException {
        try (JsonLines lines = lines(input)) {
            for (JsonLines.Line line = lines.next(); line != null; line = lines.next()) {
                if (!isDone(line.number()) && InputLine.read(line, batch.endpoint()) instanceof InputLine.Good good) {
                    line(
                            file,
                            ResultLines.unmade(
                                    good.customId(),
                                    workshop.nextId("batch_req_"),
                                    "batch_expired",
                                    "This request could not be executed before the completion window expired."));
                }
            }
        }
    }

    private void finish(End end, ResultsLog log) {
        workshop.dao().finished(batch.project(), batch.id(), end, workshop.now());
        log.close();
        workshop.forget(batch);
    }
}
