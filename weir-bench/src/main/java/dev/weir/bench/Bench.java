package dev.weir.bench;

import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./weir-bench}: what Weir measures of itself and of its peers, always in one run on one machine. */
@Command(
        name = "weir-bench",
        mixinStandardHelpOptions = true,
        subcommands = {
            GatewayBenchmark.class,
            LimitsBenchmark.class,
            LedgerBenchmark.class,
            OverloadBenchmark.class,
            StreamsBenchmark.class,
            SoakBenchmark.class,
            StartBenchmark.class,
            JournalBenchmark.class,
            InvoiceBenchmark.class,
            ParseBenchmark.class,
            CommandLine.HelpCommand.class
        })
public final class Bench implements Runnable {
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public void run() {
        new CommandLine(this).usage(System.out);
    }
}
