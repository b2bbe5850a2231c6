package dev.weir.spi;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What has happened to a call so far. Every stage contributes; the trace stage freezes it into an {@link Exchange}
 * when the call is over. Thread-safe: attempts may run side by side.
 */
public final class Recording {
    private final ExchangeId id;
    private final Instant startedAt;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private final AnswerCollector answer = new AnswerCollector();
    private final List<Span> spans = new ArrayList<>(4);
    private final List<Attempt> attempts = new ArrayList<>(1);
    private List<Passage> passages = List.of();
    private List<Citation> citations = List.of();
    private @Nullable Double confidence;
    private @Nullable Grounded grounded;
    private @Nullable TraceContext trace;
    private @Nullable Target target;
    private List<String> dropped = List.of();
    private @Nullable Cached cached;
    private long firstTokenNanos = -1;
    private boolean repaired;
    private final Map<String, String> told = new LinkedHashMap<>();
    private @Nullable String receipt;

    /**
     * @param clock tells when the exchange began
     * @param nanoTime a monotonic clock for durations
     */
    public Recording(ExchangeId id, InstantSource clock, LongSupplier nanoTime) {
        this(id, clock, nanoTime, Duration.ZERO);
    }

    /**
     * As above, for an exchange that began a while ago.
     *
     * @param ago how long its request has waited for its turn
     */
    public Recording(ExchangeId id, InstantSource clock, LongSupplier nanoTime, Duration ago) {
        this.id = id;
        this.startedAt = clock.instant().minus(ago);
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong() - ago.toNanos();
    }

    /** Says which distributed trace the exchange belongs to. */
    public synchronized void traced(TraceContext context) {
        trace = context;
    }

    /** The distributed trace; null if nobody wants to know. */
    public synchronized @Nullable TraceContext trace() {
        return trace;
    }

    private Recording(Recording begun) {
        this.id = begun.id;
        this.startedAt = begun.startedAt;
        this.nanoTime = begun.nanoTime;
        this.startNanos = begun.startNanos;
    }

    /**
     * Another recording of the same exchange with nothing in it yet, for a part of the call that may outlive what its
     * caller sees of it. {@link #takeOver} brings the two together.
     */
    public Recording part() {
        return new Recording(this);
    }

    /** Adds what a part has recorded, but for the answer's content, which was passed on or was not. */
    public void takeOver(Recording part) {
        Parted parted = part.parted();
        synchronized (this) {
            spans.addAll(parted.spans);
            attempts.addAll(parted.attempts);
            target = parted.target == null ? target : parted.target;
            dropped = parted.dropped;
            passages = parted.passages;
            citations = parted.citations;
            confidence = parted.confidence;
        }
    }

    private synchronized Parted parted() {
        return new Parted(List.copyOf(spans), List.copyOf(attempts), target, dropped, passages, citations, confidence);
    }

    private record Parted(
            List<Span> spans,
            List<Attempt> attempts,
            @Nullable Target target,
            List<String> dropped,
            List<Passage> passages,
            List<Citation> citations,
            @Nullable Double confidence) {}

    public ExchangeId id() {
        return id;
    }

    public Instant startedAt() {
        return startedAt;
    }

    /** Nanoseconds since the exchange began. */
    public long elapsedNanos() {
        return nanoTime.getAsLong() - startNanos;
    }

    /** Records a step that began at {@code fromNanos} (see {@link #elapsedNanos}) and ends now. */
    public synchronized void span(String name, long fromNanos, Map<String, String> attributes) {
        spans.add(new Span(name, fromNanos, elapsedNanos() - fromNanos, attributes));
    }

    /** Adds to the answer's content; the first delta with content sets the time to first token. */
    public synchronized void add(List<Delta> deltas) {
        for (Delta delta : deltas) {
            answer.add(delta);
        }
        if (firstTokenNanos < 0 && deltas.stream().anyMatch(Recording::hasContent)) {
            firstTokenNanos = elapsedNanos();
        }
    }

    private static boolean hasContent(Delta delta) {
        return !delta.text().isEmpty() || !delta.reasoning().isEmpty() || delta.toolCall() != null;
    }

    /** Forgets the content of an attempt that is tried again. */
    public synchronized void clearAnswer() {
        answer.clear();
    }

    public synchronized void attempted(Attempt attempt) {
        attempts.add(attempt);
        target = attempt.isLost() ? target : attempt.target();
    }

    public synchronized void routed(Target chosen) {
        target = chosen;
        dropped = List.of();
    }

    /** Of several deployments that were asked at once, the one whose answer is passed on. */
    public synchronized void answeredBy(Target winner) {
        target = winner;
    }

