package dev.weir.app;

import dev.weir.cli.Cli;

/** The one entry point: everything else is a subcommand. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Cli.run(arguments, new Programs()));
    }
}
