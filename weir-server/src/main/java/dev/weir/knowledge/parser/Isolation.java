package dev.weir.knowledge.parser;

/** What stands between a child and the machine. */
public enum Isolation {
    /** {@code bwrap}, of the package bubblewrap. */
    BUBBLEWRAP("bubblewrap: no network, no files but programs"),
    /** {@code unshare}, of util-linux, and a file system of its own. */
    NAMESPACES("namespaces of its own (unshare): no network, no files but programs"),
    NONE("a process of its own without privileges taken away: this machine lets no namespaces be made");

    private final String words;

    Isolation(String words) {
        this.words = words;
    }

    /** For people. */
    public String words() {
        return words;
    }
}
