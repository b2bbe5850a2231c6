package dev.weir.tests;

import dev.weir.app.Weir;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Behaviour;
import dev.weir.simulator.ChatSeen;
import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import dev.weir.simulator.Trigger;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A working day at an outdoor shop whose service desk uses Weir: made up, but everything in it came through the front
 * door of a real server. Upstream is the simulator; prices and latencies are like those of the models it plays.
 */
final class ShopDay implements AutoCloseable {
    /** Exchanges in each hour from six o'clock on. */
    private static final int[] HOURS = {5, 16, 31, 44, 52, 47, 33, 42, 55, 49, 26};

    private static final int AT_ONCE = 5;
    private static final List<String> DOCUMENTS =
            List.of("returns.md", "warranty.md", "shipping.md", "gift-cards.md", "membership.md", "stove-care.html");
    private static final Map<String, String> ANSWERS = Map.of(
            "How many days do I have to return a tent?",
            "You have 45 days from the day on which the carrier records the delivery [1]. The tent must be unused, dry and"
                    + " complete with its pegs [1].",
            "Can I send back a stove that I lit once?",
            "No. A stove that was lit cannot be taken back [1], and fuel canisters are never returnable [1].",
            "How long does a repair take in June?",
            "Between April and July a repair takes up to four weeks [1].",
            "What does a new zip cost?",
            "A zip costs 35 euros [1]; members have ten per cent off repairs [2].",
            "When does my gift card expire?",
            "It is valid for three years, counted from the end of the year in which you bought it [1].",
            "Is shipping to Austria free?",
            "Shipping is free from 60 euros; below that it costs 9.90 euros within the European Union [1].");
    private static final List<String> QUESTIONS =
            ANSWERS.keySet().stream().sorted().toList();
    private static final List<String> CHATTER = List.of(
            "Summarise this conversation in two sentences for the next agent.",
            "Classify this mail: return, warranty, shipping or other?",
            "Write a friendly reply that says the parcel left the warehouse today.",
            "Translate the reply into German.",
            "Which of these three subject lines is the clearest?");

    private final Random random = new Random(7);
    private final TurnedClock clock;
    private final Simulator upstream;
    private final Weir weir;
    private final Door support;
    private final Map<String, Door> keys = new HashMap<>();
    private String batch = "";

