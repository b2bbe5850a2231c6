package dev.weir.cli;

import picocli.CommandLine.Parameters;

/** A command about one entry of a running server's configuration. */
abstract class EntryCommand extends ApiCommand {
    private final String all;

    @Parameters(index = "0", paramLabel = "NAME", description = "Its name.")
    private String name = "";

    /**
     * @param all the path of the entries' API, such as {@code /api/models}
     */
    EntryCommand(Machine machine, String all) {
        super(machine);
        this.all = all;
    }

    final String name() {
        return name;
    }

    /** The path of the entry's API. */
    final String path() {
        return all + "/" + WeirClient.encoded(name);
    }
}
