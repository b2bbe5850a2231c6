package dev.weir.http;

/** Answers one kind of request; runs on a virtual thread of its own, so it may block. */
@FunctionalInterface
public interface Handler {
    /**
     * @throws Refusal to answer with an error
     */
    Response handle(Request request);
}
