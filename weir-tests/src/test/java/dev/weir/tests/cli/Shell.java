package dev.weir.tests.cli;

import dev.weir.app.Programs;
import dev.weir.cli.Cli;
import dev.weir.cli.Machine;
import dev.weir.testkit.TestingWeir;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine;

/** Runs commands as {@code ./weir} would, and keeps what they print. */
public final class Shell {
    private final Map<String, String> environment;

    private Shell(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** On the machine of a server whose data directory is the usual one. */
    public static Shell beside(TestingWeir weir) {
        return on(weir.data());
    }

    /** On a machine whose data directory is the usual one; a server need not run. */
    public static Shell on(Path data) {
        return new Shell(Map.of("WEIR_DATA", data.toString()));
    }

    public Shell with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new Shell(more);
    }

    /**
     * @param out what went to standard output
     * @param err what went to standard error
     */
    public record Done(int exit, String out, String err) {}

    public Done run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Cli.commandLine(new Machine(new Programs(), environment, false));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int exit = line.execute(arguments);
        line.getOut().flush();
        line.getErr().flush();
        return new Done(exit, out.toString(), err.toString());
    }
}
