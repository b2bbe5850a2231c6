package dev.weir.cli;

import java.io.PrintWriter;

/** One line on the error stream that is drawn again and again; nothing where nobody watches. */
final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 30;
    private final PrintWriter err;
    private final boolean shown;
    private int drawn;

    ProgressBar(PrintWriter err, boolean shown) {
        this.err = err;
        this.shown = shown;
    }

    void show(long done, long total, String what) {
        int full = total <= 0 ? WIDTH : (int) (WIDTH * Math.min(done, total) / total);
        draw("[" + "█".repeat(full) + "·".repeat(WIDTH - full) + "] " + Shown.number(done) + "/" + Shown.number(total)
                + " " + what);
    }

    private void draw(String line) {
        if (shown) {
            err.print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
            err.flush();
            drawn = line.length();
        }
    }

    /** Takes the line away. */
    @Override
    public void close() {
        if (drawn > 0) {
            draw("");
            err.print("\r");
            err.flush();
            drawn = 0;
        }
    }
}
