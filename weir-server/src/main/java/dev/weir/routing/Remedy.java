package dev.weir.routing;

import dev.weir.spi.Answer.Refused;

/** What may help after a failure. */
enum Remedy {
    /** Nothing: every deployment would say the same, or it is not about deployments. */
    NONE,
    /** A deployment with a larger context. */
    LARGER,
    /** Another deployment. */
    ANOTHER,
    /** Another deployment, or the same one after a while. */
    AGAIN;

    /**
     * A deployment that was silent is not waited for twice, nor is one whose own limits are reached. What a content filter rejected is not taken to another
     * vendor: whether it may be is not for a gateway to say.
     */
    static Remedy of(Refused refused) {
        return switch (refused.code()) {
            case PROVIDER_UNAVAILABLE, PROVIDER_INVALID_ANSWER, PROVIDER_RATE_LIMITED -> AGAIN;
            case PROVIDER_TIMEOUT, PROVIDER_AUTHENTICATION, OVERLOADED, RATE_LIMITED -> ANOTHER;
            case CONTEXT_LENGTH_EXCEEDED -> LARGER;
            default -> NONE;
        };
    }
}
