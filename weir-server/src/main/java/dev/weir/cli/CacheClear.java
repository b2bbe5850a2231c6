package dev.weir.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Forgets cached answers. */
@Command(name = "clear", description = "Forgets the project's cached answers: all, or those that fit every option.")
final class CacheClear extends ApiCommand {
    @Option(names = "--model", paramLabel = "NAME", description = "Answers of this model.")
    private @Nullable String model;

    @Option(names = "--tag", paramLabel = "NAME:VALUE", description = "Answers to requests with this tag.")
    private @Nullable String tag;

    @Option(
            names = "--prompt",
            paramLabel = "ID[@VERSION]",
            description = "Answers made from this prompt, of one version or of all.")
    private @Nullable String prompt;

    CacheClear(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        List<String> filters = new ArrayList<>();
        add(filters, "model", model);
        add(filters, "tag", tag);
        add(filters, "prompt", prompt);
        String query = filters.isEmpty() ? "" : "?" + String.join("&", filters);
        var answer = client.delete(CacheCommand.PATH + query);
        if (!printedJson(answer)) {
            out().println("Forgot " + answer.path("forgotten").asLong() + " cached answers.");
        }
        return 0;
    }

    private static void add(List<String> filters, String name, @Nullable String value) {
        if (value != null) {
            filters.add(name + "=" + WeirClient.encoded(value));
        }
    }
}
