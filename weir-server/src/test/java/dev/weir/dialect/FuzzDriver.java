package dev.weir.dialect;

/** What Jazzer calls, in a process of its own; {@code -Dweir.fuzz.target} names the parser. */
public final class FuzzDriver {
    private static final FuzzTarget TARGET = FuzzTarget.valueOf(System.getProperty("weir.fuzz.target", "CHAT_REQUEST"));

    private FuzzDriver() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) {
        TARGET.read(input);
    }
}
