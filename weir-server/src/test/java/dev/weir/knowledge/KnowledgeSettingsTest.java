package dev.weir.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.knowledge.KnowledgeServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@Timeout(120)
class KnowledgeSettingsTest {
    private static final String ANIMALS = IntStream.range(0, 40)
            .mapToObj(i -> "Animal number " + i + " has " + (i + 2) + " stripes and sleeps " + i + " hours every day.")
            .collect(Collectors.joining(" "));

    @TempDir
    private Path directory;

    private KnowledgeServer server;

    @BeforeEach
    void open() throws IOException {
        server = new KnowledgeServer(directory);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void add(String base, String id, String text) {
        Reply reply =
                server.post("/api/kb/" + base + "/documents", "{\"id\": \"" + id + "\", \"text\": \"" + text + "\"}");
        assertThat(reply.status()).as(reply.message()).isEqualTo(200);
    }

    private Reply change(String base, String body) {
        return server.send("PATCH", "/api/kb/" + base, body, Map.of());
    }

    private List<JsonNode> search(String base, String body) {
        Reply reply = server.post("/api/kb/" + base + "/search", body);
        assertThat(reply.status()).as(reply.message()).isEqualTo(200);
        return reply.data().valueStream().toList();
    }

    private void awaitRebuilt(String base) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        JsonNode state = server.get("/api/kb/" + base).body();
        while (state.path("rebuilding").isObject()) {
            assertThat(System.nanoTime()).as(state.toString()).isLessThan(end);
            Thread.sleep(20);
            state = server.get("/api/kb/" + base).body();
        }
    }

