package dev.weir.console;

import java.util.ArrayList;
import java.util.List;

/**
 * Something worth doing next.
 *
 * @param code lines to be copied, or empty
 * @param where the lines belong: {@code shell}, or a file's name
 * @param action what the button says, or empty
 * @param anchor the name by which other pages link to it
 */
public record NextStep(
        Icon icon,
        String heading,
        String text,
        String code,
        String where,
        String action,
        String address,
        String anchor) {

    /** In the order in which they help most. */
    static List<NextStep> of(Setup setup, Shell shell, String server) {
        List<NextStep> steps = new ArrayList<>();
        if (setup.failedDocuments() > 0) {
            steps.add(failed(setup.failedDocuments()));
        }
        if (setup.knowledgeBase() == null && shell.may(Room.ASK.role())) {
            steps.add(knowledge());
        }
        if (!setup.called()) {
            steps.add(firstCall(setup, server));
        }
        if (!setup.provider()) {
            steps.add(provider(setup));
        }
        if (setup.knowledgeBase() != null && shell.mayEnter(Room.ASK)) {
            steps.add(ask(setup.knowledgeBase()));
        }
        return steps;
    }

    private static NextStep failed(long documents) {
        return new NextStep(
                Icon.WARN,
                documents == 1 ? "One document could not be read" : documents + " documents could not be read",
                "The list says why, and what would help.",
                "",
                "",
                "Open knowledge",
                Room.KNOWLEDGE.path(),
                "documents");
    }

    private static NextStep knowledge() {
        return new NextStep(
                Icon.KNOWLEDGE,
                "Add your documents",
                "Text, Markdown and HTML are indexed on this machine, and questions about them are answered with"
                        + " citations. No provider is needed.",
                "",
                "",
                "Add documents",
                Room.KNOWLEDGE.path(),
                "knowledge");
    }

    private static NextStep firstCall(Setup setup, String server) {
        String code = "curl " + server + "/v1/chat/completions \\\n"
                + "  -H \"Authorization: Bearer $WEIR_KEY\" \\\n"
                + "  -H \"Content-Type: application/json\" \\\n"
                + "  -d '{\"model\": \"" + setup.model() + "\", \"messages\":\n"
                + "       [{\"role\": \"user\", \"content\": \"What is a virtual key?\"}]}'";
        return new NextStep(
                Icon.REFERENCE,
                "Send the first call",
                "Any OpenAI client works: give it this server’s address and one of its keys.",
                code,
                "shell",
                "",
                "",
                "first-call");
    }

    private static NextStep provider(Setup setup) {
        if (setup.environmentKey() != null) {
            return new NextStep(
                    Icon.MODEL,
                    "Use the provider whose key is here",
                    setup.environmentKey()
                            + " is set, but nothing leaves this machine unasked. Start Weir with this to use it.",
                    "./weir up --providers env",
                    "shell",
                    "",
                    "",
                    "provider");
        }
        return new NextStep(
                Icon.MODEL,
                "Add a provider",
                "Weir’s own models answer already. Name any OpenAI-compatible server in weir.yaml for others.",
                "providers:\n  openai:\n    kind: openai\n    base_url: https://api.openai.com/v1\n    api_key:"
                        + " ${OPENAI_API_KEY}",
                "weir.yaml",
                "",
                "",
                "provider");
    }

    private static NextStep ask(String base) {
        return new NextStep(
                Icon.ASK,
                "Ask your documents",
                "Answers quote what they rest on.",
                "",
                "",
                "Ask a question",
                Link.to(Room.ASK.path()).with("kb", base).address(),
                "ask");
    }
}
