package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.TestingWeir;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Judged queries of a knowledge base: kept, measured and tuned with, through the front door. */
class JudgedQueriesTest {
    private static final List<String> ANIMALS = List.of(
            "zebra",
            "lion",
            "heron",
            "otter",
            "badger",
            "falcon",
            "salmon",
            "tortoise",
            "weasel",
            "gecko",
            "moose",
            "lynx",
            "raven",
            "viper",
            "walrus",
            "ibis",
            "panda",
            "koala",
            "camel",
            "bison",
            "crane",
            "shrew",
            "newt",
            "perch");

    private static TestingWeir weir;
    private static Door owner;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("");
        owner = Door.of(weir);
        created("animals");
        String documents = IntStream.range(0, ANIMALS.size())
                .mapToObj(i -> """
                        {"id": "d%d", "title": "Page %d", "text": "Our guide says where the %s lives and what it eats."}""".formatted(i, i, ANIMALS.get(i)))
                .collect(Collectors.joining(",", "[", "]"));
        assertThat(owner.post("/api/kb/animals/documents", documents).status()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    private static void created(String name) {
        Door.Reply reply = owner.post("/api/kb", "{\"name\": \"" + name + "\"}");
        assertThat(reply.status()).as(reply.text()).isIn(200, 201);
    }

    private static String queries() {
        return IntStream.range(0, ANIMALS.size())
                .mapToObj(i -> "{\"id\": \"q%02d\", \"query\": \"Where does the %s live?\", \"relevant\": [\"d%d\"]}"
                        .formatted(i, ANIMALS.get(i), i))
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void waysOfSearchingAreComparedOnTheBasesOwnQueries() {
        Door.Reply added = owner.post("/api/kb/animals/queries", queries());
        assertThat(added.status()).as(added.text()).isEqualTo(200);
        assertThat(added.json().path("added").asInt()).isEqualTo(ANIMALS.size());

        Door.Reply usual = owner.post("/api/kb/animals/evaluate", "{}");
        assertThat(usual.status()).as(usual.text()).isEqualTo(200);
        assertThat(usual.json().path("data"))
                .extracting(each -> each.path("name").asString())
                .containsExactly("current", "bm25", "dense");

        JsonNode report = owner.post("/api/kb/animals/evaluate", """
                {"configurations": [{"name": "words", "arms": ["bm25"]},
                                    {"name": "rrf", "fusion": {"kind": "rrf"}}]}""").json();
        JsonNode words = report.path("data").path(0);
        assertThat(words.path("questions").asInt()).isEqualTo(ANIMALS.size());
        assertThat(words.at("/measures/ndcg@10/mean").asDouble()).isEqualTo(1);
        assertThat(words.at("/measures/mrr@10/low").asDouble()).isEqualTo(1);
        assertThat(words.at("/measures/precision@10/mean").asDouble()).isLessThan(.11);
        JsonNode compared = report.path("comparisons").path(0);
        assertThat(compared.path("name").asString()).isEqualTo("rrf");
        assertThat(compared.path("against").asString()).isEqualTo("words");
        assertThat(compared.path("measure").asString()).isEqualTo("ndcg@10");
        assertThat(compared.at("/difference/high").asDouble()).isLessThanOrEqualTo(0);

        JsonNode tuned = owner.post("/api/kb/animals/tune", "{\"apply\": true}").json();
        assertThat(tuned.path("questions").asInt()).isEqualTo(ANIMALS.size());
        assertThat(tuned.path("worth_it").asBoolean())
                .isEqualTo(tuned.at("/gain/low").asDouble() > 0);
        assertThat(tuned.path("applied").asBoolean())
                .isEqualTo(tuned.path("worth_it").asBoolean());
        JsonNode set = owner.get("/api/kb/animals").json().path("fusion");
        assertThat(set.equals(tuned.path("fusion")) || !tuned.path("applied").asBoolean())
                .isTrue();
    }

    @Test
    void queriesAreListedByPagesReplacedAndRemoved() {
        created("kept");
        owner.post("/api/kb/kept/queries", queries());
        owner.post("/api/kb/kept/queries", """
                {"id": "q00", "query": "Another?", "grades": {"a": 3, "b": 0}, "source": "feedback"}""");
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = owner.get("/api/kb/kept/queries?limit=10" + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                    .json();
            page.path("data").forEach(query -> ids.add(query.path("id").asString()));
            cursor = page.path("next").asString("");
        } while (!cursor.isEmpty());
        assertThat(ids).hasSize(ANIMALS.size()).doesNotHaveDuplicates().isSorted();
        JsonNode first =
                owner.get("/api/kb/kept/queries?limit=1").json().path("data").path(0);
        assertThat(first.path("query").asString()).isEqualTo("Another?");
        assertThat(first.path("source").asString()).isEqualTo("feedback");
        assertThat(first.at("/grades/a").asInt()).isEqualTo(3);

        assertThat(owner.send("DELETE", "/api/kb/kept/queries/q00", null, Map.of())
                        .status())
                .isEqualTo(204);
        assertThat(owner.send("DELETE", "/api/kb/kept/queries/q00", null, Map.of())
                        .status())
                .isEqualTo(404);
        assertThat(owner.send("DELETE", "/api/kb/kept", null, Map.of()).status())
                .isEqualTo(204);
        created("kept");
        assertThat(owner.get("/api/kb/kept/queries").json().path("data")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "queries; {'query': 'x', 'relevant': ['a']}; id",
                "queries; {'id': 'x', 'relevant': ['a']}; query",
                "queries; {'id': 'x', 'query': 'x'}; relevant",
                "queries; {'id': 'x', 'query': 'x', 'grades': {'a': 11}}; grades",
                "queries; {'id': 'x', 'query': 'x', 'grades': {'a': 0}}; relevant",
                "queries; {'id': 'x', 'query': 'x', 'relevant': ['a'], 'source': 'me'}; source",
                "evaluate; {'configurations': []}; configurations",
                "evaluate; {'configurations': [{'arms': ['bm25']}]}; name",
                "evaluate; {'configurations': [{'name': 'a', 'arms': ['sparse']}]}; arms",
                "evaluate; {'configurations': [{'name': 'a', 'fusion': 'borda'}]}; fusion.kind",
                "evaluate; {'configurations': [{'name': 'a'}, {'name': 'a'}]}; configurations"
            })
    void whatIsWrongIsNamed(String route, String body, String field) {
        Door.Reply reply = owner.post("/api/kb/animals/" + route, body.replace('\'', '"'));
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.json().at("/error/field").asString()).isEqualTo(field);
    }

    @Test
    void withoutQueriesThereIsNothingToMeasure() {
        created("bare");
        Door.Reply reply = owner.post("/api/kb/bare/evaluate", "{}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("0 judged queries").contains("/api/kb/bare/queries");
        owner.post("/api/kb/bare/queries", "{\"id\": \"q\", \"query\": \"x\", \"relevant\": [\"a\"]}");
        assertThat(owner.post("/api/kb/bare/tune", "{}").text()).contains("at least 20");
        assertThat(owner.post("/api/kb/none/evaluate", "{}").status()).isEqualTo(404);
    }
}
