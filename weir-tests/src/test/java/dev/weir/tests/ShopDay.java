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
import dev.weir.testkit.TurnedClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
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
 * A working day at an outdoor shop whose service desk uses Weir, and the weeks before it, in which time went faster: made
 * up, but everything in it came through the front door of a real server. Upstream is the simulator; prices and latencies
 * are like those of the models it plays.
 */
final class ShopDay implements AutoCloseable {
    /** Exchanges in each hour from six o'clock on. */
    private static final int[] HOURS = {5, 16, 31, 44, 52, 47, 33, 42, 55, 49, 26};

    private static final Instant MORNING = Instant.parse("2026-11-20T06:00:00Z");

    /** Enough for a month that is over and has its invoice, and four weeks for a forecast to rest on. */
    private static final int DAYS_BEFORE = 32;

    private static final int NIGHTLY_REPORTS = 6;
    private static final int REPORT_TOKENS = 620;
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
    private static final List<String> AGENTS = List.of("lea", "omar", "tom");
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
    private final Map<String, Door> keys = new HashMap<>();
    private final Map<String, String> ids = new HashMap<>();
    private final ShopBooks books;
    private String batch = "";

    private ShopDay(Path data) throws IOException {
        this.clock = new TurnedClock(MORNING.minus(Duration.ofDays(DAYS_BEFORE)));
        this.upstream = Simulator.start(SimulatorOptions.defaults().withScript(quick()));
        this.weir = Servers.start(data, Map.of(), yaml(upstream.baseUri()), clock);
        Door first = new Door(url(), Servers.ADMIN_KEY);
        String owner = "{\"name\": \"marta\", \"role\": \"owner\", \"project\": \"support\", \"all_projects\": true}";
        demand(first.post("/api/projects", "{\"name\": \"support\"}"), 201);
        JsonNode marta = demand(first.post("/api/keys", owner), 201).json();
        keys.put("marta", first.withKey(marta.path("key").asString()));
        this.books = new ShopBooks(caller("marta"));
    }

    /** Lives through the weeks before, and then the whole day. */
    static ShopDay spend(Path data) throws IOException, InterruptedException {
        ShopDay day = new ShopDay(data);
        day.openShop();
        day.books.open(day.ids);
        for (int before = DAYS_BEFORE; before > 0; before--) {
            day.spendQuickly(MORNING.minus(Duration.ofDays(before)));
        }
        day.turnTo(MORNING.minus(Duration.ofHours(4)));
        all(day.reports(NIGHTLY_REPORTS));
        day.turnTo(MORNING);
        day.books.tighten(day.ids);
        day.upstream.script(script());
        day.batch = day.batches();
        for (int exchanges : HOURS) {
            day.spendHour(exchanges, AT_ONCE);
        }
        return day;
    }

    private void turnTo(Instant time) {
        clock.forward(Duration.between(clock.instant(), time));
    }

    /** A day on which models answer at once and nothing goes wrong. */
    private void spendQuickly(Instant morning) {
        turnTo(morning.minus(Duration.ofHours(4)));
        if (morning.atOffset(ZoneOffset.UTC).getDayOfMonth() == 2) {
            books.closeMonthBefore(morning);
        }
        if (morning.equals(MORNING.minus(Duration.ofDays(7)))) {
            books.correct(ids);
        }
        boolean weekend = morning.atOffset(ZoneOffset.UTC).getDayOfWeek().getValue() > 5;
        all(reports(weekend ? NIGHTLY_REPORTS / 3 : NIGHTLY_REPORTS - random.nextInt(2)));
        double busy = (weekend ? 0.5 : 0.9) + random.nextDouble(0.2);
        for (int hour = 0; hour < HOURS.length; hour++) {
            turnTo(morning.plus(Duration.ofHours(hour)).plusSeconds(60L + random.nextInt(3000)));
            int exchanges = (int) Math.round(HOURS[hour] * busy);
            spendHour(exchanges, exchanges);
        }
    }