    /** The rows follow the swap. */
    private void awaitChunks(String base, int more) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        JsonNode state = server.get("/api/kb/" + base).body();
        while (state.path("chunks").asInt() <= more) {
            assertThat(System.nanoTime()).as(state.toString()).isLessThan(end);
            Thread.sleep(20);
            state = server.get("/api/kb/" + base).body();
        }
    }

    private List<Path> indexes() throws IOException {
        try (Stream<Path> all = Files.list(directory.resolve("indexes"))) {
            return all.toList();
        }
    }

    @Test
    void what_is_not_chosen_is_shown_as_it_is() {
        JsonNode made = server.post("/api/kb", "{\"name\": \"plain\"}").body();
        assertThat(made.path("chunker").path("kind").asString()).isEqualTo("recursive");
        assertThat(made.path("chunker").path("tokens").asInt()).isPositive();
        assertThat(made.path("fusion").path("dense_weight").asDouble()).isEqualTo(.7);
        assertThat(made.path("embedding").asString()).isEqualTo("minilm");
        assertThat(made.path("rebuilding").isNull()).isTrue();
    }

    @Test
    void what_is_chosen_is_kept_over_a_restart() throws IOException {
        server.post("/api/kb", """
                {"name": "set", "embedding": "minilm", "chunker": {"kind": "fixed", "tokens": 50}, "fusion": "rrf"}""");
        server.close();
        open();
        JsonNode found = server.get("/api/kb/set").body();
        assertThat(found.path("chunker").toString()).isEqualTo("{\"kind\":\"fixed\",\"tokens\":50}");
        assertThat(found.path("fusion").toString()).isEqualTo("{\"kind\":\"rrf\",\"k\":60}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"chunker": "recursiv"}                                     | chunker.kind        | Did you mean 'recursive'?
            {"chunker": {"tokens": 20}}                                 | chunker.kind        | There is 'code'
            {"chunker": 7}                                              | chunker.kind        | There is 'code'
            {"chunker": {"kind": "fixed", "tokens": 3}}                 | chunker.tokens      | 100 to 300
            {"chunker": {"kind": "fixed", "tokens": "many"}}            | chunker.tokens      | The default is
            {"chunker": {"kind": "fixed", "tokens": 99999999999}}       | chunker.tokens      | The default is
            {"chunker": {"kind": "fixed", "tokens": 20.5}}              | chunker.tokens      | The default is
            {"chunker": {"kind": "fixed", "overlap": 3}}                | chunker.overlap     | There is 'tokens'
            {"chunker": {"kind": "recursive", "tokens": 40, "overlap": 20}} | chunker.overlap | A fifth
            {"chunker": {"kind": "parent_child", "parent": 20}}         | chunker.parent      | Four times
            {"fusion": "best"}                                          | fusion.kind         | 'zscore'
            {"fusion": {"kind": "minmax", "dense_weight": 1.2}}         | fusion.dense_weight | 0.7 is the default
            {"fusion": {"kind": "rrf", "k": 0}}                         | fusion.k            | 60
            {"fusion": {"kind": "single", "arm": "words"}}              | fusion.arm          | bm25
            {"embedding": "minilmm"}                                    | embedding           | Did you mean 'minilm'?
            {"embedding": 3}                                            | embedding           | There is 'minilm'
            {"name": "other"}                                           | name                | Leave 'name' out
            {"chunk": "fixed"}                                          | chunk               | chunker
            """)
    void a_value_that_cannot_be_is_refused_with_its_field_and_a_hint(String body, String field, String hint) {
        server.post("/api/kb", "{\"name\": \"wrong\"}");
        Reply reply = change("wrong", body);
        JsonNode error = reply.body().path("error");
        assertThat(reply.status()).as(error.toString()).isEqualTo(400);
        assertThat(error.path("field").asString()).isEqualTo(field);
        assertThat(error.path("hint").asString("")).contains(hint);
        assertThat(server.get("/api/kb/wrong")
                        .body()
                        .path("chunker")
                        .path("kind")
                        .asString())
                .isEqualTo("recursive");
    }

    @Test
    void another_projects_base_and_the_installations_cannot_be_set() {
        server.post("/api/kb", "{\"name\": \"mine\"}");
        assertThat(server.send("PATCH", "/api/kb/mine", "{\"fusion\": \"rrf\"}", Map.of("x-project", "two"))
                        .status())
                .isEqualTo(404);
        assertThat(server.send("PATCH", "/api/kb/mine", "{\"fusion\": \"rrf\"}", Map.of("x-role", "VIEWER"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void searches_go_on_while_documents_are_cut_anew_and_then_see_the_new_passages() throws Exception {
        server.post("/api/kb", "{\"name\": \"swap\"}");
        for (int i = 0; i < 12; i++) {
            add("swap", "d" + i, ANIMALS.replace("Animal", "Animal of herd " + i));
        }
        server.awaitReady("swap");
        int before = server.get("/api/kb/swap").body().path("chunks").asInt();
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Integer> searching = CompletableFuture.supplyAsync(() -> {
            int searches = 0;
            while (!stop.get()) {
                assertThat(search("swap", "{\"query\": \"stripes of herd 7\", \"k\": 3}"))
                        .hasSize(3);
                searches++;
            }
            return searches;
        });
        JsonNode changed = change("swap", "{\"chunker\": {\"kind\": \"fixed\", \"tokens\": 30}}")
                .body();
        assertThat(changed.path("rebuilding").isObject()).isTrue();
        add("swap", "late", "A late zebra arrived meanwhile.");
        server.delete("/api/kb/swap/documents/d3");
        assertThat(search("swap", "{\"query\": \"late zebra\", \"k\": 1}")
                        .getFirst()
                        .path("document_id")
                        .asString())
                .isEqualTo("late");
        awaitRebuilt("swap");
        stop.set(true);
        assertThat(searching.get()).isPositive();
        JsonNode after = server.get("/api/kb/swap").body();
        assertThat(after.path("chunks").asInt()).isGreaterThan(3 * before);
        assertThat(after.path("unfinished").asInt()).isZero();
        assertThat(after.path("documents").asInt()).isEqualTo(12);
        assertThat(search("swap", "{\"query\": \"late zebra\", \"k\": 1}")
                        .getFirst()
                        .path("document_id")
                        .asString())
                .isEqualTo("late");
        assertThat(search("swap", "{\"query\": \"herd 3\", \"k\": 200}"))
                .noneMatch(hit -> hit.path("document_id").asString().equals("d3"));
        assertThat(indexes()).hasSize(1);
    }

    @Test
    void a_change_that_was_cut_short_goes_on_after_a_restart() throws Exception {
        server.post("/api/kb", "{\"name\": \"short\"}");
        for (int i = 0; i < 8; i++) {
            add("short", "d" + i, ANIMALS.replace("Animal", "Animal of herd " + i));
        }
        server.awaitReady("short");
        change("short", "{\"chunker\": {\"kind\": \"fixed\", \"tokens\": 25}}");
        server.close();
        open();
        assertThat(search("short", "{\"query\": \"stripes\", \"k\": 5, \"arms\": [\"bm25\"]}"))
                .hasSize(5);
        server.room().service().resume();
        awaitRebuilt("short");
        awaitChunks("short", 8 * 10);
        assertThat(indexes()).hasSize(1);
    }

    @Test
    void back_and_forth_ends_where_it_was_set_last() throws Exception {
        server.post("/api/kb", "{\"name\": \"torn\"}");
        for (int i = 0; i < 6; i++) {
            add("torn", "d" + i, ANIMALS.replace("Animal", "Animal of herd " + i));
        }
        server.awaitReady("torn");
        int before = server.get("/api/kb/torn").body().path("chunks").asInt();
        change("torn", "{\"chunker\": {\"kind\": \"fixed\", \"tokens\": 25}}");
        change("torn", "{\"chunker\": {\"kind\": \"fixed\", \"tokens\": 60}}");
        change("torn", "{\"chunker\": \"recursive\"}");
        awaitRebuilt("torn");
        assertThat(server.get("/api/kb/torn").body().path("chunks").asInt()).isEqualTo(before);
        assertThat(search("torn", "{\"query\": \"stripes\", \"k\": 5}")).hasSize(5);
        assertThat(indexes()).hasSize(1);
    }

    @Test
    void a_base_that_is_cut_anew_can_be_deleted() throws IOException {
        server.post("/api/kb", "{\"name\": \"gone\"}");
        add("gone", "d", ANIMALS);
        change("gone", "{\"chunker\": {\"kind\": \"fixed\", \"tokens\": 25}}");
        assertThat(server.delete("/api/kb/gone").status()).isEqualTo(204);
        assertThat(indexes()).isEmpty();
    }

    @Test
    void the_children_of_a_parent_are_shown_once_with_the_parent_around_them() {
        server.post("/api/kb", """
                {"name": "family", "chunker": {"kind": "parent_child", "tokens": 20, "parent": 400}}""");
        add("family", "animals", ANIMALS);
        server.awaitReady("family");
        List<JsonNode> found = search("family", "{\"query\": \"animal stripes\", \"k\": 10}");
        assertThat(found.size()).isBetween(1, 4);
        JsonNode best = found.getFirst();
        assertThat(best.path("context").path("text").asString())
                .contains(best.path("text").asString())
                .hasSizeGreaterThan(5 * best.path("text").asString().length());
        assertThat(found.stream().map(hit -> hit.path("context").path("span").toString()))
                .doesNotHaveDuplicates();
    }

    @Test
    void an_explanation_shows_the_fusion_in_force() throws Exception {
        server.post("/api/kb", "{\"name\": \"fused\", \"fusion\": \"minmax\"}");
        add("fused", "zebra", "Zebras have stripes.");
        add("fused", "lion", "Lions have manes.");
        add("fused", "whale", "Whales sing in the deep.");
        server.awaitReady("fused");
        String question = "{\"query\": \"Who has stripes?\", \"document_id\": \"zebra\"}";
        JsonNode minmax = server.post("/api/kb/fused/explain", question).body();
        assertThat(minmax.path("fusion").asString()).isEqualTo("minmax");
        JsonNode words = minmax.path("arms").path("bm25");
        JsonNode step = minmax.path("passages").path(0);
        double stretched = (step.path("scores").path("bm25").asDouble()
                        - words.path("lowest").asDouble())
                / (words.path("highest").asDouble() - words.path("lowest").asDouble());
        assertThat(step.path("standard_scores").path("bm25").asDouble()).isEqualTo(stretched);

        change("fused", "{\"fusion\": \"rrf\"}");
        JsonNode rrf = server.post("/api/kb/fused/explain", question).body();
        assertThat(rrf.path("passages").path(0).path("fused").asDouble()).isEqualTo(2 / 61.0);

        change("fused", "{\"fusion\": {\"kind\": \"single\", \"arm\": \"bm25\"}}");
        JsonNode hit = search("fused", "{\"query\": \"Who has stripes?\"}").getFirst();
        assertThat(hit.path("scores").propertyNames()).containsExactly("bm25");
        assertThat(hit.path("score").asDouble())
                .isEqualTo(hit.path("scores").path("bm25").asDouble());
    }
}
