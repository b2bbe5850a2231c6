package dev.weir.dialect;

import dev.weir.spi.Answer;
import java.util.List;

/** What came of saying a request in another dialect. */
public sealed interface Rendered {
    /**
     * It can be said.
     *
     * @param json the request's body, not to be changed
     * @param leftOut fields of the caller's request that are not in it
     */
    record Said(byte[] json, List<String> leftOut) implements Rendered {
        public Said {
            leftOut = List.copyOf(leftOut);
        }
    }

    /** It cannot, and the refusal names the first field at fault. */
    record Unsaid(Answer.Refused refusal) implements Rendered {}
}