    /** The deployment that the call went to last; null before routing. */
    public synchronized @Nullable Target target() {
        return target;
    }

    /** Fields of the request that the deployment's dialect could not express and that were left out. */
    public synchronized void leftOut(List<String> fields) {
        dropped = List.copyOf(fields);
    }

    /** One more of them. */
    public synchronized void leftOutToo(String field) {
        dropped = Stream.concat(dropped.stream(), Stream.of(field)).distinct().toList();
    }

    public synchronized List<String> leftOut() {
        return dropped;
    }

    /** The answer is a second one, asked for because the first did not keep to its JSON Schema. */
    public synchronized void repaired() {
        repaired = true;
    }

    public synchronized boolean isRepaired() {
        return repaired;
    }

    /** Says something that the caller is to hear beside the answer: a header of the response, by its name in lower case. */
    public synchronized void tell(String header, String value) {
        told.put(header, value);
    }

    /** Headers of the response. */
    public synchronized Map<String, String> told() {
        return Map.copyOf(told);
    }

    /** The promise that the exchange is in the audit log, a JSON object; given when it is over, if it was asked for. */
    public synchronized void promised(@Nullable String json) {
        receipt = json;
    }

    public synchronized @Nullable String receipt() {
        return receipt;
    }

    public synchronized void retrieved(List<Passage> found) {
        passages = List.copyOf(found);
    }

    public synchronized void cited(List<Citation> cited, @Nullable Double howSure) {
        citations = List.copyOf(cited);
        confidence = howSure;
    }

    /** What was found out about the answer's sentences; the last word stands. */
    public synchronized void grounded(@Nullable Grounded found) {
        grounded = found;
    }

    /** Null if nobody has looked. */
    public synchronized @Nullable Grounded grounded() {
        return grounded;
    }

    public synchronized List<Passage> passages() {
        return passages;
    }

    /** Says what the cache did; the last word stands. */
    public synchronized void cached(Cached what) {
        cached = what;
    }

    public synchronized @Nullable Cached cached() {
        return cached;
    }

    public synchronized List<Citation> citations() {
        return citations;
    }

    /** What the model says of itself; null if it says nothing. */
    public synchronized @Nullable Double confidence() {
        return confidence;
    }

    /** What the model says of itself, or else what its sentences are worth; null if nobody knows. */
    public synchronized @Nullable Double statedConfidence() {
        return confidence != null || grounded == null ? confidence : grounded.confidence();
    }

    public synchronized long firstTokenNanos() {
        return firstTokenNanos;
    }

    public synchronized AnswerContent answer() {
        return answer.content();
    }

    /** Tokens of all attempts. */
    public synchronized Usage usage() {
        return attempts.size() == 1
                ? attempts.getFirst().usage()
                : attempts.stream().map(Attempt::usage).reduce(Usage.NONE, Usage::plus);
    }

    /** The cost of all attempts, or null if none had a price. */
    public synchronized @Nullable Money cost() {
        Money sum = null;
        for (Attempt attempt : attempts) {
            if (attempt.cost() != null) {
                sum = sum == null ? attempt.cost() : sum.plus(attempt.cost());
            }
        }
        return sum;
    }

    /** The currency of the cost; one ledger has one. */
    public synchronized @Nullable String currency() {
        return attempts.stream()
                .map(Attempt::currency)
                .filter(currency -> currency != null)
                .findFirst()
                .orElse(null);
    }

    /**
     * Freezes what was recorded.
     *
     * @param refusal why there was no whole answer; null if there was
     */
    public synchronized Exchange close(Call call, Status status, Answer.@Nullable Refused refusal) {
        Operation operation = call.operation();
        return new Exchange(
                id,
                call.principal().project(),
                call.principal().key(),
                call.requestId(),
                startedAt,
                operation.name(),
                operation instanceof Operation.Chat chat && chat.stream(),
                operation.model(),
                target,
                status,
                refusal == null ? null : refusal.code().wire(),
                refusal == null ? null : refusal.message(),
                answer.finishReason(),
                usage(),
                cost(),
                currency(),
                elapsedNanos(),
                firstTokenNanos,
                attempts,
                spansWithDropped(),
                passages,
                citations,
                statedConfidence(),
                call.options().tags(),
                operation.payload().json(),
                answer.content(),
                cached);
    }

    /** Fields that were left out have a place in the trace. */
    private List<Span> spansWithDropped() {
        if (dropped.isEmpty()) {
            return spans;
        }
        List<Span> all = new ArrayList<>(spans);
        all.add(new Span(Span.DROPPED, elapsedNanos(), 0, Map.of("fields", String.join(", ", dropped))));
        return all;
    }
}
