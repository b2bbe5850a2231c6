package dev.weir.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Answers a question from documents, through the server or, where none runs, in this process. */
@Command(
        name = "ask",
        description = {
            "Answers a question from documents, with its sources.",
            "Without --kb and --docs it asks Weir's own documentation. With --docs, or where no server runs, it works in"
                    + " this process. An honest 'not in the documents' is an answer, too: exit code 0."
        })
final class AskCommand implements Callable<Integer> {
    private static final String DOCS = "weir-docs";
    private static final String EXTRACTIVE = "weir/extractive";

    private final Machine machine;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Parameters(arity = "1..*", paramLabel = "QUESTION", description = "What you want to know.")
    private List<String> words = List.of();

    @Option(
            names = "--kb",
            split = ",",
            paramLabel = "NAME",
            description = "A knowledge base to look in, repeatable; default: weir-docs.")
    private List<String> bases = new ArrayList<>();

    @Option(
            names = "--docs",
            arity = "1",
            paramLabel = "PATH",
            description = "A file or folder to look in, repeatable; no server is asked.")
    private List<Path> docs = new ArrayList<>();

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "Who answers; default: weir/extractive, which quotes and never leaves the machine.")
    private @Nullable String model;

    AskCommand(Machine machine) {
        this.machine = machine;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String question = String.join(" ", words).strip();
        if (question.isEmpty()) {
            throw new CommandFailure("The question is empty. For example: ./weir ask \"How do I back up Weir?\"");
        }
        if (!docs.isEmpty()) {
            refuseServerOptions();
            return local(question, "");
        }
        try (WeirClient client = options.client(machine)) {
            return options.json() ? raw(client, question) : streamed(client, question);
        } catch (NoServer e) {
            if (options.namesServer(machine) || !bases.isEmpty() || model != null) {
                throw e;
            }
            return local(question, "No server runs here: ");
        }
    }

    private void refuseServerOptions() {
        if (!bases.isEmpty()) {
            throw new CommandFailure(
                    "--docs asks files in this process, --kb a server's knowledge base: use one of them,"
                            + " or add the files to the base with ./weir kb add.");
        }
        if (model != null && !model.equals(EXTRACTIVE)) {
            throw new CommandFailure("--docs works in this process, where the only model is " + EXTRACTIVE
                    + ". For '" + model + "', start ./weir up, add the files with ./weir kb add NAME PATH, and ask with"
                    + " --kb NAME.");
        }
    }

    private int local(String question, String why) throws IOException, InterruptedException {
        new LocalAnswer(machine, out(), spec.commandLine().getErr(), options.json()).give(question, docs, why);
        return 0;
    }

    private Map<String, Object> body(String question) {
        Map<String, Object> body =
                new LinkedHashMap<>(ChatStream.question(model == null ? EXTRACTIVE : model, question));
        body.put("weir", Map.of("knowledge", bases.isEmpty() ? List.of(DOCS) : bases));
        return body;
    }

    private int raw(WeirClient client, String question) throws IOException, InterruptedException {
        Map<String, Object> body = body(question);
        body.put("stream", false);
        out().println(client.post("/v1/chat/completions", body).toPrettyString());
        return 0;
    }

    private int streamed(WeirClient client, String question) throws IOException, InterruptedException {
        ChatStream.Ending ending = ChatStream.play(client, body(question), this::say);
        out().println();
        JsonNode extras = ending.extras();
        new Sources(extras.path("citations"), "n", "kb").print(out());
        out().println();
        out().println(facts(extras));
        out().println("trace  " + client.url() + "/console/traces/" + ending.exchange());
        return 0;
    }

    private void say(String piece) {
        out().print(piece);
        out().flush();
    }

    private static String facts(JsonNode extras) {
        JsonNode confidence = extras.path("confidence");
        String cost = Shown.money(extras);
        return (confidence.isNumber() ? "confidence " + Shown.share(confidence.asDouble(0)) + "   " : "") + "cost "
                + (cost.equals("-") ? "unknown (no price is known for this model)" : cost);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
