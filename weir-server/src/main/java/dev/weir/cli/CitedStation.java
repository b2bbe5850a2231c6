package dev.weir.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An answer that quotes Weir's own documentation. */
final class CitedStation implements Station {
    private static final String QUESTION = "How do I back up Weir?";
    private static final String DOCS = "weir-docs";
    private static final int TRIES = 300;

    @Override
    public String title() {
        return "An answer from documents, with its sources";
    }

    @Override
    public void run(Guide guide) throws IOException, InterruptedException {
        guide.say("The model weir/extractive runs in this process and only quotes; no key, no network.");
        awaitDocs(guide);
        guide.command("./weir ask \"" + QUESTION + "\"");
        Map<String, Object> body = new LinkedHashMap<>(ChatStream.question("weir/extractive", QUESTION));
        body.put("weir", Map.of("knowledge", List.of(DOCS)));
        guide.out().print("  ");
        ChatStream.Ending ending = ChatStream.play(guide.client(), body, guide::piece);
        guide.out().println();
        guide.made("cited answer", ending.exchange());
        new Sources(ending.extras().path("citations"), "n", "kb").print(guide.out());
    }

    /** The documentation is indexed beside the start: its words within a second. */
    private static void awaitDocs(Guide guide) throws IOException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            if (guide.patiently(KbCommand.path(DOCS)).path("chunks").asLong(0) > 0) {
                return;
            }
            Thread.sleep(50);
        }
        throw new CommandFailure("Weir's documentation was not indexed in time.");
    }
}
