/**
 * The outgoing HTTP client: Vert.x on the event loop of the request that asked, seen from a virtual thread as
 * blocking calls. Addresses are resolved here and checked before anything connects, so that a name cannot lead to a
 * private address behind our back.
 */
@NullMarked
package dev.weir.provider.transport;

import org.jspecify.annotations.NullMarked;
