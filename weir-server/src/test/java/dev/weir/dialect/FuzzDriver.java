package dev.weir.dialect;

/** What Jazzer calls, in a process of its own; {@code -Dweir.fuzz.target} names the parser. */
public final class FuzzDriver {
    private static final FuzzTarget TARGET = FuzzTarget.valueOf(System.getProperty("weir.fuzz.target", "CHAT_REQUEST"));

    private FuzzDriver() {}

    /** Reads the seeds once, so that no input pays for loading, and changing, the classes. */
    public static void fuzzerInitialize() {
        TARGET.seeds().forEach(TARGET::read);
    }

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) {
        TARGET.read(input);
    }
}
