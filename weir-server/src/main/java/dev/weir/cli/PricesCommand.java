package dev.weir.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code weir prices}. */
@Command(name = "prices", description = "Shows and changes the prices that go before the shipped price book.")
final class PricesCommand {
    private PricesCommand() {}

    static CommandLine line(Machine machine) {
        return new CommandLine(new PricesCommand())
                .addSubcommand(new EntryList(machine, "/api/prices", "input", "output", "currency"))
                .addSubcommand(new EntryShow(machine, "/api/prices"))
                .addSubcommand(new EntrySet.Price(machine))
                .addSubcommand(new EntryRemove(machine, "/api/prices"));
    }
}
