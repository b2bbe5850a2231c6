package dev.weir.config;

/** One thing that is wrong with the configuration: where, what, and what would be right. */
public record Problem(Origin at, String what, String hint) {
    @Override
    public String toString() {
        return at + ": " + what + "; " + hint;
    }
}
