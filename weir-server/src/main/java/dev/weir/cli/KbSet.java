package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Changes how a knowledge base is set. */
@Command(
        name = "set",
        description = {
            "Changes how a knowledge base cuts and searches; what is not named stays as it is.",
            "Another chunker or embedding cuts and embeds all documents anew; the old index serves until that is done."
        })
final class KbSet extends ApiCommand {
    private static final long LOOK_AGAIN = 300;

    @Parameters(paramLabel = "NAME", description = "The knowledge base.")
    private String base = "";

    @Mixin
    private KbOptions settings = new KbOptions();

    @Option(names = "--wait", description = "Return when searches use the new index.")
    private boolean wait;

    KbSet(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        if (settings.isEmpty()) {
            throw new CommandFailure("Nothing to change: name --chunker, --fusion or --embedding.");
        }
        JsonNode state = client.patch(KbCommand.path(base), settings.body());
        if (wait) {
            state = rebuilt(client, state);
        }
        if (!printedJson(state)) {
            out().println("'" + base + "': " + KbOptions.line(state) + "."
                    + (state.path("rebuilding").isObject()
                            ? " Its documents are cut anew; until that is done, searches use the old index."
                            : ""));
        }
        return 0;
    }

    private JsonNode rebuilt(WeirClient client, JsonNode changed) throws IOException, InterruptedException {
        JsonNode state = changed;
        try (ProgressBar progress = new ProgressBar(err(), machine().terminal())) {
            while (state.path("rebuilding").isObject()) {
                JsonNode rebuilding = state.path("rebuilding");
                progress.show(
                        rebuilding.path("documents").asLong(0),
                        rebuilding.path("of").asLong(0),
                        "documents cut anew");
                Thread.sleep(LOOK_AGAIN);
                state = client.get(KbCommand.path(base));
            }
        }
        return state;
    }
}
