package dev.weir.routing;

import dev.weir.spi.Delta;
import dev.weir.spi.Event;

/**
 * What a caller has got of an answer. It can be continued by another deployment only while it is nothing but the text
 * of one choice: tool calls and thoughts cannot be taken up in their middle. One thread uses it.
 */
final class Said {
    private final StringBuilder text = new StringBuilder();
    private boolean plain = true;

    void add(Event.Chunk chunk) {
        for (Delta delta : chunk.deltas()) {
            plain &= isText(delta) && delta.finishReason() == null;
            text.append(delta.text());
        }
    }

    static boolean isText(Delta delta) {
        return delta.choice() == 0
                && delta.reasoning().isEmpty()
                && delta.refusal().isEmpty()
                && delta.toolCall() == null;
    }

    boolean canBeContinued() {
        return plain;
    }

    String text() {
        return text.toString();
    }
}
