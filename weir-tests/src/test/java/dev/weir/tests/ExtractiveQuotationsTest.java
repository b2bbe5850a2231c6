package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.testkit.TestingWeir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whatever {@code weir/extractive} is asked, each word of its answer is a document's: the answer is its citations' quotes
 * one after the other, and each quote is the text of its span. Asked over SciFact and the chunking evaluation.
 */
class ExtractiveQuotationsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String NOTHING = "The documents do not hold an answer to this question.";

    private final Map<String, String> texts = new HashMap<>();

    private static Path folder(String name) {
        String data = System.getProperty("weir.shared.data", System.getProperty("weir.root") + "/../shared/data");
        Path folder = Path.of(data, "retrieval", name).normalize();
        assumeTrue(Files.isDirectory(folder), () -> "skipped: there is no test set in " + folder);
        return folder;
    }

    private static List<JsonNode> records(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(JSON::readTree).toList();
    }

    @Test
    void answersFromAbstractsAreQuotations() throws Exception {
        Path folder = folder("scifact");
        List<JsonNode> documents = records(folder.resolve("corpus.jsonl")).subList(0, 250);
        List<String> questions = records(folder.resolve("queries.jsonl")).subList(0, 60).stream()
                .map(query -> query.path("text").asString())
                .toList();
        ask(documents, questions);
    }

    @Test
    @Tag("long")
    void answersFromLongDocumentsAreQuotations() throws Exception {
        Path folder = folder("chunking_eval");
        List<JsonNode> all = records(folder.resolve("queries.jsonl"));
        List<String> questions = new ArrayList<>();
        for (int i = 0; i < all.size(); i += 5) {
            questions.add(all.get(i).path("text").asString());
        }
        List<JsonNode> documents = records(folder.resolve("corpus.jsonl")).stream()
                .filter(document -> document.path("text").asString().length() < 300_000)
                .toList();
        ask(documents, questions);
    }

    private void ask(List<JsonNode> documents, List<String> questions) throws Exception {
        int quoted = 0;
        try (TestingWeir weir = TestingWeir.start()) {
            Door door = Door.of(weir);
            door.post("/api/kb", "{\"name\": \"set\"}");
            for (JsonNode document : documents) {
                String id = document.path("_id").asString();
                texts.put(id, document.path("text").asString());
                Door.Reply reply = door.post(
                        "/api/kb/set/documents",
                        JSON.writeValueAsString(
                                Map.of("id", id, "title", document.path("title").asString(id), "text", texts.get(id))));
                assertThat(reply.status()).as(reply.text()).isLessThan(300);
            }
            Eventually.within(Duration.ofMinutes(10), "the vectors", () -> waiting(door) == 0);
            for (String question : questions) {
                quoted += check(door, question);
            }
        }
        assertThat(quoted).as("questions that were answered").isGreaterThan(questions.size() / 10);
    }

    private static long waiting(Door door) {
        return door.post("/api/kb/set/search", "{\"query\": \"anything\", \"k\": 1}")
                .json()
                .path("waiting")
                .asLong(0);
    }

    private int check(Door door, String question) {
        Door.Reply reply = door.post(
                "/v1/chat/completions",
                JSON.writeValueAsString(Map.of(
                        "model",
                        "weir/extractive",
                        "messages",
                        List.of(Map.of("role", "user", "content", question)),
                        "weir",
                        Map.of("knowledge", List.of("set")))));
        JsonNode answer = reply.json();
        String said = answer.at("/choices/0/message/content").asString();
        JsonNode citations = answer.at("/weir/citations");
        StringBuilder quotes = new StringBuilder();
        for (JsonNode citation : citations) {
            String quote = citation.path("quote").asString();
            int start = citation.at("/span/start").asInt();
            int end = citation.at("/span/end").asInt();
            String text = texts.getOrDefault(citation.path("document_id").asString(), "");
            assertThat(text.substring(start, end)).isEqualTo(quote);
            quotes.append(quotes.isEmpty() ? "" : " ")
                    .append(String.join(" ", quote.strip().split("\\s+")))
                    .append(" [")
                    .append(citation.path("n").asInt())
                    .append(']');
        }
        assertThat(said).isEqualTo(citations.isEmpty() ? NOTHING : quotes.toString());
        assertThat(answer.at("/weir/sentences").valueStream())
                .allSatisfy(sentence ->
                        assertThat(sentence.path("verdict").asString()).isIn("supported", "no_claim"));
        return citations.isEmpty() ? 0 : 1;
    }
}
