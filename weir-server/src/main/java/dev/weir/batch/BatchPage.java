package dev.weir.batch;

import java.util.List;

/** A stretch of a list of batches, and whether more follow. */
public record BatchPage(List<Batch> batches, boolean more) {
    public BatchPage {
        batches = List.copyOf(batches);
    }
}
