package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.classifier.Classifiers;
import dev.weir.classifier.LabelledPrompt;
import dev.weir.testkit.TestingWeir;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The deployment follows from what kind of prompt it is. */
class ClassifierTest {
    private static final String CODE = "Write a Java method that removes duplicates from a linked list.";
    private static final String CHAT = "Hello, how was your day?";

    private static TestingWeir weir;

    @BeforeAll
    static void start() throws InterruptedException {
        weir = TestingWeir.start("""
                models:
                  routed:
                    strategy: classifier
                    deployments: [{provider: sim, model: small}, {provider: sim, model: big}, {provider: sim, model: words}]
                    classifier:
                      classes: {code: big, math: sim/big, translate: words}
                      min_probability: 0.5
                      otherwise: small
                  sure:
                    strategy: classifier
                    deployments: [{provider: sim, model: small}, {provider: sim, model: big}]
                    classifier: {classes: {code: big}, min_probability: 1}
                """);
        Eventually.within(
                Duration.ofSeconds(60),
                "the shipped classifier",
                () -> explained(CODE).path("reasons").has("kind"));
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    private static String chat(String model, String text) {
        return JsonMapper.shared()
                .writeValueAsString(
                        Map.of("model", model, "messages", List.of(Map.of("role", "user", "content", text))));
    }

    private static JsonNode explained(String text) {
        return Door.of(weir).post("/api/routes/explain", chat("routed", text)).json();
    }

    @Test
    void theKindDecidesAndIsShownWithItsProbability() {
        JsonNode code = explained(CODE);
        assertThat(code.at("/reasons/kind").asString()).isEqualTo("code");
        assertThat(code.at("/reasons/class").asString()).isEqualTo("code");
        assertThat(Double.parseDouble(code.at("/reasons/kind.probability").asString()))
                .isBetween(0.5, 1.0);
        assertThat(code.at("/chosen/0/deployment").asString()).isEqualTo("sim/big");
        assertThat(explained(CHAT).at("/chosen/0/deployment").asString()).isEqualTo("sim/small");
        assertThat(explained("Translate \"see you tomorrow\" into Danish.")
                        .at("/chosen/0/deployment")
                        .asString())
                .isEqualTo("sim/words");
    }

    @Test
    void theTraceShowsTheClass() {
        Door.Reply reply = Door.of(weir).post("/v1/chat/completions", chat("routed", CODE));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        JsonNode exchange = Door.of(weir)
                .get("/api/exchanges/" + reply.header("x-weir-exchange-id"))
                .json();
        assertThat(exchange.path("deployment").asString()).isEqualTo("sim/big");
        JsonNode routing = exchange.path("spans")
                .valueStream()
                .filter(span -> span.path("name").asString().equals("routing"))
                .findFirst()
                .orElseThrow()
                .path("attributes");
        assertThat(routing.path("kind").asString()).isEqualTo("code");
        assertThat(routing.path("kind.probability").asString()).startsWith("0.");
        assertThat(routing.path("classifier").asString()).isEqualTo("prompts version 1");
    }

    @Test
    void whatIsNotProbableEnoughGoesToTheDefault() {
        JsonNode explained =
                Door.of(weir).post("/api/routes/explain", chat("sure", CODE)).json();
        assertThat(explained.at("/chosen/0/deployment").asString()).isEqualTo("sim/small");
        assertThat(explained.at("/reasons/class").asString()).startsWith("none");
    }

    @Test
    void theShippedOneIsBetterThanGuessing() {
        JsonNode shipped = Door.of(weir)
                .get("/api/classifiers")
                .json()
                .path("data")
                .valueStream()
                .filter(each -> each.path("name").asString().equals(Classifiers.SHIPPED))
                .findFirst()
                .orElseThrow();
        assertThat(shipped.at("/kind/accuracy").asDouble()).isGreaterThan(.6);
        assertThat(shipped.at("/complexity/accuracy").asDouble()).isGreaterThan(.7);
    }

    @Test
    void aTrainedOneOutlivesARestartAndCanBeRolledBack() throws IOException {
        List<LabelledPrompt> examples = new ArrayList<>();
        for (String animal : List.of("cat", "dog", "horse", "cow", "goat", "sheep")) {
            examples.add(new LabelledPrompt("How do I feed my " + animal + "?", "animals", null));
        }
        for (String thing : List.of("car", "bicycle", "tram", "train", "lorry", "boat")) {
            examples.add(new LabelledPrompt("How do I repair my " + thing + "?", "vehicles", null));
        }
        Door door = Door.of(weir);
        String body = JsonMapper.shared().writeValueAsString(Map.of("name", "mine", "examples", examples));
        Door.Reply trained = door.post("/api/classifiers", body);
        assertThat(trained.status()).as(trained.text()).isEqualTo(201);
        assertThat(trained.json().path("version").asInt()).isEqualTo(1);
        assertThat(door.post("/api/classifiers", body).json().path("version").asInt())
                .isEqualTo(2);
        weir.restart();
        JsonNode found = Door.of(weir)
                .post("/api/classifiers/mine/classify", "{\"text\": \"What does a donkey eat?\"}")
                .json();
        assertThat(found.at("/kind/label").asString()).isEqualTo("animals");
        assertThat(found.path("version").asInt()).isEqualTo(2);
        assertThat(found.path("complexity").isNull()).isTrue();
        Door again = Door.of(weir);
        assertThat(again.post("/api/classifiers", body).json().path("version").asInt())
                .isEqualTo(3);
        assertThat(again.send("PUT", "/api/classifiers/mine/version", "{\"version\": 1}", Map.of())
                        .status())
                .isEqualTo(200);
        assertThat(version(again)).isEqualTo(1);
        JsonNode versions = again.get("/api/classifiers/mine/versions").json();
        assertThat(versions.path("in_use").asInt()).isEqualTo(1);
        assertThat(versions.path("data")).hasSize(3);
        assertThat(again.send("PUT", "/api/classifiers/mine/version", "{\"version\": 9}", Map.of())
                        .json()
                        .at("/error/hint")
                        .asString())
                .isEqualTo("There is 1, 2, 3.");
        weir.restart();
        assertThat(version(Door.of(weir))).isEqualTo(1);
        assertThat(Door.of(weir)
                        .send("PUT", "/api/classifiers/mine/version", "{\"version\": 3}", Map.of())
                        .status())
                .isEqualTo(200);
        Files.writeString(weir.data().resolve("classifiers/mine/in-use"), "damaged");
        assertThat(Door.of(weir)
                        .get("/api/classifiers/mine/versions")
                        .json()
                        .path("in_use")
                        .asInt())
                .isEqualTo(3);
        assertThat(Door.of(weir)
                        .send("DELETE", "/api/classifiers/mine/newest", null, Map.of())
                        .json()
                        .path("version")
                        .asInt())
                .isEqualTo(2);
        assertThat(Door.of(weir)
                        .send("DELETE", "/api/classifiers/mine/newest", null, Map.of())
                        .json()
                        .path("version")
                        .asInt())
                .isEqualTo(1);
    }

    private static int version(Door door) {
        return door.post("/api/classifiers/mine/classify", "{\"text\": \"What does a donkey eat?\"}")
                .json()
                .path("version")
                .asInt();
    }

    @Test
    void whatCannotBeLearnedFromIsRefusedAndNamed() {
        Door door = Door.of(weir);
        Door.Reply few = door.post("/api/classifiers", """
                {"name": "few", "examples": [{"text": "a", "kind": "x"}, {"text": "b", "kind": "y"}]}""");
        assertThat(few.status()).isEqualTo(400);
        assertThat(few.json().at("/error/message").asString()).contains("label 'x' has 1 examples, at least 5");
        Door.Reply empty = door.post("/api/classifiers", """
                {"name": "few", "examples": [{"text": "a"}, {"text": " "}]}""");
        assertThat(empty.json().at("/error/field").asString()).isEqualTo("examples[1].text");
        assertThat(door.post("/api/classifiers", "{\"name\": \"../up\", \"examples\": []}")
                        .json()
                        .at("/error/field")
                        .asString())
                .isEqualTo("name");
        assertThat(door.post("/api/classifiers/nobody/classify", "{\"text\": \"a\"}")
                        .status())
                .isEqualTo(404);
    }

    /** Both models manage animals nearly as well, only the dear one vehicles. */
    @Test
    void resultsOfAnEvaluationSayWhichModelIsGoodEnough() {
        List<Map<String, Object>> results = new ArrayList<>();
        for (String animal : List.of("cat", "dog", "horse", "rabbit", "hamster", "goldfish")) {
            result(results, "How do I feed my " + animal + "?", 0.9, 0.93);
        }
        for (String thing : List.of("car", "bicycle", "tram", "train", "lorry", "boat")) {
            result(results, "How do I repair my " + thing + "?", 0.4, 0.9);
        }

        Door.Reply trained = Door.of(weir)
                .post(
                        "/api/classifiers",
                        JsonMapper.shared().writeValueAsString(Map.of("name", "frugal", "results", results)));

        assertThat(trained.status()).as(trained.text()).isEqualTo(201);
        assertThat(kind("How do I feed my guinea pig?")).isEqualTo("cheap");
        assertThat(kind("How do I repair my motorcycle?")).isEqualTo("dear");
    }

    private static void result(List<Map<String, Object>> results, String text, double cheap, double dear) {
        results.add(Map.of("text", text, "model", "cheap", "score", cheap, "cost", 0.0001));
        results.add(Map.of("text", text, "model", "dear", "score", dear, "cost", 0.002));
    }

    private static String kind(String text) {
        return Door.of(weir)
                .post("/api/classifiers/frugal/classify", JsonMapper.shared().writeValueAsString(Map.of("text", text)))
                .json()
                .at("/kind/label")
                .asString();
    }

    @Test
    void aResultWithoutAScoreIsRefusedByItsPlace() {
        Door.Reply reply = Door.of(weir).post("/api/classifiers", """
                {"name": "frugal", "results": [{"text": "a", "model": "m", "cost": 0}]}""");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/error/field").asString()).isEqualTo("results[0].score");
        assertThat(Door.of(weir)
                        .post("/api/classifiers", "{\"name\": \"frugal\", \"results\": [null]}")
                        .json()
                        .at("/error/field")
                        .asString())
                .isEqualTo("results[0].text");
        assertThat(Door.of(weir)
                        .post("/api/classifiers", "{\"name\": \"a\", \"examples\": [], \"results\": []}")
                        .status())
                .isEqualTo(400);
    }
}
