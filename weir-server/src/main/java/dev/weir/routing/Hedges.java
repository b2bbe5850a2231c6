package dev.weir.routing;

import dev.weir.http.Json;
import dev.weir.kernel.Clock;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.Dialect;
import dev.weir.spi.Operation;
import dev.weir.spi.Payload;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Whether and when one call is hedged, and how long its deployments take. */
final class Hedges {
    /** Dialects whose requests change nothing at a provider, but for those that say so. */
    private static final Set<Dialect> STATELESS = Set.of(
            Dialect.OPENAI_CHAT, Dialect.OPENAI_RESPONSES, Dialect.OPENAI_EMBEDDINGS, Dialect.ANTHROPIC_MESSAGES);

    private final @Nullable HedgePolicy policy;
    private final Call call;
    private final Clock clock;
    private final boolean stream;

    Hedges(@Nullable HedgePolicy policy, Call call, Clock clock) {
        this.policy = policy;
        this.call = call;
        this.clock = clock;
        this.stream = call.operation() instanceof Operation.Chat chat && chat.stream();
    }

    /** How long to wait for a deployment before another one is asked, too; empty for as long as it takes. */
    Optional<Duration> patience(Candidate candidate) {
        if (policy == null || call.operation() instanceof Operation.CountTokens || !isStateless()) {
            return Optional.empty();
        }
        return policy.delay(times(candidate)).filter(time -> isRepeatable());
    }

    private boolean isStateless() {
        return STATELESS.contains(call.operation().payload().dialect());
    }

    /** An answer that a provider keeps would be kept twice; OpenAI keeps responses unless told not to. */
    private boolean isRepeatable() {
        Payload payload = call.operation().payload();
        JsonNode store = Json.tree(payload.json()).path("store");
        return store.isBoolean() ? !store.booleanValue() : payload.dialect() != Dialect.OPENAI_RESPONSES;
    }

    RecentTimes times(Candidate candidate) {
        return candidate.health().times(stream);
    }

    /** Makes an attempt, and notes how long it took to begin if it did. */
    Answer timed(Candidate candidate, Supplier<Answer> attempt) {
        if (policy == null) {
            return attempt.get();
        }
        long start = clock.nanoTime();
        Answer answer = attempt.get();
        if (!(answer instanceof Refused)) {
            times(candidate).add(clock.nanoTime() - start);
        }
        return answer;
    }
}
