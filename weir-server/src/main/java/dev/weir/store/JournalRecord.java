package dev.weir.store;

import dev.weir.spi.AttemptId;
import dev.weir.spi.Exchange;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the journal. The set is closed: what is money, evidence, an administrator's act or what a caller was told
 * is kept, and no more.
 */
public sealed interface JournalRecord {
    Instant at();

    /**
     * Written before a request leaves for a provider, so that a killed process loses nothing.
     *
     * @param reserved the worst case in money, null where the model has no price
     * @param tags what the call says of itself, its user among them: for whom money is set aside
     */
    record AttemptIntent(
            AttemptId attempt,
            ExchangeId exchange,
            ProjectId project,
            KeyId key,
            Instant at,
            String model,
            Target target,
            @Nullable Money reserved,
            @Nullable String currency,
            Map<String, String> tags)
            implements JournalRecord {
        public AttemptIntent {
            tags = Map.copyOf(tags);
        }

        /** Of a call without tags. */
        public AttemptIntent(
                AttemptId attempt,
                ExchangeId exchange,
                ProjectId project,
                KeyId key,
                Instant at,
                String model,
                Target target,
                @Nullable Money reserved,
                @Nullable String currency) {
            this(attempt, exchange, project, key, at, model, target, reserved, currency, Map.of());
        }
    }

    /**
     * Settles an intent before its exchange is over: an attempt that failed and is followed by another. The last
     * attempt's outcome stands in its {@link Closed} record.
     */
    record AttemptOutcome(
            AttemptId attempt,
            ExchangeId exchange,
            ProjectId project,
            Instant at,
            Usage usage,
            @Nullable Money cost,
            @Nullable String currency,
            @Nullable String error)
            implements JournalRecord {}

    /** A finished exchange: its trace, usage, settlement and (encrypted) content. Settles all its attempts. */
    record Closed(Exchange exchange, Instant at) implements JournalRecord {}

    /**
     * A request refused at the edge, in brief; in a flood only a sample is kept.
     *
     * @param project null when the caller could not be identified
     */
    record Refusal(
            @Nullable ProjectId project,
            @Nullable KeyId key,
            Instant at,
            String requestId,
            String method,
            String path,
            String code,
            String message)
            implements JournalRecord {}

    /**
     * A response that its caller may come back to.
     *
     * @param id the caller's name for it, one of its project's
     * @param previous the response that it continued
     * @param input its own input, a JSON list of items; sealed in the journal
     * @param response the response as the caller got it, a JSON object; sealed in the journal
     */
    record ResponseKept(
            ProjectId project,
            String id,
            ExchangeId exchange,
            @Nullable String previous,
            Instant at,
            byte[] input,
            byte[] response)
            implements JournalRecord {}

    /** A response that its caller wants forgotten. */
    record ResponseDeleted(ProjectId project, String id, Instant at) implements JournalRecord {}

    /**
     * A request with an idempotency key is about to cost something; nothing of it has been sent.
     *
     * @param key who uses the idempotency key
     * @param name the idempotency key as it is stored, one of its project's and holder's
     * @param exchange what is about to happen; null where that is no exchange
     */
    record KeyBegun(
            ProjectId project,
            KeyId key,
            String name,
            Instant at,
            @Nullable ExchangeId exchange) implements JournalRecord {}

    /**
     * A request with an idempotency key is over.
     *
     * @param begunAt when its time began to count
     * @param exchange as in {@link KeyBegun}
     * @param fingerprint tells the request's parameters from others; sealed in the journal
     * @param answer what is given again; null unless it was {@link KeyEnd#KEPT}; sealed in the journal
     */
    record KeyEnded(
            ProjectId project,
            KeyId key,
            String name,
            Instant begunAt,
            Instant at,
            KeyEnd end,
            @Nullable ExchangeId exchange,
            byte[] fingerprint,
            @Nullable KeptAnswer answer)
            implements JournalRecord {}

    /** How a request with an idempotency key ended. The order is for ever. */
    enum KeyEnd {
        /** With an answer that is given again. */
        KEPT,
        /** Its callers left before it was complete. */
        CUT_SHORT,
        /** With an answer that is too large to be kept. */
        TOO_LARGE,
        /** With a refusal that is not kept; the idempotency key is as if it had never been used. */
        FREED
    }

    /**
     * An answer as its caller got it.
     *
     * @param headers those that belong to the answer
     * @param stream whether its pieces came one by one
     * @param pieces the events of a stream, or the body in one piece
     */
    record KeptAnswer(int status, Map<String, String> headers, boolean stream, List<byte[]> pieces) {
        public KeptAnswer {
            headers = Map.copyOf(headers);
            pieces = List.copyOf(pieces);
        }
    }

    /**
     * A correction of what was counted: it adds or takes an amount at the time it is made, and changes no record. What it
     * corrects is named by ids; what that was is repeated, so that the correction counts where the corrected did.
     *
     * @param id the caller's or Weir's name for it; a second one with the same id changes nothing
     * @param key null for what concerns no single key, and so are the others that may be
     * @param tags those of the exchange
     * @param amount what is to be paid in addition; negative for a credit
     */
    record Adjustment(
            String id,
            OrganizationId organization,
            ProjectId project,
            KeyId actor,
            Instant at,
            @Nullable KeyId key,
            @Nullable ExchangeId exchange,
            @Nullable AttemptId attempt,
            @Nullable String model,
            @Nullable Target target,
            Map<String, String> tags,
            Money amount,
            String currency,
            String reason)
            implements JournalRecord {
        public Adjustment {
            tags = Map.copyOf(tags);
        }
    }

    /**
     * What an administrator did.
     *
     * @param project null for what concerns the organization
     * @param action a verb and an object: {@code key.create}
     * @param subject the id of what was acted on
     */
    record AdminAction(
            OrganizationId organization,
            @Nullable ProjectId project,
            KeyId actor,
            Instant at,
            String action,
            String subject,
            Map<String, String> details)
            implements JournalRecord {
        public AdminAction {
            details = Map.copyOf(details);
        }
    }
}
