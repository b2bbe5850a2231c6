package dev.weir.tests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The verifiers in {@code docs/verify}, run by the Python of this machine as a stranger would run them. */
final class Python {
    private static final String PROGRAM = "python3";
    private static final Path SCRIPTS = Path.of(System.getProperty("weir.root", ".."), "docs", "verify");

    private Python() {}

    /** Where there is no Python, the test is skipped and says why. */
    static Program.Ran run(String script, String... arguments) throws IOException, InterruptedException {
        assumeTrue(Program.isHere(PROGRAM), "there is no " + PROGRAM + " on this machine");
        List<String> command =
                new ArrayList<>(List.of(PROGRAM, SCRIPTS.resolve(script).toString()));
        command.addAll(List.of(arguments));
        return Program.run(command.toArray(String[]::new));
    }
}
