package dev.weir.console;

import dev.weir.batch.Batch;
import dev.weir.batch.LineFailure;
import dev.weir.http.Request;
import dev.weir.spi.Money;
import dev.weir.spi.Principal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Batches of the principal's project. Changes throw a {@link dev.weir.http.Refusal} that says what was wrong.
 * Thread-safe.
 */
public interface BatchSource {
    /**
     * A batch with what its record only names.
     *
     * @param fileName of the requests; empty if the file is gone
     * @param key the key's name
     * @param cost of all its requests so far; null if none has a price
     */
    record Item(
            Batch batch,
            String fileName,
            String key,
            @Nullable Money cost,
            @Nullable String currency) {}

    /** @param more whether older ones follow */
    record Items(List<Item> items, boolean more) {
        public Items {
            items = List.copyOf(items);
        }
    }

    /**
     * Newest first.
     *
     * @param after the id of the last one of the page before, or null for the newest
     */
    Items list(Principal principal, @Nullable String after, int limit);

    Optional<Item> find(Principal principal, String id);

    /** The first requests that were not answered, once the batch is over. */
    List<LineFailure> failures(Principal principal, Batch batch, int limit);

    /** What requests of batches can ask for. */
    List<String> endpoints();

    /** The most bytes that an upload may have. */
    long largestUpload();

    /**
     * Makes a batch of an uploaded form: {@code file}, {@code endpoint} and {@code window}.
     *
     * @return its id
     */
    String create(Request form);

    void cancel(Principal principal, String id);
}