    private ShopDay(Path data) throws IOException {
        this.clock = new TurnedClock(Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(6)));
        this.upstream = Simulator.start(SimulatorOptions.defaults().withScript(script()));
        this.weir = Servers.start(data, Map.of(), yaml(), clock);
        this.support = new Door(url(), Servers.ADMIN_KEY);
    }

    /** Lives through the whole day. */
    static ShopDay spend(Path data) throws IOException, InterruptedException {
        ShopDay day = new ShopDay(data);
        day.openShop();
        day.batch = day.batches();
        for (int exchanges : HOURS) {
            day.spendHour(exchanges);
        }
        return day;
    }

    private String yaml() {
        return """
                providers:
                  openai: {kind: openai, base_url: '%1$s', api_key: none, allow_private: true}
                  mistral: {kind: openai, base_url: '%1$s', api_key: none, allow_private: true}
                  local: {kind: openai, base_url: '%1$s', api_key: none, allow_private: true}
                models:
                  small: {deployments: [{provider: openai, model: gpt-4.1-mini}]}
                  support-main:
                    deployments:
                      - {provider: openai, model: gpt-4.1, rpm: 300, tpm: 200000, regions: [eu], capabilities: [vision, tools]}
                      - {provider: local, model: llama3.2, context: 8192, concurrency: 4}
                  drafts: {deployments: [{provider: local, model: llama3.2}]}
                  replies:
                    strategy: weighted
                    deployments:
                      - {provider: openai, model: gpt-4.1-mini, weight: 3, rpm: 500}
                      - {provider: mistral, model: mistral-small-latest, weight: 1, rpm: 60}
                  escalations:
                    hedge: {after: p95}
                    deployments:
                      - {provider: mistral, model: mistral-large-latest, regions: [eu], rpm: 60}
                      - {provider: openai, model: gpt-4.1, rpm: 300, tpm: 200000, regions: [eu]}
                      - {provider: local, model: llama3.2, context: 8192, concurrency: 4}
                  triage: {deployments: [{provider: mistral, model: mistral-small-latest}]}
                prices:
                  gpt-4.1: {input: 2.00, cached_input: 0.50, output: 8.00}
                  gpt-4.1-mini: {input: 0.40, cached_input: 0.10, output: 1.60}
                  mistral-small-latest: {input: 0.10, output: 0.30}
                  mistral-large-latest: {input: 2.00, output: 6.00}
                  llama3.2: {input: 0, output: 0}
                """.formatted(upstream.baseUri());
    }

    private static Script script() {
        Answer answer = new Answer.Computed(ShopDay::reply);
        Behaviour base = Behaviour.DEFAULT.withAnswer(answer);
        return Script.DEFAULT
                .withSeed(11)
                .withModel("gpt-4.1", base.withPace(new Pace(Duration.ofMillis(420), 90, 0.5)))
                .withModel("gpt-4.1-mini", base.withPace(new Pace(Duration.ofMillis(190), 140, 0.5)))
                .withModel("mistral-small-latest", base.withPace(new Pace(Duration.ofMillis(160), 160, 0.5)))
                .withModel("llama3.2", base.withPace(new Pace(Duration.ofMillis(90), 60, 0.5)))
                .withModel("mistral-large-latest", base.withPace(new Pace(Duration.ofMillis(380), 80, 0.5)))
                .withFault(rule(new Fault.Status(503, Map.of(), null), 1, "mistral-large-latest"))
                .withFault(rule(new Fault.Status(503, Map.of(), null), 29, "gpt-4.1-mini"))
                .withFault(rule(new Fault.Status(429, Map.of("retry-after", "20"), null), 31, "gpt-4.1"))
                .withFault(rule(new Fault.Cut(9, false), 24, "llama3.2"));
    }

    private static FaultRule rule(Fault fault, int every, String model) {
        return new FaultRule(fault, new Trigger.Every(every), Set.of(model));
    }

    private static String reply(ChatSeen seen) {
        String asked = seen.lastUserMessage();
        return ANSWERS.entrySet().stream()
                .filter(known -> asked.contains(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("The customer bought a tent in May and asks whether it can still be returned. The order was"
                        + " delivered on 12 May, so the time ends on 26 June; a label was sent.");
    }

    private void openShop() throws InterruptedException {
        demand(support.post("/api/projects", "{\"name\": \"support\"}"), 201);
        for (String name : List.of("web-chat", "mail-triage", "night-batch", "old-prototype")) {
            keys.put(name, key(name, "developer"));
        }
        key("ines", "owner");
        key("audit", "viewer");
        addBase("help-center", DOCUMENTS, ShopDay::document);
        addBase(
                "decisions",
                List.of("0001-dialects-are-platform.md", "0004-journal-is-binary.md", "0006-own-router.md"),
                ShopDay::decision);
    }

    private Door key(String name, String role) {
        String body = JsonMapper.shared().writeValueAsString(Map.of("name", name, "role", role, "project", "support"));
        return new Door(
                url(),
                demand(support.post("/api/keys", body), 201).json().path("key").asString());
    }

    private Door caller(String key) {
        return Objects.requireNonNull(keys.get(key), key);
    }

    private void addBase(String base, List<String> names, UnaryOperator<String> text) throws InterruptedException {
        Door door = caller("web-chat");
        demand(door.post("/api/kb", JsonMapper.shared().writeValueAsString(Map.of("name", base))), 201);
        List<Map<String, String>> documents = new ArrayList<>();
        for (String name : names) {
            documents.add(Map.of(
                    "id",
                    name,
                    "title",
                    name,
                    "format",
                    name.endsWith(".html") ? "html" : "markdown",
                    "text",
                    text.apply(name)));
        }
        String path = "/api/kb/" + base + "/documents";
        demand(door.post(path, JsonMapper.shared().writeValueAsString(documents)), 200);
        Eventually.within(
                Duration.ofSeconds(60),
                base,
                () -> door.get(path).text().split("\"ready\"", -1).length == names.size() + 1);
    }

    private static String document(String name) {
        try (InputStream in = Objects.requireNonNull(ShopDay.class.getResourceAsStream("help-center/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String decision(String name) {
        try {
            return Files.readString(Path.of(System.getProperty("weir.root"), "docs", "decisions", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Door.Reply demand(Door.Reply reply, int status) {
        if (reply.status() != status) {
            throw new IllegalStateException(reply.status() + ": " + reply.text());
        }
        return reply;
    }

    private void spendHour(int exchanges) {
        for (int done = 0; done < exchanges; done += AT_ONCE) {
            int now = Math.min(AT_ONCE, exchanges - done);
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < now; i++) {
                    Runnable call = call(random.nextInt(100));
                    callers.execute(call);
                }
            }
            clock.forward(Duration.ofSeconds(3500L * now / exchanges - random.nextInt(20)));
        }
    }

    private Runnable call(int draw) {
        String question = QUESTIONS.get(random.nextInt(QUESTIONS.size()));
        String chatter = CHATTER.get(random.nextInt(CHATTER.size()));
        if (draw < 38) {
            return () -> chat("web-chat", "small", question, "help-center", true);
        }
        if (draw < 58) {
            return () -> chat("web-chat", "support-main", question, "help-center", true);
        }
        if (draw < 80) {
            return () -> chat("mail-triage", "triage", chatter, "", false);
        }
        if (draw < 90) {
            return () -> chat("night-batch", draw % 2 == 0 ? "drafts" : "replies", chatter, "", draw % 4 == 0);
        }
        if (draw < 98) {
            return () -> chat("web-chat", "weir/extractive", question, "help-center", true);
        }
        return () -> chat("old-prototype", draw < 99 ? "gpt-3" : "small", chatter, "", false);
    }

    private Door.Reply chat(String key, String model, String text, String base, boolean stream) {
        Map<String, Object> body = new HashMap<>(
                Map.of("model", model, "stream", stream, "messages", List.of(Map.of("role", "user", "content", text))));
        if (!base.isEmpty()) {
            body.put("weir", Map.of("knowledge", List.of(base)));
        }
        return caller(key).post("/v1/chat/completions", JsonMapper.shared().writeValueAsString(body));
    }

    /** One more question about the returns; its exchange's id. */
    String lastQuestion() {
        return chat("web-chat", "support-main", "How many days do I have to return a tent?", "help-center", true)
                .header("x-weir-exchange-id");
    }

    /** A provider stops answering; the exchange of a call that was answered nevertheless. */
    String trouble() {
        String exchange = "";
        for (int i = 0; i < 6; i++) {
            String question = QUESTIONS.get(i % QUESTIONS.size());
            Door.Reply reply = chat("web-chat", "escalations", question, "help-center", true);
            exchange = i < 4 ? reply.header("x-weir-exchange-id") : exchange;
        }
        return exchange;
    }

    /** Two batches of the night, of which one makes no sense; the id of the other. */
    private String batches() throws InterruptedException {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            lines.add(JsonMapper.shared()
                    .writeValueAsString(Map.of(
                            "custom_id",
                            "summary-" + i,
                            "method",
                            "POST",
                            "url",
                            "/v1/chat/completions",
                            "body",
                            Map.of(
                                    "model",
                                    i % 20 == 7 ? "gpt-3" : "small",
                                    "messages",
                                    List.of(Map.of("role", "user", "content", CHATTER.get(i % CHATTER.size())))))));
        }
        String wrong = order("returns-of-may.jsonl", List.of(lines.getFirst(), lines.getFirst(), "{}"));
        String right = order("nightly-summaries.jsonl", lines);
        for (String id : List.of(wrong, right)) {
            Eventually.within(
                    Duration.ofSeconds(60),
                    "The batch",
                    () -> caller("night-batch").get("/v1/batches/" + id).text().contains("\"completed_at\":1")
                            || caller("night-batch")
                                    .get("/v1/batches/" + id)
                                    .text()
                                    .contains("\"failed_at\":1"));
        }
        return right;
    }

    /** A batch of the night that was worked off. */
    String batch() {
        return batch;
    }

    private String order(String name, List<String> lines) {
        String form = "--b\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--b\r\n"
                + "content-disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n"
                + String.join("\n", lines) + "\r\n--b--\r\n";
        Door door = caller("night-batch");
        String file = demand(
                        door.send("POST", "/v1/files", form, Map.of("content-type", "multipart/form-data; boundary=b")),
                        200)
                .json()
                .path("id")
                .asString();
        String body = JsonMapper.shared()
                .writeValueAsString(
                        Map.of("input_file_id", file, "endpoint", "/v1/chat/completions", "completion_window", "24h"));
        return demand(door.post("/v1/batches", body), 200).json().path("id").asString();
    }

    /** The address of the passage that answers it. */
    String citedPassage() {
        String body = """
                {"model": "weir/extractive", "weir": {"knowledge": ["help-center"]},
                 "messages": [{"role": "user", "content": "How many days do I have to return a tent?"}]}""";
        JsonNode citation = demand(caller("web-chat").post("/v1/chat/completions", body), 200)
                .json()
                .at("/weir/citations/0");
        return "/console/knowledge/help-center/documents/"
                + citation.path("document_id").asString() + "?start="
                + citation.at("/span/start").asInt() + "&end="
                + citation.at("/span/end").asInt() + "#cited";
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + weir.port());
    }

    /** A key of an owner of the project, who signs in to look around. */
    String ownersKey() {
        return String.valueOf(key("marta", "owner").key());
    }

    void revokePrototype() {
        support.get("/api/keys?project=support").json().path("data").forEach(key -> {
            if (key.path("name").asString().equals("old-prototype")) {
                support.send("DELETE", "/api/keys/" + key.path("id").asString() + "?project=support", null, Map.of());
            }
        });
    }

    @Override
    public void close() {
        weir.close();
        upstream.close();
    }
}
