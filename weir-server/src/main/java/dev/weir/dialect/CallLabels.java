package dev.weir.dialect;

/** What callers say of where a call comes from in their own programs. It travels as tags, so that reports know it. */
public final class CallLabels {
    /** The tag of the prompt that a call was made of. */
    public static final String PROMPT = "weir.prompt";

    /** The tag of the piece of work that a call does. */
    public static final String TASK = "weir.task";

    private CallLabels() {}
}
