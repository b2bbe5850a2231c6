package dev.weir.cache;

import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Delta;
import dev.weir.spi.Event;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * An answer, or a failure, that is in memory.
 *
 * @param request the one that it answers
 * @param made how it was made
 * @param ttl how long it is kept from the beginning
 */
record Kept(Cacheable request, Said said, Made made, Duration ttl) {
    private static final long OF_AN_OBJECT = 120;

    /** What the pipeline said. */
    sealed interface Said {
        /** How long it is kept; zero for what may not be. */
        default Duration ttl(Cacheable request) {
            return switch (this) {
                case AtOnce(Refused refused) ->
                    isLasting(refused) ? request.policy().failures() : Duration.ZERO;
                case AtOnce(Answer.Whole whole) -> ttl(request, whole.deltas().stream());
                case AtOnce _ -> Duration.ZERO;
                case InPieces(var chunks) -> ttl(request, chunks.stream().flatMap(chunk -> chunk.deltas().stream()));
            };
        }

        /** An answer that nobody ended, or that a filter did, is not one to give again. */
        private static Duration ttl(Cacheable request, Stream<Delta> deltas) {
            List<String> ends = deltas.map(Delta::finishReason)
                    .filter(Objects::nonNull)
                    .map(Objects::requireNonNull)
                    .toList();
            boolean ended = request.isEmbedding() || !ends.isEmpty();
            return ended && !ends.contains("content_filter") ? request.policy().ttl() : Duration.ZERO;
        }

        /** Whether the same request would fail again if it came at once. What Weir itself refuses is none of these. */
        private static boolean isLasting(Refused refused) {
            return switch (refused.code()) {
                case PROVIDER_REJECTED,
                        CONTEXT_LENGTH_EXCEEDED,
                        CONTENT_FILTERED,
                        PROVIDER_AUTHENTICATION,
                        PROVIDER_RATE_LIMITED,
                        PROVIDER_UNAVAILABLE,
                        PROVIDER_INVALID_ANSWER,
                        PROVIDER_TIMEOUT -> true;
                default -> false;
            };
        }

        /** An answer in one piece, or why there is none. */
        record AtOnce(Answer answer) implements Said {}

        /** A stream to its end. */
        record InPieces(List<Event.Chunk> chunks) implements Said {
            public InPieces {
                chunks = List.copyOf(chunks);
            }
        }
    }

    /** About what it takes in memory. */
    long bytes() {
        return 1000
                + made.bytes()
                + switch (said) {
                    case Said.AtOnce(Answer.Whole whole) -> whole.json().length + bytes(whole.deltas());
                    case Said.AtOnce _ -> 0;
                    case Said.InPieces(var chunks) ->
                        chunks.stream().mapToLong(Kept::bytes).sum();
                };
    }

    static long bytes(Event event) {
        return event instanceof Event.Chunk chunk
                ? OF_AN_OBJECT + chunk.json().length + bytes(chunk.deltas())
                : OF_AN_OBJECT;
    }

    private static long bytes(List<Delta> deltas) {
        long sum = 0;
        for (Delta delta : deltas) {
            long characters = delta.text().length()
                    + delta.reasoning().length()
                    + delta.refusal().length()
                    + (delta.toolCall() == null
                            ? 0
                            : delta.toolCall().arguments().length());
            sum += OF_AN_OBJECT + 2 * characters;
        }
        return sum;
    }
}
