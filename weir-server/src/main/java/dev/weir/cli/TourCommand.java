package dev.weir.cli;

import dev.weir.kernel.Clock;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows in a minute what Weir does, by doing it in this process. */
@Command(
        name = "tour",
        description = {
            "Shows in a minute what Weir does: offline, on a server of its own that leaves nothing behind.",
            "The provider is simulated and says so; everything else is real and can be repeated."
        })
final class TourCommand implements Callable<Integer> {
    private static final String ANSWER = "I am a simulation: a program on your machine that sends these words one by"
            + " one. The rest is real: the request, the stream, the count of tokens, the trace, the price.";

    private final Machine machine;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--fast", description = "Without pauses.")
    private boolean fast;

    TourCommand(Machine machine) {
        this.machine = machine;
    }

    /** The tour. */
    private static List<Station> stations() {
        return List.of(
                new StreamStation(),
                new CitedStation(),
                new TraceStation(),
                new PriceStation(),
                new FaultStation(),
                new BudgetStation(),
                new ReceiptStation(),
                new BillStation());
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean unhurried = machine.terminal() && !fast;
        long start = Clock.SYSTEM.nanoTime();
        try (Rehearsal rehearsal = Rehearsal.start(machine.starter(), script(unhurried));
                WeirClient client = rehearsal.client()) {
            greet(rehearsal);
            Guide guide = new Guide(client, rehearsal.data(), out(), unhurried);
            List<Station> stations = stations();
            for (int i = 0; i < stations.size(); i++) {
                Station station = stations.get(i);
                out().println();
                out().println((i + 1) + "/" + stations.size() + "  " + station.title());
                station.run(guide);
                out().flush();
                guide.pause(2500);
            }
            bye((Clock.SYSTEM.nanoTime() - start) / 1e9, unhurried);
        }
        return 0;
    }

    private static Script script(boolean unhurried) {
        Script script = Script.saying(new Answer.Fixed(ANSWER));
        return unhurried ? script.withPace(new Pace(Duration.ofMillis(300), 20, 0.3)) : script;
    }

    private void greet(Rehearsal rehearsal) {
        out().println("A Weir for this tour runs at " + rehearsal.url() + " and leaves nothing behind.");
        out().println("Every line after a $ is what is done next; while the tour runs, do it yourself elsewhere with");
        out().println();
        out().println("  $ export WEIR_URL=" + rehearsal.url() + " WEIR_API_KEY=" + rehearsal.key());
        out().flush();
    }

    private void bye(double seconds, boolean waiting) throws IOException {
        out().println();
        if (waiting) {
            out().println("That was the tour. Press Enter to end it; until then, repeat what you like.");
            out().flush();
            System.in.read();
        } else {
            out().println("That was the tour, in " + Math.round(seconds) + " s.");
        }
        out().println("Your own Weir:            ./weir up");
        out().println("Your own documents:       ./weir ask --docs FOLDER \"…\"");
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
