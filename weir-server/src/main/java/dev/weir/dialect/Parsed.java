package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.Operation;
import dev.weir.spi.WeirOptions;

/**
 * What came of reading a client's request.
 *
 * @param <T> the operation that was expected
 */
public sealed interface Parsed<T extends Operation> {
    /** The request makes sense. */
    record Understood<T extends Operation>(T operation, WeirOptions options) implements Parsed<T> {}

    /** The request does not make sense; the refusal names the place and what would be right. */
    record Rejected<T extends Operation>(Answer.Refused refusal) implements Parsed<T> {}
}
