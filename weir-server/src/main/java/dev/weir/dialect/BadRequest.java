package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Carries a refusal out of a reader that is many calls deep; never leaves this package. */
final class BadRequest extends RuntimeException {
    private final transient Answer.Refused refusal;

    BadRequest(Answer.Refused refusal) {
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    static BadRequest field(String field, String message, @Nullable String hint) {
        return new BadRequest(Answer.Refused.of(ErrorCode.INVALID_REQUEST, message, field, hint));
    }

    /** What a client wrote, to be shown to it. */
    static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    Answer.Refused refusal() {
        return refusal;
    }
}
