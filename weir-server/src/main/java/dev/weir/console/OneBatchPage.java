package dev.weir.console;

import dev.weir.batch.LineFailure;
import java.util.List;

/**
 * One batch.
 *
 * @param failures the first requests that were not answered
 * @param mayChange whether the person who looks may cancel it and read its files
 */
public record OneBatchPage(Shell shell, BatchRow row, List<LineFailure> failures, boolean mayChange) {}
