package dev.weir.idempotency;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ExchangeId;
import org.jspecify.annotations.Nullable;

/** Why a request with an idempotency key gets no answer. */
final class Refusals {
    private Refusals() {}

    static Refusal reused() {
        return new Refusal(
                ErrorCode.IDEMPOTENCY_KEY_REUSED,
                "This idempotency key belongs to a request with other parameters.",
                KeyName.HEADER,
                "Repeat a request as it was, or send a new key.");
    }

    static Refusal unknown(@Nullable ExchangeId exchange) {
        return new Refusal(
                ErrorCode.IDEMPOTENCY_OUTCOME_UNKNOWN,
                "Weir stopped or failed while the first request with this idempotency key was in progress: it is not"
                        + " known what came of it, and it was not sent again." + see(exchange),
                KeyName.HEADER,
                "Send a new key to ask again, which may cost a second time.");
    }

    static Refusal cutShort(@Nullable ExchangeId exchange) {
        return notKept("The caller of the first request with this idempotency key left before its answer was complete."
                + see(exchange));
    }

    static Refusal tooLarge(@Nullable ExchangeId exchange) {
        return notKept(
                "The answer to the first request with this idempotency key was too large to be kept." + see(exchange));
    }

    static Refusal erased() {
        return notKept("The answer to the first request with this idempotency key was erased.");
    }

    private static Refusal notKept(String message) {
        return new Refusal(
                ErrorCode.IDEMPOTENCY_ANSWER_NOT_KEPT,
                message,
                KeyName.HEADER,
                "Send a new key to ask again, which costs a second time.");
    }

    private static String see(@Nullable ExchangeId exchange) {
        return exchange == null ? "" : " Exchange " + exchange.value() + " has what is known.";
    }
}
