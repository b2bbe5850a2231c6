/**
 * The server's side of HTTP. Vert.x stays in here: an event loop takes a request's body, then one virtual thread runs
 * its {@link dev.weir.http.Handler} and writes the {@link dev.weir.http.Response}.
 *
 * <p>Each feature registers its own {@link dev.weir.http.Routes}, with who may call them and a line of documentation
 * each, from which the OpenAPI description is made. A route that refuses throws a {@link dev.weir.http.Refusal} or
 * returns one; the {@link dev.weir.http.ErrorFormat} of its face writes it down in the words of the API called.
 *
 * <p>Trap: a client that leaves is noticed on the event loop and cancels the request's {@link
 * dev.weir.spi.Cancellation}; whoever waits for something else on its behalf must listen to that.
 */
@NullMarked
package dev.weir.http;

import org.jspecify.annotations.NullMarked;
