package dev.weir.console;

import dev.weir.spi.Status;

/** How an exchange ended, in the console's word and shape. */
public enum Outcome {
    ANSWERED("Answered", Mark.OK, ""),
    FAILED("Failed", Mark.BAD, "bad"),
    LEFT("Client left", Mark.WARN, "warn"),
    OPEN("Never finished", Mark.IDLE, "");

    private final String word;
    private final Mark mark;
    private final String tone;

    Outcome(String word, Mark mark, String tone) {
        this.word = word;
        this.mark = mark;
        this.tone = tone;
    }

    public static Outcome of(Status status) {
        return switch (status) {
            case OK -> ANSWERED;
            case ERROR -> FAILED;
            case CANCELLED -> LEFT;
            case OPEN -> OPEN;
        };
    }

    public String word() {
        return word;
    }

    public Mark mark() {
        return mark;
    }

    /** The end of the class name of the word beside the mark, or empty: a normal state is grey. */
    public String tone() {
        return tone;
    }
}
