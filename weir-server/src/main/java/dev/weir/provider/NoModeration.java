package dev.weir.provider;

import dev.weir.spi.Answer.Refused;
import dev.weir.spi.ErrorCode;

/** What providers say whose vendor has no moderation model. */
final class NoModeration {
    private NoModeration() {}

    static Refused by(String vendor) {
        return Refused.of(
                ErrorCode.INVALID_REQUEST,
                vendor + " has no moderation model.",
                "model",
                "Use a model of another provider, such as omni-moderation-latest of OpenAI.");
    }
}
