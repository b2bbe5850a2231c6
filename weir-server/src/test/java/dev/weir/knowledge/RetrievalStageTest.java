package dev.weir.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import dev.weir.spi.Citation;
import dev.weir.spi.Delta;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Event;
import dev.weir.spi.Exchange;
import dev.weir.spi.Passage;
import dev.weir.spi.Span;
import dev.weir.spi.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrievalStageTest {
    @TempDir
    private static Path directory;

    private static KnowledgeServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new KnowledgeServer(directory);
        for (String name : List.of("animals", "plants")) {
            server.post("/api/kb", "{\"name\": \"" + name + "\"}");
        }
        server.post("/api/kb/animals/documents", """
                [{"id": "zebra", "title": "Zebras", "text": "Zebras have black and white stripes."},
                 {"id": "lion", "title": "Lions", "text": "Lions sleep for most of the day."},
                 {"id": "secret", "title": "Zebra plans", "text": "Zebras plan to repaint their stripes.",
                  "access": {"users": ["zoe"]}}]""");
        server.post("/api/kb/plants/documents", """
                [{"id": "oak", "title": "Oaks", "text": "Oaks drop their acorns in autumn."},
                 {"id": "fern", "title": "Ferns", "text": "Ferns grow in the shade."}]""");
        server.awaitReady("animals");
        server.awaitReady("plants");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Call ask(String question, String bases) {
        return KnowledgeCalls.chat("one", """
                {"model": "some-model", "messages": [{"role": "user", "content": "%s"}],
                 "weir": {"knowledge": %s}}""".formatted(question, bases));
    }

    private static Answer whole(String text) {
        return new Answer.Whole(new byte[0], List.of(new Delta(0, text, "", "", null, "stop")), null);
    }

    @Test
    void passages_reach_the_next_stage_numbered_and_are_recorded() {
        Call call = ask("What do zebras look like?", "[\"animals\"]");
        server.room().stage().handle(call, next -> {
            assertThat(next.passages().getFirst().documentId()).isEqualTo("zebra");
            assertThat(next.passages()).extracting(Passage::number).containsExactly(1, 2);
            return whole("They have stripes [1].");
        });
        Exchange exchange = call.recording().close(call, Status.OK, null);
        assertThat(exchange.passages()).hasSize(2);
        assertThat(exchange.spans()).extracting(Span::name).containsExactly("embeddings", "retrieval");
        assertThat(exchange.spans().getLast().attributes())
                .containsEntry("gen_ai.data_source.id", "animals")
                .containsEntry("weir.retrieval.arms", "bm25,dense");
    }

    @Test
    void documents_with_an_access_list_stay_out_of_chats() {
        Call call = ask("repaint stripes", "[\"animals\"]");
        server.room().stage().handle(call, next -> {
            assertThat(next.passages()).extracting(Passage::documentId).doesNotContain("secret");
            return whole("");
        });
    }

    @Test
    void marks_in_a_whole_answer_become_citations_and_numbers_out_of_range_are_ignored() {
        Call call = ask("What do zebras look like?", "[\"animals\"]");
        server.room().stage().handle(call, next -> whole("Stripes [1][9], and so on [2, 1]. See also [0]."));
        List<Citation> citations = call.recording().citations();
        assertThat(citations).extracting(Citation::number).containsExactly(1, 2);
        assertThat(citations.getFirst().quote()).isEqualTo("Zebras have black and white stripes.");
        assertThat(citations.getFirst().start()).isZero();
        assertThat(citations.getFirst().end())
                .isEqualTo(citations.getFirst().quote().length());
        assertThat(call.recording().confidence()).isNull();
    }

    @Test
    void marks_that_a_stream_splits_are_read_when_it_ends() {
        Call call = ask("What do zebras look like?", "[\"animals\"]");
        List<Event> events = List.of(
                new Event.Chunk(new byte[0], List.of(Delta.text("Stripes [")), null),
                new Event.Chunk(new byte[0], List.of(Delta.text("1].")), null));
        Answer answer = server.room()
                .stage()
                .handle(call, next -> new Answer.Streamed(new ReadyEvents(events, call.cancellation())));
        KnowledgeCalls.play(call, answer);
        assertThat(call.recording().citations())
                .singleElement()
                .extracting(Citation::documentId)
                .isEqualTo("zebra");
    }

    @Test
    void passages_of_several_bases_are_merged_by_relevance() {
        Call call = ask("When do oaks drop acorns?", "[\"animals\", \"plants\"]");
        server.room().stage().handle(call, next -> {
            assertThat(next.passages().getFirst().documentId()).isEqualTo("oak");
            assertThat(next.passages()).extracting(Passage::knowledgeBase).contains("animals", "plants");
            assertThat(next.passages()).extracting(Passage::score).isSortedAccordingTo((a, b) -> Double.compare(b, a));
            return whole("");
        });
    }

    @Test
    void an_unknown_base_is_refused_with_near_names_and_nothing_proceeds() {
        Answer answer = server.room().stage().handle(ask("x", "[\"animal\"]"), next -> {
            throw new AssertionError("must not proceed");
        });
        assertThat(answer).asInstanceOf(type(Answer.Refused.class)).satisfies(refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.NOT_FOUND);
            assertThat(refused.field()).isEqualTo("weir.knowledge");
            assertThat(refused.message()).contains("'animals'");
        });
    }

    @Test
    void another_project_cannot_ask_it() {
        Call call = KnowledgeCalls.chat(
                "two",
                "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"zebras\"}], "
                        + "\"weir\": {\"knowledge\": [\"animals\"]}}");
        assertThat(server.room().stage().handle(call, next -> whole("")))
                .asInstanceOf(type(Answer.Refused.class))
                .extracting(Answer.Refused::code)
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void a_chat_without_knowledge_passes_untouched() {
        Call call = KnowledgeCalls.chat(
                "one", "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"zebras\"}]}");
        Answer answer = whole("x");
        assertThat(server.room().stage().handle(call, next -> {
                    assertThat(next).isSameAs(call);
                    return answer;
                }))
                .isSameAs(answer);
    }

    @Test
    void a_chat_without_a_users_words_is_refused() {
        Call call = KnowledgeCalls.chat(
                "one",
                "{\"model\": \"m\", \"messages\": [{\"role\": \"system\", \"content\": \"zebras\"}], "
                        + "\"weir\": {\"knowledge\": [\"animals\"]}}");
        assertThat(server.room().stage().handle(call, next -> whole("")))
                .asInstanceOf(type(Answer.Refused.class))
                .extracting(Answer.Refused::field)
                .isEqualTo("messages");
    }
}