    static String yaml(Object upstream) {
        return """
                providers:
                  openai: {kind: openai, base_url: '%1$s', api_key: none, allow_private: true}
                  mistral: {kind: openai, base_url: '%1$s', api_key: none, allow_private: true}
                  local: {kind: openai, base_url: '%1$s', api_key: none, allow_private: true}
                  anthropic: {kind: anthropic, base_url: '%1$s', api_key: none, allow_private: true}
                cache: {ttl: 12h}
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
                  reports: {deployments: [{provider: anthropic, model: claude-opus-4-1}]}
                prices:
                  gpt-4.1: {input: 2.00, cached_input: 0.50, output: 8.00}
                  gpt-4.1-mini: {input: 0.40, cached_input: 0.10, output: 1.60}
                  mistral-small-latest: {input: 0.10, output: 0.30}
                  mistral-large-latest: {input: 2.00, output: 6.00}
                  claude-opus-4-1: {input: 15.00, cached_input: 1.50, output: 75.00}
                  llama3.2: {input: 0, output: 0}
                """.formatted(upstream);
    }

    private static Script quick() {
        Behaviour base = Behaviour.DEFAULT.withAnswer(new Answer.Computed(ShopDay::reply));
        Script script = Script.DEFAULT.withSeed(11);
        for (String model :
                List.of("gpt-4.1", "gpt-4.1-mini", "mistral-small-latest", "llama3.2", "mistral-large-latest")) {
            script = script.withModel(model, base);
        }
        return script.withModel("claude-opus-4-1", base.withAnswer(new Answer.Lorem(REPORT_TOKENS)));
    }

    private static Script script() {
        Behaviour base = Behaviour.DEFAULT.withAnswer(new Answer.Computed(ShopDay::reply));
        return quick().withModel("gpt-4.1", base.withPace(new Pace(Duration.ofMillis(420), 90, 0.5)))
                .withModel("gpt-4.1-mini", base.withPace(new Pace(Duration.ofMillis(190), 140, 0.5)))
                .withModel("mistral-small-latest", base.withPace(new Pace(Duration.ofMillis(160), 160, 0.5)))
                .withModel("llama3.2", base.withPace(new Pace(Duration.ofMillis(90), 60, 0.5)))
                .withModel("mistral-large-latest", base.withPace(new Pace(Duration.ofMillis(380), 80, 0.5)))
                .withFault(rule(new Fault.Status(503, Map.of(), null), 1, "mistral-large-latest"))
                .withFault(rule(new Fault.Status(503, Map.of(), null), 29, "gpt-4.1-mini"))
                .withFault(rule(new Fault.Status(429, Map.of("retry-after", "20"), null), 31, "gpt-4.1"))
                .withFault(rule(new Fault.Cut(9, false), 41, "gpt-4.1"))
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
        demand(caller("marta").post("/api/projects", "{\"name\": \"warehouse\"}"), 201);
        keys.put("stock-notes", key("stock-notes", "developer", "warehouse"));
        for (String name : List.of("web-chat", "mail-triage", "night-batch", "old-prototype")) {
            keys.put(name, key(name, "developer", "support"));
        }
        key("ines", "owner", "support");
        key("audit", "viewer", "support");
        addBase("help-center", DOCUMENTS, ShopDay::document);
        addBase(
                "decisions",
                List.of("0001-dialects-are-platform.md", "0004-journal-is-binary.md", "0006-own-router.md"),
                ShopDay::decision);
    }

    private Door key(String name, String role, String project) {
        String body = JsonMapper.shared().writeValueAsString(Map.of("name", name, "role", role, "project", project));
        JsonNode made = demand(caller("marta").post("/api/keys", body), 201).json();
        ids.put(name, made.path("id").asString());
        return new Door(url(), made.path("key").asString());
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

    private void spendHour(int exchanges, int atOnce) {
        for (int done = 0; done < exchanges; done += atOnce) {
            int now = Math.min(atOnce, exchanges - done);
            List<Runnable> calls = new ArrayList<>();
            for (int i = 0; i < now; i++) {
                calls.add(call(random.nextInt(100)));
            }
            all(calls);
            clock.forward(Duration.ofSeconds(3500L * now / exchanges - random.nextInt(20)));
        }
    }

    private static void all(List<Runnable> calls) {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            calls.forEach(callers::execute);
        }
    }

