package dev.weir.http;

import dev.weir.spi.Principal;

/** Tells who sent a request. */
@FunctionalInterface
public interface Authenticator {
    /**
     * @throws Refusal if the request names nobody, or somebody who is not known
     */
    Principal identify(Request request);
}
