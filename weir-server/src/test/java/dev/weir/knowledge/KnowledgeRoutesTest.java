package dev.weir.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.http.Json;
import dev.weir.knowledge.KnowledgeServer.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class KnowledgeRoutesTest {
    @TempDir
    private static Path directory;

    private static KnowledgeServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new KnowledgeServer(directory);
        server.post("/api/kb", "{\"name\": \"contracts\"}");
        server.post("/api/kb/contracts/documents", """
                [{"id": "lease-7", "title": "Lease of the hall",
                  "text": "The notice period for the hall is three months.\\n\\nThe rent is due on the first.",
                  "metadata": {"year": 2026, "tags": ["rent", "hall"]}},
                 {"id": "loan/2", "title": "Loan of the crane",
                  "text": "The crane must be returned clean. Either side may end the loan within two weeks.",
                  "metadata": {"year": 2024}},
                 {"id": "board", "title": "Board minutes", "text": "The board discussed ending the lease early.",
                  "access": {"users": ["ada"], "groups": ["board"]}}]""");
        server.awaitReady("contracts");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void makes_lists_and_deletes_a_knowledge_base() {
        Reply made = server.post("/api/kb", "{\"name\": \"short-lived\", \"embedding\": \"weir/embed\"}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.body().path("name").asString()).isEqualTo("short-lived");
        assertThat(server.get("/api/kb").data().findValuesAsString("name")).contains("contracts", "short-lived");
        assertThat(server.delete("/api/kb/short-lived").status()).isEqualTo(204);
        assertThat(server.get("/api/kb/short-lived").status()).isEqualTo(404);
        assertThat(server.post("/api/kb", "{\"name\": \"short-lived\"}").status())
                .isEqualTo(201);
    }

    @Test
    void refuses_names_that_break_the_rules_and_names_that_are_taken() {
        Reply bad = server.post("/api/kb", "{\"name\": \"My Contracts\"}");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.body().path("error").path("hint").asString()).contains("lower-case");
        assertThat(server.post("/api/kb", "{}").message()).contains("'name' is missing");
        assertThat(server.post("/api/kb", "{\"name\": \"contracts\"}").status()).isEqualTo(409);
        assertThat(server.post("/api/kb", "{\"name\": \"x\", \"chunker\": \"magic\"}")
                        .message())
                .contains("no chunker 'magic'");
    }

    @Test
    void an_unknown_knowledge_base_is_answered_with_near_names() {
        Reply reply = server.post("/api/kb/contract/search", "{\"query\": \"x\"}");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.message()).contains("'contracts'");
    }

    @Test
    void a_search_finds_by_both_arms_and_says_what_each_thought() {
        JsonNode best = server.post("/api/kb/contracts/search", """
                {"query": "notice period for the hall", "k": 2}""").data().path(0);
        assertThat(best.path("document_id").asString()).isEqualTo("lease-7");
        assertThat(best.path("chunk_id").asString()).isEqualTo("lease-7#0");
        assertThat(best.path("scores").path("bm25").asDouble()).isPositive();
        assertThat(best.path("scores").path("dense").asDouble()).isBetween(0.2, 1.0);
        assertThat(best.path("ranks").path("bm25").asInt()).isEqualTo(1);
        JsonNode whole =
                server.get("/api/kb/contracts/documents/lease-7?text=true").body();
        String text = whole.path("text").asString();
        assertThat(text.substring(
                        best.path("span").path("start").asInt(),
                        best.path("span").path("end").asInt()))
                .isEqualTo(best.path("text").asString());
        assertThat(whole.path("passages").path(0).path("span").path("start").asInt())
                .isZero();
    }

    @Test
    void each_arm_can_be_asked_alone() {
        JsonNode lexical = server.post("/api/kb/contracts/search", """
                {"query": "crane", "arms": ["bm25"]}""").data();
        assertThat(lexical).hasSize(1);
        assertThat(lexical.path(0).path("scores").has("dense")).isFalse();
        JsonNode dense = server.post("/api/kb/contracts/search", """
                {"query": "lifting equipment", "arms": ["dense"]}""").data();
        assertThat(dense.path(0).path("document_id").asString()).isEqualTo("loan/2");
        assertThat(dense.path(0).path("scores").has("bm25")).isFalse();
    }

    @Test
    void a_filter_holds_for_numbers_strings_and_lists() {
        assertThat(found("{\"query\": \"end the lease or loan\", \"filter\": {\"year\": 2024}}"))
                .containsExactly("loan/2");
        assertThat(found("{\"query\": \"end the lease or loan\", \"filter\": {\"tags\": \"hall\"}}"))
                .containsExactly("lease-7");
        assertThat(found("{\"query\": \"end the lease or loan\", \"filter\": {\"year\": [2024, 2026]}}"))
                .containsExactlyInAnyOrder("lease-7", "loan/2");
        assertThat(found("{\"query\": \"lease\", \"filter\": {\"year\": 1999}}"))
                .isEmpty();
    }

    @Test
    void access_lists_hold_for_whoever_the_search_is_made_as() {
        assertThat(found("{\"query\": \"lease\"}")).contains("board");
        assertThat(found("{\"query\": \"lease\", \"as\": {\"user\": \"bob\"}}")).doesNotContain("board");
        assertThat(found("{\"query\": \"lease\", \"as\": {\"user\": \"ada\"}}")).contains("board", "lease-7");
        assertThat(found("{\"query\": \"lease\", \"as\": {\"groups\": [\"board\"]}}"))
                .contains("board");
    }

    private static Set<String> found(String body) {
        return Set.copyOf(server.post("/api/kb/contracts/search", body).data().findValuesAsString("document_id"));
    }

    @Test
    void bad_searches_are_refused_by_field() {
        assertThat(server.post("/api/kb/contracts/search", "{}").message()).contains("'query' is missing");
        assertThat(server.post("/api/kb/contracts/search", "{\"query\": \" \"}").message())
                .contains("empty");
        Reply arms = server.post("/api/kb/contracts/search", "{\"query\": \"x\", \"arms\": [\"splade\"]}");
        assertThat(arms.status()).isEqualTo(400);
        assertThat(arms.body().path("error").path("hint").asString()).contains("bm25");
        assertThat(server.post("/api/kb/contracts/search", "{\"query\": \"x\", \"k\": 0}")
                        .message())
                .contains("1 to 200");
        assertThat(server.post("/api/kb/contracts/search", "{\"query\": \"x\", \"limit\": 3}")
                        .message())
                .contains("no field 'limit'");
        assertThat(server.post("/api/kb/contracts/search", "{\"query\": \"x\", \"filter\": {\"year\": {\"gt\": 1}}}")
                        .message())
                .contains("filter.year");
        assertThat(server.post("/api/kb/contracts/search", "{\"query\": \"x\", \"collapse\": \"all\"}")
                        .message())
                .contains("collapse");
    }

    @Test
    void an_explanation_repeats_the_arithmetic_of_the_fusion() {
        JsonNode explained = server.post("/api/kb/contracts/explain", """
                {"query": "notice period", "document_id": "lease-7"}""").body();
        JsonNode passage = explained.path("passages").path(0);
        double fused = 0;
        for (String arm : List.of("bm25", "dense")) {
            JsonNode scale = explained.path("arms").path(arm);
            double standard = (passage.path("scores").path(arm).asDouble()
                            - scale.path("mean").asDouble())
                    / scale.path("deviation").asDouble();
            assertThat(passage.path("standard_scores").path(arm).asDouble()).isEqualTo(standard, within(1e-9));
            fused += scale.path("weight").asDouble() * standard;
        }
        assertThat(passage.path("fused").asDouble()).isEqualTo(fused, within(1e-9));
        assertThat(passage.path("rank").asInt()).isEqualTo(1);
        assertThat(explained.path("outcome").asString()).contains("number 1");
        double searched = server.post("/api/kb/contracts/search", "{\"query\": \"notice period\"}")
                .data()
                .path(0)
                .path("score")
                .asDouble();
        assertThat(searched).isEqualTo(fused, within(1e-9));
    }

    @Test
    void an_explanation_says_that_a_filter_hides_the_document() {
        JsonNode explained = server.post("/api/kb/contracts/explain", """
                {"query": "lease", "document_id": "board", "filter": {"year": 2026}}""").body();
        assertThat(explained.path("outcome").asString()).contains("Not visible");
        assertThat(server.post("/api/kb/contracts/explain", "{\"query\": \"lease\"}")
                        .message())
                .contains("document_id");
        assertThat(server.post("/api/kb/contracts/explain", "{\"query\": \"lease\", \"document_id\": \"no\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void the_same_id_replaces_and_unchanged_content_is_left_alone() {
        server.post("/api/kb", "{\"name\": \"replaced\"}");
        String first = "{\"id\": \"a\", \"text\": \"The capital of France is Paris.\"}";
        server.post("/api/kb/replaced/documents", first);
        server.awaitReady("replaced");
        JsonNode before = server.get("/api/kb/replaced/documents/a").body();
        assertThat(server.post("/api/kb/replaced/documents", first)
                        .data()
                        .path(0)
                        .path("state")
                        .asString())
                .isEqualTo("ready");
        assertThat(server.get("/api/kb/replaced/documents/a").body()).isEqualTo(before);
        server.post("/api/kb/replaced/documents", "{\"id\": \"a\", \"text\": \"The capital of Italy is Rome.\"}");
        assertThat(server.post("/api/kb/replaced/search", "{\"query\": \"Paris\", \"arms\": [\"bm25\"]}")
                        .data())
                .isEmpty();
        assertThat(server.post("/api/kb/replaced/search", "{\"query\": \"Rome\", \"arms\": [\"bm25\"]}")
                        .data())
                .hasSize(1);
        assertThat(server.get("/api/kb/replaced").body().path("documents").asInt())
                .isEqualTo(1);
    }

    @Test
    void a_deleted_document_is_gone_from_lists_and_searches() {
        server.post("/api/kb", "{\"name\": \"shrinking\"}");
        server.post("/api/kb/shrinking/documents", "{\"id\": \"a/b c\", \"text\": \"Zebras have stripes.\"}");
        assertThat(server.get("/api/kb/shrinking/documents/a/b%20c").status()).isEqualTo(200);
        assertThat(server.delete("/api/kb/shrinking/documents/a/b%20c").status())
                .isEqualTo(204);
        assertThat(server.delete("/api/kb/shrinking/documents/a/b%20c").status())
                .isEqualTo(404);
        assertThat(server.get("/api/kb/shrinking/documents").data()).isEmpty();
        assertThat(server.post("/api/kb/shrinking/search", "{\"query\": \"zebras\"}")
                        .data())
                .isEmpty();
    }

    @Test
    void a_bad_document_does_not_spoil_the_others() {
        server.post("/api/kb", "{\"name\": \"mixed\"}");
        Reply reply = server.post("/api/kb/mixed/documents", """
                [{"id": "good", "text": "A sentence worth finding."},
                 {"id": "bad", "txt": "A sentence."},
                 {"id": "empty", "text": "  "},
                 {"text": "Nameless."},
                 {"id": "meta", "text": "A text.", "metadata": [1]}]""");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.data().findValuesAsString("state"))
                .containsExactly("embedding", "failed", "failed", "failed", "failed");
        assertThat(reply.data().path(1).path("reason").asString()).contains("'txt'", "'text'");
        assertThat(reply.data().path(2).path("reason").asString()).contains("empty");
        assertThat(reply.data().path(3).path("reason").asString()).contains("'id' is missing");
        assertThat(reply.data().path(4).path("reason").asString()).contains("'metadata' must be an object");
        assertThat(server.get("/api/kb/mixed").body().path("documents").asInt()).isEqualTo(1);
    }

    @Test
    void jsonl_names_the_line_that_is_wrong() {
        server.post("/api/kb", "{\"name\": \"lines\"}");
        Reply reply =
                server.send("POST", "/api/kb/lines/documents", """
                {"id": "1", "text": "The first line."}

                {"id": "2", "text":
                {"id": "3", "text": "The last line."}
                """, Map.of("content-type", "application/x-ndjson"));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.data()).hasSize(3);
        assertThat(reply.data().path(1).path("line").asInt()).isEqualTo(3);
        assertThat(reply.data().path(1).path("reason").asString()).startsWith("Line 3 is not JSON");
        assertThat(server.get("/api/kb/lines").body().path("documents").asInt()).isEqualTo(2);
    }

    @Test
    void when_every_document_is_bad_the_answer_is_an_error_with_a_reason_for_each() {
        Reply reply = server.post("/api/kb/contracts/documents", "{\"id\": \"x\", \"text\": \"\"}");
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.message()).contains("'text' is empty");
        assertThat(reply.body().path("error").path("code").asString()).isEqualTo("document_refused");
        assertThat(reply.data().path(0).path("state").asString()).isEqualTo("failed");
        assertThat(server.post("/api/kb/contracts/documents", "[]").status()).isEqualTo(400);
        assertThat(server.post("/api/kb/contracts/documents", "{\"id\": \"x\", ")
                        .status())
                .isEqualTo(400);
        assertThat(server.send("POST", "/api/kb/contracts/documents", "<x/>", Map.of("content-type", "application/xml"))
                        .status())
                .isEqualTo(415);
    }

    @Test
    void files_are_read_by_what_they_are_and_not_by_what_they_are_called() {
        server.post("/api/kb", "{\"name\": \"files\"}");
        Reply reply = form(
                "/api/kb/files/documents",
                part("file\"; filename=\"guide.md", "# Guide\n\nPress the **red** button to stop."),
                part("file\"; filename=\"notes.txt", "%PDF-1.7 binary follows"),
                part("metadata", "{\"team\": \"ops\"}"));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.data().path(0).path("id").asString()).isEqualTo("guide.md");
        assertThat(reply.data().path(1).path("state").asString()).isEqualTo("failed");
        assertThat(reply.data().path(1).path("reason").asString()).contains("a PDF document");
        JsonNode hit = server.post(
                        "/api/kb/files/search", "{\"query\": \"red button\", \"filter\": {\"team\": \"ops\"}}")
                .data()
                .path(0);
        assertThat(hit.path("title").asString()).isEqualTo("Guide");
        assertThat(hit.path("heading").asString()).isEqualTo("Guide");
        assertThat(form("/api/kb/files/documents", part("colour", "red")).message())
                .contains("'colour'");
    }

    @Test
    void a_file_that_cannot_be_read_is_kept_as_failed_until_it_is_corrected_or_removed() {
        server.post("/api/kb", "{\"name\": \"failing\"}");
        Reply refused = form("/api/kb/failing/documents", part("file\"; filename=\"a/old.txt", "%PDF-1.7 binary"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message()).contains("a/old.txt", "a PDF document");

        JsonNode failed =
                server.get("/api/kb/failing/documents?state=failed").data().path(0);
        assertThat(failed.path("id").asString()).isEqualTo("a/old.txt");
        assertThat(failed.path("reason").asString()).contains("a PDF document");
        assertThat(failed.path("bytes").asInt()).isEqualTo("%PDF-1.7 binary".length());
        JsonNode base = server.get("/api/kb/failing").body();
        assertThat(base.path("failed").asInt()).isEqualTo(1);
        assertThat(base.path("unfinished").asInt()).isZero();
        assertThat(server.get("/api/kb/failing/documents/a/old.txt?text=true")
                        .body()
                        .path("text")
                        .asString("?"))
                .isEmpty();

        assertThat(form("/api/kb/failing/documents", part("file\"; filename=\"a/old.txt", "Now it is words."))
                        .status())
                .isEqualTo(200);
        server.awaitReady("failing");
        assertThat(form("/api/kb/failing/documents", part("file\"; filename=\"a/old.txt", "%PDF-1.7 again"))
                        .status())
                .isEqualTo(422);
        JsonNode corrected = server.get("/api/kb/failing/documents/a/old.txt").body();
        assertThat(corrected.path("state").asString()).isEqualTo("ready");
        assertThat(corrected.path("reason").isNull()).isTrue();

        form("/api/kb/failing/documents", part("file\"; filename=\"b.txt", ""));
        assertThat(server.delete("/api/kb/failing/documents/b.txt").status()).isEqualTo(204);
        assertThat(server.get("/api/kb/failing").body().path("failed").asInt()).isZero();
    }

    @Test
    void a_base_that_is_deleted_while_documents_arrive_says_so() throws Exception {
        server.post("/api/kb", "{\"name\": \"short-lived\"}");
        List<Map<String, String>> many = IntStream.range(0, 3000)
                .mapToObj(i -> Map.of("id", "d" + i, "text", "Document number " + i + "."))
                .toList();
        String body = Json.MAPPER.writeValueAsString(many);
        CompletableFuture<Reply> adding =
                CompletableFuture.supplyAsync(() -> server.post("/api/kb/short-lived/documents", body));
        while (server.get("/api/kb/short-lived").body().path("documents").asInt() == 0) {
            Thread.sleep(5);
        }
        assertThat(server.delete("/api/kb/short-lived").status()).isEqualTo(204);

        Reply added = adding.get(60, TimeUnit.SECONDS);
        assertThat(added.status()).as(added.message()).isIn(404, 409);
        assertThat(added.message()).contains("'short-lived'", "deleted");
        assertThat(server.get("/api/kb/short-lived").status()).isEqualTo(404);
        assertThat(server.post("/api/kb", "{\"name\": \"short-lived\"}").status())
                .isEqualTo(201);
        assertThat(server.get("/api/kb/short-lived/documents").data()).isEmpty();
    }

    private static String part(String name, String content) {
        return "--limit\r\ncontent-disposition: form-data; name=\"" + name + "\"\r\n\r\n" + content + "\r\n";
    }

    private static Reply form(String path, String... parts) {
        return server.send(
                "POST",
                path,
                String.join("", parts) + "--limit--\r\n",
                Map.of("content-type", "multipart/form-data; boundary=limit"));
    }

    @Test
    void documents_are_listed_page_by_page_and_by_state() {
        JsonNode first = server.get("/api/kb/contracts/documents?limit=2").body();
        assertThat(first.path("data").findValuesAsString("id")).containsExactly("board", "lease-7");
        JsonNode second = server.get("/api/kb/contracts/documents?limit=2&cursor="
                        + first.path("next").asString())
                .body();
        assertThat(second.path("data").findValuesAsString("id")).containsExactly("loan/2");
        assertThat(second.path("next").isNull()).isTrue();
        assertThat(server.get("/api/kb/contracts/documents?state=failed").data())
                .isEmpty();
        assertThat(server.get("/api/kb/contracts/documents?state=lost").status())
                .isEqualTo(400);
        assertThat(server.get("/api/kb/contracts/documents?cursor=*").status()).isEqualTo(400);
    }

    @Test
    void another_project_sees_nothing_of_it() {
        Map<String, String> other = Map.of("x-project", "two");
        assertThat(server.send("GET", "/api/kb", "", other).data().findValuesAsString("name"))
                .doesNotContain("contracts");
        for (String path : List.of("", "/documents", "/documents/lease-7", "/documents/lease-7?text=true")) {
            assertThat(server.send("GET", "/api/kb/contracts" + path, "", other).status())
                    .as(path)
                    .isEqualTo(404);
        }
        for (String path : List.of("/search", "/explain", "/documents")) {
            assertThat(server.send(
                                    "POST",
                                    "/api/kb/contracts" + path,
                                    path.equals("/documents")
                                            ? "{\"id\": \"lease-7\", \"text\": \"overwritten\"}"
                                            : "{\"query\": \"lease\""
                                                    + (path.equals("/explain")
                                                            ? ", \"document_id\": \"lease-7\"}"
                                                            : "}"),
                                    other)
                            .status())
                    .as(path)
                    .isEqualTo(404);
        }
        for (String path : List.of("", "/documents/lease-7")) {
            assertThat(server.send("DELETE", "/api/kb/contracts" + path, "", other)
                            .status())
                    .isEqualTo(404);
        }
        assertThat(server.send("POST", "/api/kb", "{\"name\": \"contracts\"}", other)
                        .status())
                .isEqualTo(201);
        assertThat(server.send("GET", "/api/kb/contracts/documents", "", other).data())
                .isEmpty();
        assertThat(server.send("DELETE", "/api/kb/contracts", "", other).status())
                .isEqualTo(204);
        assertThat(server.get("/api/kb/contracts/documents/lease-7").status()).isEqualTo(200);
    }

    @Test
    void a_viewer_reads_and_does_not_write() {
        Map<String, String> viewer = Map.of("x-role", "VIEWER");
        assertThat(server.send("POST", "/api/kb/contracts/search", "{\"query\": \"lease\"}", viewer)
                        .status())
                .isEqualTo(200);
        assertThat(server.send("POST", "/api/kb", "{\"name\": \"mine\"}", viewer)
                        .status())
                .isEqualTo(403);
        assertThat(server.send("POST", "/api/kb/contracts/documents", "{}", viewer)
                        .status())
                .isEqualTo(403);
        assertThat(server.send("DELETE", "/api/kb/contracts", "", viewer).status())
                .isEqualTo(403);
    }

    @Test
    void the_documentation_of_weir_is_readable_by_every_project_and_writable_by_none() {
        server.room().installDocs();
        for (String project : List.of("one", "two")) {
            Map<String, String> headers = Map.of("x-project", project);
            Reply found = server.send("POST", "/api/kb/weir-docs/search", "{\"query\": \"server port\"}", headers);
            assertThat(found.data()).isNotEmpty();
            assertThat(server.send("DELETE", "/api/kb/weir-docs", "", headers).status())
                    .isEqualTo(403);
            assertThat(server.send("POST", "/api/kb", "{\"name\": \"weir-docs\"}", headers)
                            .status())
                    .isEqualTo(409);
        }
        assertThat(server.get("/api/kb/weir-docs").body().path("installation").asBoolean())
                .isTrue();
    }
}