    private Runnable call(int draw) {
        String question = QUESTIONS.get(random.nextInt(QUESTIONS.size()));
        String mail = CHATTER.get(random.nextInt(CHATTER.size())) + "\n\n" + quoted(4 + random.nextInt(12));
        String agent = AGENTS.get(random.nextInt(AGENTS.size()));
        String team = random.nextInt(3) == 0 ? "returns" : "service";
        ShopCall chat = new ShopCall("small", question).knowing("help-center").tagged("team", team);
        if (draw < 10) {
            return () -> say("web-chat", chat.cached());
        }
        if (draw < 38) {
            return () -> say("web-chat", chat.streamed());
        }
        if (draw < 58) {
            String rules = document("returns.md") + document("shipping.md") + document("warranty.md");
            return () -> say(
                    "web-chat", chat.of("support-main").after(rules).by(agent).streamed());
        }
        if (draw < 80) {
            return () -> say(
                    "mail-triage",
                    new ShopCall("triage", mail).tagged("team", team).by(agent));
        }
        if (draw < 90) {
            ShopCall reply = new ShopCall(draw % 2 == 0 ? "drafts" : "replies", mail).tagged("team", "marketing");
            return () -> say("night-batch", draw % 4 == 0 ? reply.streamed() : reply);
        }
        if (draw < 96) {
            return () -> say("web-chat", chat.of("weir/extractive").streamed());
        }
        if (draw < 98) {
            return () -> say("stock-notes", new ShopCall("small", mail).tagged("team", "warehouse"));
        }
        return () -> say("old-prototype", new ShopCall(draw < 99 ? "gpt-3" : "small", mail));
    }

    /** The night's reports on all that customers wrote, for which the shop takes its dearest model. */
    private List<Runnable> reports(int count) {
        List<Runnable> reports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String mails = "Write the report of the day from these mails.\n\n" + quoted(90 + random.nextInt(60));
            reports.add(() -> say("night-batch", new ShopCall("reports", mails).tagged("team", "marketing")));
        }
        return reports;
    }

    /** So many paragraphs of what customers quote. */
    private String quoted(int paragraphs) {
        StringBuilder mail = new StringBuilder();
        for (int i = 0; i < paragraphs; i++) {
            String[] text = document(DOCUMENTS.get(random.nextInt(DOCUMENTS.size() - 1)))
                    .split("\n\n");
            mail.append("> ").append(text[random.nextInt(text.length)]).append("\n\n");
        }
        return mail.toString();
    }

    private Door.Reply say(String key, ShopCall call) {
        return caller(key).post("/v1/chat/completions", call.body());
    }

    /** One more question about the returns; its exchange's id. */
    String lastQuestion() {
        ShopCall question = new ShopCall("support-main", "How many days do I have to return a tent?");
        return say(
                        "web-chat",
                        question.knowing("help-center")
                                .tagged("team", "returns")
                                .by("lea")
                                .streamed())
                .header("x-weir-exchange-id");
    }

    /** A provider stops answering; the exchange of a call that was answered nevertheless. */
    String trouble() {
        String exchange = "";
        for (int i = 0; i < 6; i++) {
            String question = QUESTIONS.get(i % QUESTIONS.size());
            Door.Reply reply = say(
                    "web-chat",
                    new ShopCall("escalations", question).knowing("help-center").streamed());
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

    /** The key of an owner who may see all projects, and signs in to look around. */
    String ownersKey() {
        return String.valueOf(caller("marta").key());
    }

    /** The id of a key of that name. */
    String id(String key) {
        return Objects.requireNonNull(ids.get(key), key);
    }

    ShopBooks books() {
        return books;
    }

    void revokePrototype() {
        caller("marta").send("DELETE", "/api/keys/" + id("old-prototype"), null, Map.of());
    }

    @Override
    public void close() {
        weir.close();
        upstream.close();
    }
}
