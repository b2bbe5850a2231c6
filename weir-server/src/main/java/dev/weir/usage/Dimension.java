package dev.weir.usage;

import dev.weir.dialect.CallLabels;
import dev.weir.dialect.UserField;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What usage is told apart by.
 *
 * @param tag the name of the tag whose values are told apart; null for other kinds, and for all tags at once
 */
public record Dimension(Kind kind, @Nullable String tag) {
    /** What stands before the name of a tag. */
    static final String TAG = "tag:";

    private static final String BATCH = "weir.batch";

    /** The kinds, by their names on the wire. */
    public enum Kind {
        HOUR,
        DAY,
        MONTH,
        ORGANIZATION,
        PROJECT,
        KEY,
        MODEL,
        PROVIDER,
        DEPLOYMENT,
        OPERATION,
        STATUS,
        USER,
        PROMPT,
        TASK,
        BATCH,
        TAG;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isTime() {
            return this == HOUR || this == DAY || this == MONTH;
        }
    }

    public static Dimension of(Kind kind) {
        return new Dimension(kind, null);
    }

    /** {@code model}, {@code tag} or {@code tag:team}. */
    public static Optional<Dimension> named(String word) {
        if (word.startsWith(TAG) && word.length() > TAG.length()) {
            return Optional.of(new Dimension(Kind.TAG, word.substring(TAG.length())));
        }
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.wire().equals(word))
                .findFirst()
                .map(Dimension::of);
    }

    public static List<String> words() {
        return Arrays.stream(Kind.values()).map(Kind::wire).toList();
    }

    public String wire() {
        return tag == null ? kind.wire() : TAG + tag;
    }

    /** The label under which its totals are kept; null where they are kept for everything, or for every tag. */
    @Nullable
    String label() {
        return switch (kind) {
            case USER -> UserField.TAG;
            case PROMPT -> CallLabels.PROMPT;
            case TASK -> CallLabels.TASK;
            case BATCH -> BATCH;
            case TAG -> tag;
            default -> null;
        };
    }

    /** Whether it tells apart every tag and value there is. */
    public boolean isAnyTag() {
        return kind == Kind.TAG && tag == null;
    }
}
