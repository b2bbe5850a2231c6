package dev.weir.config;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text that must not show up in logs, errors or pages: it prints as {@code ***} and is read with {@link #reveal}.
 *
 * @param reference how it was written where nothing of it stands in the file, such as {@code ${OPENAI_API_KEY}}; null
 *     for a text that was written out
 */
public record Secret(String reveal, @Nullable String reference) {
    private static final Pattern REFERENCE =
            Pattern.compile("(?:(?:Bearer|Basic|Token) )?\\$\\{[A-Za-z_][A-Za-z0-9_]*}");

    public Secret {
        if (reveal.isBlank()) {
            throw new IllegalArgumentException("a secret is not blank");
        }
    }

    public Secret(String reveal) {
        this(reveal, null);
    }

    /** Whether a text names a variable and holds nothing else that could be secret, such as a default. */
    public static boolean isReference(String text) {
        return REFERENCE.matcher(text).matches();
    }

    Secret writtenAs(String text) {
        return isReference(text) ? new Secret(reveal, text) : this;
    }

    /** What may be shown of it. */
    public String shown() {
        return reference == null ? "***" : reference;
    }

    /** Two that reveal the same are the same, wherever they were read from. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && secret.reveal.equals(reveal);
    }

    @Override
    public int hashCode() {
        return reveal.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
