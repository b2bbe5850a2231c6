package dev.weir.spi;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's own batches: a file of requests that it works off in its own time, for less money. Thread-safe; its methods
 * block.
 */
public interface VendorBatches {
    /** Whether requests to this path of the front door, such as {@code /v1/chat/completions}, can be among them. */
    boolean takes(String endpoint);

    /** The most bytes that a batch may have, its lines and what is around them. */
    long largest();

    /**
     * A request as the vendor's batch has it.
     *
     * @param customId Weir's name for it, which comes back with its result
     * @param model the vendor's name of the model
     * @param body the request as the caller wrote it
     * @return empty if it cannot be said in the vendor's words
     */
    Optional<byte[]> line(String customId, String endpoint, String model, byte[] body);

    /**
     * Finds the batch that an earlier {@link #create} made, whose answer was lost.
     *
     * @param mark what {@code create} was given
     * @return its id; empty if there is none, or the vendor keeps no marks
     */
    Optional<String> find(String mark) throws Failure;

    /**
     * Makes a batch.
     *
     * @param mark by which it can be found again
     * @param lines as {@link #line} made them
     * @return its id
     */
    String create(String mark, String endpoint, List<byte[]> lines) throws Failure;

    State state(String id) throws Failure;

    /** Asks for its end; it is over when {@link #state} says so. */
    void cancel(String id) throws Failure;

    /**
     * Reads the results of a batch that is over, in any order.
     *
     * @throws IOException if {@code reader} throws it
     */
    void results(String id, Reader reader) throws Failure, IOException;

    /** Deletes what the vendor still keeps of it, as far as that can be done. */
    void forget(String id) throws Failure;

    /** Takes results one by one. */
    interface Reader {
        void take(Line line) throws IOException;
    }

    /**
     * What became of one request.
     *
     * @param status of the vendor's answer; 0 if the request was not made
     * @param body of the vendor's answer; empty if the request was not made
     * @param reason why it was not made, such as {@code batch_expired}; null if it was
     */
    record Line(String customId, int status, byte[] body, @Nullable String reason) {}

    /** How far a batch is. */
    enum Phase {
        RUNNING,
        COMPLETED,
        CANCELLED,
        EXPIRED,
        /** The vendor would not begin with it. */
        FAILED
    }

    /**
     * @param completed requests that were answered so far
     * @param failed requests that were not
     * @param faults why it failed, as the vendor says it
     */
    record State(Phase phase, long completed, long failed, List<String> faults) {
        public State {
            faults = List.copyOf(faults);
        }
    }

    /** The vendor did not do what it was asked. */
    final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean passing;

        /**
         * @param passing whether it may do so later
         */
        public Failure(boolean passing, String message) {
            super(message);
            this.passing = passing;
        }

        public boolean isPassing() {
            return passing;
        }
    }
}
