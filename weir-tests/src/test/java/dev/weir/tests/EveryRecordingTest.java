package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.Weir;
import dev.weir.tests.RecordedProvider.Recorded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whatever a vendor was recorded saying, each of the three callers hears it: the same words and tool calls, one clear
 * end, and the tokens that the vendor stated are on the bill. New recordings are found by themselves.
 */
class EveryRecordingTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<Path> FOLDERS = Stream.of(
                    "weir-server/src/test/resources/recordings", "../shared/data/recordings")
            .map(folder -> Path.of(System.getProperty("weir.root"), folder))
            .toList();
    private static final List<String> CALLERS = List.of("chat/completions", "responses", "messages");
    private static final int SPLITS = 2;

    @TempDir
    static Path data;

    private static RecordedProvider provider;
    private static Weir weir;
    private static Door door;

    @BeforeAll
    static void start() throws IOException {
        provider = new RecordedProvider();
        weir = Servers.start(data, Map.of(), """
                providers:
                  openai: {kind: openai, base_url: '%1$s', api_key: none, allow_private: true}
                  anthropic: {kind: anthropic, base_url: '%1$s', api_key: none, allow_private: true}
                  gemini: {kind: gemini, base_url: '%1$s', api_key: none, allow_private: true}
                  bedrock: {kind: bedrock, base_url: '%1$s', api_key: none, allow_private: true, options: {region: r}}
                  cohere: {kind: cohere, base_url: '%1$s', api_key: none, allow_private: true}
                """.formatted(provider.url()));
        door = new Door(URI.create("http://127.0.0.1:" + weir.port()), Servers.ADMIN_KEY);
    }

    @AfterAll
    static void stop() throws IOException {
        weir.close();
        provider.close();
    }

    /** Who is asked, and how a whole conversation's answer is read there. */
    private enum Kind {
        OPENAI("/chat/completions"),
        ANTHROPIC("/v1/messages"),
        GEMINI("enerateContent"),
        BEDROCK("/converse"),
        COHERE("/v2/chat");

        private final String mark;

        Kind(String mark) {
            this.mark = mark;
        }

        static @Nullable Kind of(String uri) {
            for (Kind kind : values()) {
                if (uri.contains(kind.mark)) {
                    return kind;
                }
            }
            return null;
        }
    }

    private record Recording(String name, Kind kind, int status, String type, byte[] body) {
        boolean isStream() {
            return type.contains("event-stream") || type.contains("eventstream");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Recording> recordings() throws IOException {
        Map<String, Recording> found = new TreeMap<>();
        for (Path folder : FOLDERS) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    files.filter(file -> file.toString().endsWith(".json")).forEach(file -> add(found, file));
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static void add(Map<String, Recording> found, Path file) {
        JsonNode recording;
        try {
            recording = JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Kind kind = Kind.of(recording.at("/request/uri").asString(""));
        JsonNode response = recording.path("response");
        if (kind != null && recording.at("/request/method").asString().equals("POST")) {
            found.put(
                    file.getFileName().toString(),
                    new Recording(
                            file.getFileName().toString(),
                            kind,
                            response.path("status").asInt(),
                            response.at("/headers/content-type").asString("application/json"),
                            response.has("body_b64")
                                    ? Base64.getDecoder()
                                            .decode(response.path("body_b64").asString())
                                    : response.path("body").asString().getBytes(StandardCharsets.UTF_8)));
        }
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void everyCallerHearsIt(Recording recording) {
        provider.play(new Recorded(recording.status, recording.type, recording.body));
        Heard first = null;
        for (String caller : CALLERS) {
            for (int i = 0; i < SPLITS; i++) {
                Door.Reply reply = ask(caller, recording);
                if (recording.status >= 400 || isError(recording)) {
                    assertThat(reply.status()).as(reply.text()).isBetween(400, 499);
                    assertThat(reply.json().at("/error/message").asString()).isNotBlank();
                    continue;
                }
                assertThat(reply.status()).as(reply.text()).isEqualTo(200);
                Heard heard = recording.isStream() ? stream(caller, reply) : whole(caller, reply.json());
                assertThat(heard.ended).as(caller + ": " + reply.text()).isTrue();
                first = first == null ? heard : first;
                assertThat(heard).as(caller + ": " + reply.text()).isEqualTo(first);
                assertBill(reply, recording);
            }
        }
        if (first != null) {
            assertThat(first.text + String.join("", first.calls)).isNotEmpty();
            assertThat(first.words())
                    .allSatisfy(word -> assertThat(saidBy(recording)).contains(word));
        }
    }

    /** What a caller understood; a call's arguments are JSON. */
    private record Heard(String text, List<String> calls, boolean ended) {
        /** Some that must stand in what the vendor said. */
        List<String> words() {
            return Stream.of(text.split("[^\\p{L}]+"))
                    .filter(word -> word.length() > 3)
                    .limit(3)
                    .toList();
        }
    }

    /** All words of the vendor's body, from wherever they stand, without what cuts them up. */
    private static String saidBy(Recording recording) {
        StringBuilder all = new StringBuilder(new String(recording.body, StandardCharsets.UTF_8));
        StringBuilder joined = new StringBuilder();
        for (String part : all.toString().split("\"(?:text|content|partial_json|arguments)\"\\s*:\\s*\"")) {
            joined.append(part, 0, Math.max(0, part.indexOf('"')));
        }
        return all.append(joined).toString();
    }

    private static Door.Reply ask(String caller, Recording recording) {
        String model = recording.kind.name().toLowerCase(Locale.ROOT) + "/m";
        String said = caller.equals("responses")
                ? "\"input\": \"Hi\""
                : "\"max_tokens\": 500, \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]";
        return door.post(
                "/v1/" + caller,
                "{\"model\": \"%s\", %s, \"stream\": %s}".formatted(model, said, recording.isStream()));
    }

    private static boolean isError(Recording recording) {
        return !recording.isStream() && JSON.readTree(recording.body).has("error");
    }

    private static Heard whole(String caller, JsonNode answer) {
        StringBuilder text = new StringBuilder();
        List<String> calls = new ArrayList<>();
        switch (caller) {
            case "chat/completions" -> {
                JsonNode message = answer.at("/choices/0/message");
                text.append(message.path("content").asString(""))
                        .append(message.path("refusal").asString(""));
                message.path("tool_calls")
                        .forEach(call -> calls.add(call(
                                call.at("/function/name"),
                                call.at("/function/arguments").asString())));
            }
            case "responses" -> readItems(answer, text, calls);
            default ->
                answer.path("content").forEach(block -> {
                    text.append(block.path("text").asString(""));
                    if (block.path("type").asString().equals("tool_use")) {
                        calls.add(call(block.path("name"), block.path("input").toString()));
                    }
                });
        }
        return new Heard(text.toString(), calls, true);
    }

    private static void readItems(JsonNode response, StringBuilder text, List<String> calls) {
        for (JsonNode item : response.path("output")) {
            item.path("content")
                    .forEach(part -> text.append(
                            part.path("text").asString(part.path("refusal").asString(""))));
            if (item.path("type").asString().equals("function_call")) {
                calls.add(call(item.path("name"), item.path("arguments").asString()));
            }
        }
    }

    private static String call(JsonNode name, String arguments) {
        return name.asString() + JSON.readTree(arguments.isEmpty() ? "{}" : arguments);
    }

    private static Heard stream(String caller, Door.Reply reply) {
        List<String> lines = reply.text()
                .lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring(5).strip())
                .toList();
        List<JsonNode> events = lines.stream()
                .filter(line -> line.startsWith("{"))
                .map(JSON::readTree)
                .toList();
        StringBuilder text = new StringBuilder();
        Map<Integer, String> names = new LinkedHashMap<>();
        Map<Integer, String> arguments = new LinkedHashMap<>();
        boolean ended = false;
        for (JsonNode event : events) {
            switch (event.path("type").asString("")) {
                case "content_block_start" -> {
                    if (event.at("/content_block/type").asString().equals("tool_use")) {
                        names.put(
                                event.path("index").asInt(),
                                event.at("/content_block/name").asString());
                    }
                }
                case "content_block_delta" -> {
                    text.append(event.at("/delta/text").asString(""));
                    arguments.merge(
                            event.path("index").asInt(),
                            event.at("/delta/partial_json").asString(""),
                            String::concat);
                }
                case "message_stop" -> ended = true;
                case "response.output_text.delta", "response.refusal.delta" ->
                    text.append(event.path("delta").asString());
                case "response.function_call_arguments.delta" ->
                    arguments.merge(
                            event.path("output_index").asInt(),
                            event.path("delta").asString(),
                            String::concat);
                case "response.output_item.added" -> {
                    if (event.at("/item/type").asString().equals("function_call")) {
                        names.put(
                                event.path("output_index").asInt(),
                                event.at("/item/name").asString());
                    }
                }
                case "response.completed", "response.incomplete" -> {
                    ended = true;
                    Heard last = whole("responses", event.path("response"));
                    assertThat(last.text).isEqualTo(text.toString());
                }
                default -> {
                    JsonNode delta = event.at("/choices/0/delta");
                    text.append(delta.path("content").asString(""))
                            .append(delta.path("refusal").asString(""));
                    for (JsonNode call : delta.path("tool_calls")) {
                        int index = call.path("index").asInt();
                        names.merge(index, call.at("/function/name").asString(""), String::concat);
                        arguments.merge(index, call.at("/function/arguments").asString(""), String::concat);
                    }
                }
            }
        }
        boolean done = caller.equals("chat/completions") ? lines.getLast().equals("[DONE]") : ended;
        List<String> calls = new ArrayList<>();
        names.forEach((index, name) -> {
            String written = arguments.getOrDefault(index, "");
            calls.add(name + JSON.readTree(written.isEmpty() ? "{}" : written));
        });
        return new Heard(text.toString(), calls, done);
    }

    /** The vendor's own figures, by whatever name it gives them; nothing where it gave none. */
    private static void assertBill(Door.Reply reply, Recording recording) {
        JsonNode exchange =
                door.get("/api/exchanges/" + reply.header("x-weir-exchange-id")).json();
        assertThat(exchange.path("status").asString()).as(exchange.toString()).isEqualTo("ok");
        String body = new String(recording.body, StandardCharsets.UTF_8);
        long output = last(body, "completion_tokens", "output_tokens", "outputTokens");
        if (output >= 0) {
            assertThat(exchange.at("/usage/output_tokens").asLong()).isEqualTo(output);
            assertThat(exchange.at("/usage/estimated").asBoolean()).isFalse();
        }
        if (recording.kind == Kind.GEMINI) {
            assertThat(exchange.at("/usage/input_tokens").asLong()).isEqualTo(last(body, "promptTokenCount"));
        }
    }

    private static long last(String body, String... names) {
        long found = -1;
        for (String name : names) {
            int at = body.lastIndexOf("\"" + name + "\"");
            if (at >= 0) {
                String rest = body.substring(at + name.length() + 2).replaceFirst("\\s*:\\s*", "");
                int end = 0;
                while (end < rest.length() && Character.isDigit(rest.charAt(end))) {
                    end++;
                }
                found = end == 0 ? found : Long.parseLong(rest.substring(0, end));
            }
        }
        return found;
    }
}
