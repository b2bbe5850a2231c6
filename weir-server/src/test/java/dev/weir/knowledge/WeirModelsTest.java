package dev.weir.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.weir.http.Json;
import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import dev.weir.spi.Citation;
import dev.weir.spi.Delta;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Event;
import dev.weir.spi.Provider;
import dev.weir.spi.Usage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class WeirModelsTest {
    private static final String LEASE = """
            The lease begins on the first of March. Either party may end the lease with a notice period of three \
            months. The rent is due on the first day of each month.""";

    @TempDir
    private static Path directory;

    private static KnowledgeServer server;
    private static Provider models;

    @BeforeAll
    static void start() throws IOException {
        server = new KnowledgeServer(directory);
        server.post("/api/kb", "{\"name\": \"contracts\"}");
        server.post("/api/kb", "{\"name\": \"empty\"}");
        server.post(
                "/api/kb/contracts/documents",
                Json.MAPPER.writeValueAsString(List.of(
                        Map.of("id", "lease", "title", "Lease", "text", LEASE),
                        Map.of("id", "menu", "title", "Canteen menu", "text", "On Friday the canteen serves fish."))));
        server.awaitReady("contracts");
        models = server.room().models();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer answer(Call call) {
        return server.room().stage().handle(call, models::call);
    }

    private static Call ask(String question, String base, String more) {
        return KnowledgeCalls.chat("one", """
                {"model": "weir/extractive", "messages": [{"role": "user", "content": "%s"}],
                 "weir": {"knowledge": ["%s"]}%s}""".formatted(question, base, more));
    }

    @Test
    void an_answer_quotes_the_document_and_each_mark_names_its_citation() {
        Call call = ask("How long is the notice period of the lease?", "contracts", "");
        Answer answer = answer(call);
        assertThat(answer).isInstanceOf(Answer.Whole.class);
        Answer.Whole whole = (Answer.Whole) answer;
        JsonNode json = Json.tree(whole.json());
        String text =
                json.path("choices").path(0).path("message").path("content").asString();
        assertThat(text).contains("notice period of three months", "[1]");
        assertThat(json.path("model").asString()).isEqualTo("weir/extractive");
        assertThat(json.path("choices").path(0).path("finish_reason").asString())
                .isEqualTo("stop");
        assertThat(json.path("usage").path("prompt_tokens").asInt()).isPositive();
        List<Citation> citations = call.recording().citations();
        for (Citation citation : citations) {
            assertThat(text).contains("[" + citation.number() + "]");
            assertThat(LEASE.substring(citation.start(), citation.end())).isEqualTo(citation.quote());
        }
        assertThat(call.recording().confidence()).isNotNull().isBetween(.5, 1.0);
    }

    @Test
    void a_streamed_answer_comes_sentence_by_sentence_and_says_the_same() {
        String question = "How long is the notice period of the lease?";
        Call streamed = ask(question, "contracts", ", \"stream\": true");
        List<Event.Chunk> chunks = KnowledgeCalls.play(streamed, answer(streamed));
        String text = chunks.stream()
                .flatMap(chunk -> chunk.deltas().stream())
                .map(Delta::text)
                .collect(Collectors.joining());
        JsonNode whole = Json.tree(((Answer.Whole) answer(ask(question, "contracts", ""))).json());
        assertThat(text)
                .isEqualTo(whole.path("choices")
                        .path(0)
                        .path("message")
                        .path("content")
                        .asString());
        assertThat(Json.tree(chunks.getFirst().json())
                        .path("choices")
                        .path(0)
                        .path("delta")
                        .path("role")
                        .asString())
                .isEqualTo("assistant");
        assertThat(chunks.getLast().usage()).isNotNull();
        assertThat(streamed.recording().citations()).isNotEmpty();
        assertThat(streamed.recording().answer().text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"max_tokens,false", "max_completion_tokens,false", "max_tokens,true"})
    void an_answer_ends_after_the_last_sentence_that_the_callers_limit_holds(String field, boolean stream) {
        String question = "What are the dates and periods of the lease: begin, notice and rent?";
        Spoken all = speak(question, field, 1000, stream);
        assertThat(all.finishReason()).isEqualTo("stop");
        assertThat(all.citations()).hasSizeGreaterThan(1);

        Spoken cut = speak(question, field, all.tokens() - 1, stream);
        assertThat(cut.finishReason()).isEqualTo("length");
        assertThat(cut.text()).endsWith("[" + cut.citations().size() + "]");
        assertThat(all.text()).startsWith(cut.text());
        assertThat(cut.citations()).isNotEmpty().hasSizeLessThan(all.citations().size());
        assertThat(cut.tokens()).isLessThan(all.tokens());

        assertThat(speak(question, field, all.tokens(), stream)).isEqualTo(all);
        assertThat(speak(question, field, 1, stream)).isEqualTo(new Spoken("", "length", List.of(), 0));
    }

    private record Spoken(String text, String finishReason, List<Citation> citations, long tokens) {}

    private static Spoken speak(String question, String field, long limit, boolean stream) {
        Call call = ask(question, "contracts", ", \"" + field + "\": " + limit + ", \"stream\": " + stream);
        List<Delta> deltas;
        Usage usage;
        switch (answer(call)) {
            case Answer.Whole whole -> {
                deltas = whole.deltas();
                usage = whole.usage();
            }
            case Answer other -> {
                List<Event.Chunk> chunks = KnowledgeCalls.play(call, other);
                deltas = chunks.stream()
                        .flatMap(chunk -> chunk.deltas().stream())
                        .toList();
                usage = chunks.getLast().usage();
            }
        }
        return new Spoken(
                deltas.stream().map(Delta::text).collect(Collectors.joining()),
                String.valueOf(deltas.getLast().finishReason()),
                call.recording().citations(),
                Objects.requireNonNull(usage).outputTokens());
    }

    @ParameterizedTest
    @CsvSource({"contracts,false", "contracts,true", "empty,false", "empty,true"})
    void what_the_documents_do_not_hold_is_not_answered(String base, boolean stream) {
        Call call = ask("Who won the chess championship in 1972?", base, ", \"stream\": " + stream);
        Answer answer = answer(call);
        String text = stream
                ? KnowledgeCalls.play(call, answer).stream()
                        .flatMap(chunk -> chunk.deltas().stream())
                        .map(Delta::text)
                        .collect(Collectors.joining())
                : ((Answer.Whole) answer).deltas().getFirst().text();
        assertThat(text).isEqualTo(ExtractiveModel.NOT_IN_DOCUMENTS);
        assertThat(call.recording().citations()).isEmpty();
        assertThat(call.recording().confidence()).isNotNull().isLessThan(.5);
    }

    @Test
    void without_knowledge_the_refusal_says_how_to_name_it() {
        Call call = KnowledgeCalls.chat(
                "one", "{\"model\": \"weir/extractive\", \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}");
        refused(answer(call), ErrorCode.INVALID_REQUEST, "weir.knowledge", "'contracts'");
        refused(answer(call), ErrorCode.INVALID_REQUEST, "weir.knowledge", "extra_body");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "n | 2",
                "tool_choice | \"required\"",
                "tool_choice | {\"type\": \"function\", \"function\": {\"name\": \"f\"}}",
                "response_format | {\"type\": \"json_object\"}"
            })
    void what_quoting_cannot_give_is_refused(String field, String value) {
        Call call = ask("notice period?", "contracts", ", \"" + field + "\": " + value);
        refused(answer(call), ErrorCode.INVALID_REQUEST, field, "weir/extractive");
    }

    @Test
    void tools_that_may_be_called_are_simply_not_called() {
        Call call = ask("How long is the notice period of the lease?", "contracts", """
                , "n": 1, "tool_choice": "auto", "tools": [{"type": "function", "function": {"name": "f"}}]""");
        assertThat(answer(call)).isInstanceOf(Answer.Whole.class);
    }

    private static void refused(Answer answer, ErrorCode code, String field, String words) {
        assertThat(answer).asInstanceOf(type(Answer.Refused.class)).satisfies(refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.field()).isEqualTo(field);
            assertThat(refused.message()).contains(words);
        });
    }

    private static JsonNode embed(String body) {
        Answer answer = models.call(KnowledgeCalls.embed(body));
        assertThat(answer).isInstanceOf(Answer.Whole.class);
        return Json.tree(((Answer.Whole) answer).json());
    }

    @Test
    void embeddings_as_numbers_and_as_base64_are_the_same_vectors() {
        JsonNode plain = embed("{\"model\": \"weir/embed\", \"input\": [\"a text\", \"another\"]}");
        JsonNode encoded = embed("""
                {"model": "weir/embed", "input": ["a text", "another"], "encoding_format": "base64", "dimensions": 384}""");
        assertThat(plain.path("model").asString()).isEqualTo("weir/embed");
        assertThat(plain.path("usage").path("prompt_tokens").asInt()).isEqualTo(7);
        for (int i = 0; i < 2; i++) {
            JsonNode numbers = plain.path("data").path(i).path("embedding");
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder()
                            .decode(encoded.path("data")
                                    .path(i)
                                    .path("embedding")
                                    .asString()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            double squares = 0;
            assertThat(numbers).hasSize(384);
            for (JsonNode number : numbers) {
                assertThat(bytes.getFloat()).isEqualTo(number.floatValue());
                squares += number.doubleValue() * number.doubleValue();
            }
            assertThat(squares).isEqualTo(1, within(1e-5));
        }
    }

    @Test
    void a_text_beyond_the_models_window_is_cut_and_counted_as_cut() {
        JsonNode answer = embed("{\"model\": \"weir/embed\", \"input\": \"" + "word ".repeat(1000) + "\"}");
        assertThat(answer.path("usage").path("prompt_tokens").asInt()).isEqualTo(256);
    }

    @Test
    void embeddings_that_cannot_be_made_are_refused_by_field() {
        refused(
                models.call(KnowledgeCalls.embed("{\"model\": \"weir/embed\", \"input\": \"a\", \"dimensions\": 256}")),
                ErrorCode.INVALID_REQUEST,
                "dimensions",
                "384");
        refused(
                models.call(KnowledgeCalls.embed("{\"model\": \"weir/embed\", \"input\": [1, 2, 3]}")),
                ErrorCode.INVALID_REQUEST,
                "input",
                "token ids");
        refused(
                models.call(KnowledgeCalls.embed("{\"model\": \"weir/embed\", \"input\": [\"a\", \"\"]}")),
                ErrorCode.INVALID_REQUEST,
                "input[1]",
                "empty");
        refused(
                models.call(KnowledgeCalls.embed("{\"model\": \"weir/extractive\", \"input\": \"a\"}")),
                ErrorCode.INVALID_REQUEST,
                "model",
                "weir/embed");
    }
}
