package dev.weir.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a simulator until it is interrupted. Exit code 1, with one line on the error stream, when it cannot start. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Run a simulated OpenAI-compatible provider: no key, no network, any fault you ask for.")
public final class SimulatorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "9001",
            description = "Port to listen on; 0 takes any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to bind (default: ${DEFAULT-VALUE}). The simulator asks nobody for a key.")
    private String host = "127.0.0.1";

    @Option(names = "--script", paramLabel = "FILE", description = "Script in JSON; see docs/simulator.md.")
    private @Nullable Path script;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            completionCandidates = SimulatorCommand.Scenarios.class,
            description = "A way to fail, instead of a script: ${COMPLETION-CANDIDATES}. The model named fallback"
                    + " is spared.")
    private @Nullable String scenario;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of every random decision (default: the script's, or 0).")
    private @Nullable Long seed;

    @Option(names = "--tokens-per-second", paramLabel = "N", description = "Speed of replies (default: all at once).")
    private @Nullable Double tokensPerSecond;

    @Option(
            names = "--first-token",
            paramLabel = "TIME",
            description = "Time to the first token, such as 200ms or 1.5s.")
    private @Nullable String firstToken;

    @Option(
            names = "--answer",
            paramLabel = "ANSWER",
            description = "echo, lorem, lorem:TOKENS, tools, json, or any other text, which is answered as it stands.")
    private @Nullable String answer;

    @Option(names = "--fault-rate", paramLabel = "SHARE", description = "Share of requests, 0 to 1, that answer 500.")
    private @Nullable Double faultRate;

    @Override
    public Integer call() {
        try (Simulator simulator = Simulator.start(
                SimulatorOptions.defaults().withHost(host).withPort(port).withScript(script()))) {
            spec.commandLine().getOut().println(greeting(simulator));
            spec.commandLine().getOut().flush();
            untilInterrupted();
            return 0;
        } catch (BadScript | IOException | UncheckedIOException e) {
            return failed(e);
        }
    }

    private Integer failed(Exception e) {
        spec.commandLine().getErr().println("weir simulate: " + e.getMessage());
        spec.commandLine().getErr().flush();
        return 1;
    }

    private static String greeting(Simulator simulator) {
        return "Simulated provider at " + simulator.baseUri() + "; try: curl " + simulator.baseUri()
                + "/chat/completions -d '{\"model\":\"sim\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}'";
    }

    private static void untilInterrupted() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Script script() throws IOException {
        Script read = base();
        Behaviour standard = read.standard();
        Behaviour changed = standard.withPace(pace(standard.pace()))
                .withAnswer(answer == null ? standard.answer() : answer(answer));
        Script played = read.withStandard(changed).withSeed(seed == null ? read.seed() : seed);
        return faultRate == null ? played : played.withFault(randomError(faultRate));
    }

    private Script base() throws IOException {
        if (script != null && scenario != null) {
            throw new BadScript("--scenario: it is a script of its own; leave out --script");
        }
        return scenario != null
                ? Scenario.named(scenario).script()
                : script == null ? Script.DEFAULT : Script.parse(text(script));
    }

    private static final class Scenarios implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Scenario.names().iterator();
        }
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IOException("--script: there is no file " + file, e);
        }
    }

    private Pace pace(Pace base) {
        return new Pace(
                firstToken == null ? base.firstToken() : Durations.parse("--first-token", firstToken),
                tokensPerSecond == null ? base.tokensPerSecond() : tokensPerSecond,
                base.jitter());
    }

    private static FaultRule randomError(double share) {
        return new FaultRule(new Fault.Status(500, Map.of(), null), new Trigger.Chance(share));
    }

    private static Answer answer(String text) {
        if (text.matches("lorem(:\\d{1,7})?")) {
            return new Answer.Lorem(text.length() > 6 ? Integer.parseInt(text.substring(6)) : 100);
        }
        return switch (text) {
            case "echo" -> new Answer.Echo();
            case "tools" -> new Answer.Tools("{}", "Done.");
            case "json" -> new Answer.Json(null);
            default -> new Answer.Fixed(text);
        };
    }
}
