package dev.weir.dialect;

import dev.weir.spi.Conversation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What of a request cannot be said in the target's dialect: refused, or left out and remembered. */
final class Losses {
    private final String target;
    private final boolean lenient;
    private final Set<String> fields = new LinkedHashSet<>();

    /**
     * @param target the dialect's name, for people
     */
    Losses(String target, boolean lenient) {
        this.target = target;
        this.lenient = lenient;
    }

    /** The answer would not be what was asked for. */
    void cannot(String field, String why) {
        if (!lenient) {
            throw BadRequest.field(
                    field,
                    "'" + field + "' cannot be passed on: " + target + " " + why + ".",
                    "Leave it out, use another model, or set 'lenient: true' at the deployment to have it left out.");
        }
        fields.add(field);
    }

    /** The answer is right without it. */
    void hint(String field) {
        fields.add(field);
    }

    void others(List<Conversation.Other> others) {
        for (Conversation.Other other : others) {
            if (other.hint()) {
                hint(other.field());
            } else {
                cannot(other.field(), "has nothing like it");
            }
        }
    }

    List<String> fields() {
        return List.copyOf(fields);
    }
}
