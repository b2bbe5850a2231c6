package dev.weir.console;

/** The line drawings of the console, on a grid of 16. */
public enum Icon {
    HOME("<path d=\"M2.5 7 8 2.5 13.5 7v6a.5.5 0 0 1-.5.5H9.8V9.7H6.2v3.8H3a.5.5 0 0 1-.5-.5z\"/>"),
    ASK("<path d=\"M13.5 8.2c0 2.6-2.5 4.6-5.5 4.6-.7 0-1.4-.1-2-.3L2.8 13.6l.9-2.4c-.8-.8-1.2-1.9-1.2-3"
            + " 0-2.6 2.5-4.7 5.5-4.7s5.5 2.1 5.5 4.7z\"/>"),
    TRACES("<path d=\"M2.5 4h6M5 8h6.5M8.5 12h5\"/>"),
    KNOWLEDGE("<path d=\"M8 4.2C6.8 3.3 4.9 3 2.5 3v9.3c2.4 0 4.3.3 5.5 1.2 1.2-.9 3.1-1.2 5.5-1.2V3C11.1 3 9.2 3.3"
            + " 8 4.2zm0 0v9.3\"/>"),
    KEY("<circle cx=\"5.2\" cy=\"10.8\" r=\"2.7\"/><path d=\"m7.2 8.8 5.8-5.8M10.6 5.4l1.8 1.8\"/>"),
    MODEL("<circle cx=\"3.5\" cy=\"8\" r=\"1.5\"/><circle cx=\"12.5\" cy=\"4\" r=\"1.5\"/><circle cx=\"12.5\""
            + " cy=\"12\" r=\"1.5\"/><path d=\"M5 8h1.5C8.5 8 8 4 11 4M6.5 8C8.5 8 8 12 11 12\"/>"),
    REFERENCE("<path d=\"M5.5 4 2 8l3.5 4M10.5 4 14 8l-3.5 4\"/>"),
    LEAVE("<path d=\"M6.5 2.5h-4v11h4M10 5l3 3-3 3M13 8H6\"/>"),
    BATCH("<path d=\"M2.5 5.2 8 2.5l5.5 2.7L8 8zM2.5 8 8 10.8 13.5 8M2.5 10.8 8 13.5l5.5-2.7\"/>"),
    MENU("<path d=\"M2.5 4.5h11M2.5 8h11M2.5 11.5h11\"/>"),
    SEARCH("<circle cx=\"7\" cy=\"7\" r=\"4.3\"/><path d=\"m10.2 10.2 3.3 3.3\"/>"),
    PLUS("<path d=\"M8 3v10M3 8h10\"/>"),
    CROSS("<path d=\"m4 4 8 8M12 4l-8 8\"/>"),
    COPY("<path d=\"M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3\"/>"),
    LINK("<path d=\"M6.7 9.3a2.5 2.5 0 0 0 3.6 0l2.2-2.2a2.5 2.5 0 0 0-3.6-3.6l-.9.9M9.3 6.7a2.5 2.5 0 0 0-3.6"
            + " 0L3.5 8.9a2.5 2.5 0 0 0 3.6 3.6l.9-.9\"/>"),
    BACK("<path d=\"M10 3.5 5.5 8l4.5 4.5\"/>"),
    FORTH("<path d=\"m6 3.5 4.5 4.5L6 12.5\"/>"),
    TWIST("<path d=\"m3.5 6 4.5 4.5L12.5 6\"/>"),
    REFRESH("<path d=\"M13 8a5 5 0 1 1-1.5-3.5L13 6M13 2.8V6H9.8\"/>"),
    CALENDAR("<path d=\"M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2.2V4M10.5 2.2V4\"/>"),
    INFO("<circle cx=\"8\" cy=\"8\" r=\"5.8\"/><path d=\"M8 7.3v3.6M8 5v.1\"/>"),
    DONE("<circle cx=\"8\" cy=\"8\" r=\"5.8\"/><path d=\"m5.6 8.2 1.7 1.7 3.2-3.6\"/>"),
    WARN("<path d=\"M8 2.5 1.8 13.2h12.4zM8 6.5v3.2M8 11.4v.1\"/>"),
    BAD("<circle cx=\"8\" cy=\"8\" r=\"5.8\"/><path d=\"M5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2\"/>"),
    DOCUMENT("<path d=\"M4 2.5h5l3 3v8H4zM9 2.5v3h3\"/>"),
    BILL("<path d=\"M3.5 2v12l1.5-1 1.5 1L8 13l1.5 1 1.5-1 1.5 1V2zM5.8 5.5h4.4M5.8 8.2h4.4\"/>"),
    AUDIT("<path d=\"M8 2 3 4v4c0 3 2.1 5 5 6 2.9-1 5-3 5-6V4zM5.8 8l1.6 1.6 2.8-3\"/>"),
    COSTS("<path d=\"M2.5 13.5h11M4 11V8.5M8 11V5.5M12 11V2.5\"/>"),
    DOWNLOAD("<path d=\"M8 2.5v8M4.8 7.5 8 10.7l3.2-3.2M3 13.5h10\"/>");

    private final String drawing;

    Icon(String drawing) {
        this.drawing = drawing;
    }

    /** SVG elements, to be written as they are. */
    public String drawing() {
        return drawing;
    }
}
