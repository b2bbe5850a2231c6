package dev.weir.provider;

import dev.weir.spi.Answer.Refused;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.OutboundException;

/** Says in an answer's words why a provider gave none. */
final class OutboundFailures {
    private OutboundFailures() {}

    static Refused refused(String provider, OutboundException failure) {
        String message = "Provider '" + provider + "': " + failure.getMessage();
        return switch (failure.reason()) {
            case ADDRESS_REFUSED, NOT_CONNECTED, BROKEN -> Refused.of(ErrorCode.PROVIDER_UNAVAILABLE, message);
            case NOT_AUTHORIZED -> Refused.of(ErrorCode.PROVIDER_AUTHENTICATION, message);
            case TIMEOUT -> Refused.of(ErrorCode.PROVIDER_TIMEOUT, message);
            case TOO_LARGE -> Refused.of(ErrorCode.PROVIDER_INVALID_ANSWER, message);
            case CANCELLED -> Refused.of(ErrorCode.CANCELLED, "The caller left before the answer was complete.");
        };
    }
}
