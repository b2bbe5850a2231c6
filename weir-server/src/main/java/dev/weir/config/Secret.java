package dev.weir.config;

/** A text that must not show up in logs, errors or pages: it prints as {@code ***} and is read with {@link #reveal}. */
public record Secret(String reveal) {
    public Secret {
        if (reveal.isBlank()) {
            throw new IllegalArgumentException("a secret is not blank");
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
