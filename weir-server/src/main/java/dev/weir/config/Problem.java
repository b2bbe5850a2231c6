package dev.weir.config;

/**
 * One thing that is wrong with the configuration: where, what, and what would be right.
 *
 * @param path the key's dotted path, such as {@code models.small.deployments[0].provider}; empty where no key is at
 *     fault
 */
public record Problem(Origin at, String path, String what, String hint) {
    public Problem(Origin at, String what, String hint) {
        this(at, "", what, hint);
    }

    @Override
    public String toString() {
        return at + ": " + what + "; " + hint;
    }
}
