package dev.weir.console;

/** The shapes that stand for a state, always beside its word, on a grid of 8. */
public enum Mark {
    OK("ok", "<circle cx=\"4\" cy=\"4\" r=\"4\"/>"),
    WARN("warn", "<path d=\"M4 0 8.4 8H-.4z\"/>"),
    BAD("bad", "<path d=\"M0 0h8v8H0z\"/>"),
    INFO("info", "<path d=\"M4-.6 8.6 4 4 8.6-.6 4z\"/>"),
    IDLE("idle", "<circle cx=\"4\" cy=\"4\" r=\"3.2\"/>"),
    RUN(
            "run",
            "<circle class=\"ring\" cx=\"4\" cy=\"4\" r=\"3.4\"/><path class=\"half\" d=\"M4 .6a3.4 3.4 0 0 1 0"
                    + " 6.8z\"/>");

    private final String name;
    private final String drawing;

    Mark(String name, String drawing) {
        this.name = name;
        this.drawing = drawing;
    }

    /** The end of the class name: {@code mark--ok}. */
    public String tone() {
        return name;
    }

    /** SVG elements, to be written as they are. */
    public String drawing() {
        return drawing;
    }
}
