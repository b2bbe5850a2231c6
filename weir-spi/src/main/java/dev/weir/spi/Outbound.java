package dev.weir.spi;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The one outgoing HTTP client. It refuses addresses that are loopback, private or link-local unless the request
 * allows them, follows no redirects, and speaks HTTP/1.1 or HTTP/2. Thread-safe; its methods block, which is fine
 * on a virtual thread.
 */
public interface Outbound {
    /**
     * Sends a request and waits for the head of the reply.
     *
     * @param cancellation cuts the exchange at once, also while the peer is silent
     * @throws OutboundException if no reply came
     */
    Reply send(Request request, Cancellation cancellation) throws OutboundException;

    /**
     * @param headers names in lower case
     * @param allowPrivate whether the address may be loopback or private
     */
    record Request(
            String method, URI uri, Map<String, String> headers, byte[] body, boolean allowPrivate, Timeouts timeouts) {
        public Request {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * How long to wait.
     *
     * @param connect for a connection
     * @param head for the reply's head
     * @param idle between two pieces of the reply's body
     * @param total from the sending to the last byte
     */
    record Timeouts(Duration connect, Duration head, Duration idle, Duration total) {
        /** No call lives longer, whatever is configured. */
        public static final Duration LONGEST = Duration.ofHours(1);

        public static final Timeouts DEFAULT = new Timeouts(
                Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(600));

        public Timeouts withTotal(Duration changed) {
            return new Timeouts(connect, head, idle, changed);
        }
    }

    /** A reply whose body is still arriving. One thread reads it. Closing it early resets the exchange. */
    interface Reply extends AutoCloseable {
        int status();

        /** A header's first value; names in any case. */
        Optional<String> header(String name);

        /**
         * The next piece of the body as it came from the network, or an empty array at its end. Pieces are cut
         * anywhere.
         *
         * @throws OutboundException if the connection broke, the peer was silent too long, or the call was cancelled
         */
        byte[] next() throws OutboundException;

        /**
         * The rest of the body.
         *
         * @throws OutboundException as {@link #next}, and if there are more than {@code limit} bytes
         */
        byte[] readAll(int limit) throws OutboundException;

        @Override
        void close();
    }
}
