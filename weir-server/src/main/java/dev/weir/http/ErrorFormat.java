package dev.weir.http;

import dev.weir.spi.Answer.Refused;

/** How one face of the server (OpenAI's, Weir's own, the console) writes an error. */
@FunctionalInterface
public interface ErrorFormat {
    Response write(Refused refused, Request request);
}
