package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exchanges reach a collector as spans of the caller's trace. */
class OtlpTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final String BODY = "{\"model\": \"%s\", \"stream\": %s, \"messages\": [{\"role\": \"user\","
            + " \"content\": \"a secret question\"}]}";

    private static final List<Map<String, Object>> spans = new CopyOnWriteArrayList<>();
    private static final Map<String, String> collected = new ConcurrentHashMap<>();
    private static final Map<String, String> upstream = new ConcurrentHashMap<>();
    private static final AtomicInteger busy = new AtomicInteger();
    private static HttpServer collector;
    private static TestingWeir weir;

    @BeforeAll
    static void start() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        collector.createContext("/v1/traces", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> collected.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            boolean refuses = busy.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            if (!refuses) {
                spans.addAll(Proto.spans(body));
            }
            exchange.sendResponseHeaders(refuses ? 503 : 200, -1);
            exchange.close();
        });
        collector.createContext("/v1/chat/completions", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> upstream.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            byte[] answer = """
                    {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [{"index": 0,
                     "message": {"role": "assistant", "content": "Hi."}, "finish_reason": "stop"}],
                     "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}}""".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("content-type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        collector.start();
        weir = TestingWeir.start("""
                  peer: {kind: openai, base_url: "http://127.0.0.1:%1$d/v1", api_key: none, allow_private: true}
                telemetry:
                  otlp:
                    endpoint: http://127.0.0.1:%1$d
                    headers: {x-collector-key: "abc"}
                    service_name: weir-under-test
                """.formatted(collector.getAddress().getPort()));
        weir.upstream(Script.saying(new Answer.Lorem(5)));
    }

    @AfterAll
    static void stop() {
        weir.close();
        collector.stop(0);
    }

    @BeforeEach
    void forget() {
        spans.clear();
        upstream.clear();
        busy.set(0);
    }

    private static Door.Reply ask(String model, boolean stream, Map<String, String> headers) {
        return Door.of(weir).send("POST", "/v1/chat/completions", BODY.formatted(model, stream), headers);
    }

    private static List<Map<String, Object>> of(Door.Reply reply) throws InterruptedException {
        String id = reply.header("x-weir-exchange-id");
        Eventually.within(SOON, "the spans of " + id, () -> whole(id) != null);
        Object trace = Objects.requireNonNull(whole(id)).get("trace_id");
        return spans.stream()
                .filter(span -> Objects.equals(span.get("trace_id"), trace))
                .toList();
    }

    private static @Nullable Map<String, Object> whole(String exchange) {
        return spans.stream()
                .filter(span -> exchange.equals(span.get("weir.exchange.id")))
                .findFirst()
                .orElse(null);
    }

    private static Map<String, Object> only(List<Map<String, Object>> all, long kind) {
        List<Map<String, Object>> found = all.stream()
                .filter(span -> Objects.equals(span.get("kind"), kind))
                .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static long nanos(Map<String, Object> span, String name) {
        return (long) Objects.requireNonNull(span.get(name));
    }

    @Test
    void anExchangeAndItsAttemptGoOnWithTheCallersTrace() throws Exception {
        Door.Reply reply = ask(
                "sim/gpt-4o-mini",
                true,
                Map.of("traceparent", "00-" + TRACE + "-" + PARENT + "-01", "tracestate", "a=b"));
        List<Map<String, Object>> all = of(reply);

        Map<String, Object> server = only(all, 2);
        assertThat(server)
                .containsEntry("trace_id", TRACE)
                .containsEntry("parent", PARENT)
                .containsEntry("state", "a=b")
                .containsEntry("name", "chat sim/gpt-4o-mini")
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.request.model", "sim/gpt-4o-mini")
                .containsEntry("gen_ai.provider.name", "sim")
                .containsEntry("gen_ai.usage.output_tokens", 5L)
                .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
                .containsKey("gen_ai.response.time_to_first_chunk")
                .doesNotContainKey("error")
                .doesNotContainKeys("gen_ai.input.messages", "gen_ai.output.messages");
        Map<String, Object> client = only(all, 3);
        assertThat(client)
                .containsEntry("parent", server.get("span_id"))
                .containsEntry("name", "chat gpt-4o-mini")
                .containsEntry("gen_ai.request.model", "gpt-4o-mini");
        assertThat(nanos(client, "start")).isGreaterThanOrEqualTo(nanos(server, "start"));
        assertThat(nanos(client, "end")).isLessThanOrEqualTo(nanos(server, "end"));
        assertThat(collected)
                .containsEntry("x-collector-key", "abc")
                .containsEntry("content-type", "application/x-protobuf");
        assertThat(server).containsEntry("service.name", "weir-under-test");
    }

    @Test
    void theProviderIsToldTheTraceAndTheSpan() throws Exception {
        Door.Reply reply =
                ask("peer/m", false, Map.of("traceparent", "00-" + TRACE + "-" + PARENT + "-01", "tracestate", "a=b"));

        Map<String, Object> server = only(of(reply), 2);
        assertThat(upstream)
                .containsEntry("traceparent", "00-" + TRACE + "-" + server.get("span_id") + "-01")
                .containsEntry("tracestate", "a=b");
    }

    @Test
    void withoutACallersTraceOneBegins() throws Exception {
        Door.Reply reply = ask("peer/m", false, Map.of("traceparent", "00-nonsense"));

        Map<String, Object> server = only(of(reply), 2);
        assertThat(server).doesNotContainKey("parent");
        assertThat((String) server.get("trace_id")).isNotEqualTo(TRACE).matches("[0-9a-f]{32}");
        assertThat(upstream.get("traceparent")).contains(String.valueOf(server.get("trace_id")));
    }

    @Test
    void anErrorIsOneAndATraceThatIsNotSampledIsNotSent() throws Exception {
        ask("peer/m", false, Map.of("traceparent", "00-" + TRACE + "-" + PARENT + "-00"));
        Door.Reply failed = ask("peer/", false, Map.of());

        Map<String, Object> server = only(of(failed), 2);
        assertThat(server).containsEntry("error.type", "model_not_found").containsEntry("error", 2L);
        assertThat(spans).noneMatch(span -> TRACE.equals(span.get("trace_id")));
        assertThat(upstream.get("traceparent")).endsWith("-00");
    }

    @Test
    void aBusyCollectorIsAskedAgain() throws Exception {
        busy.set(1);
        Door.Reply reply = ask("sim/gpt-4o-mini", false, Map.of());
        assertThat(of(reply)).isNotEmpty();
        assertThat(Door.of(weir).get("/metrics").text()).contains("weir_otlp_dropped 0", "weir_otlp_sent");
    }

    @Test
    void contentIsSentOnlyWhereItIsWanted() throws Exception {
        try (TestingWeir telling =
                TestingWeir.start("""
                telemetry:
                  otlp: {endpoint: "http://127.0.0.1:%d", content: true}
                """.formatted(collector.getAddress().getPort()))) {
            telling.upstream(Script.saying(new Answer.Fixed("an answer")));
            Door.Reply reply = Door.of(telling).post("/v1/chat/completions", BODY.formatted("sim/gpt-4o-mini", false));
            Map<String, Object> server = only(of(reply), 2);
            assertThat((String) server.get("gen_ai.input.messages"))
                    .contains("\"role\":\"user\"", "\"content\":\"a secret question\"");
            assertThat((String) server.get("gen_ai.output.messages"))
                    .contains("\"role\":\"assistant\"", "\"content\":\"an answer\"", "\"finish_reason\":\"stop\"");
        }
    }

    /** Reads back what OTLP's protobuf says, by the field numbers of opentelemetry-proto. */
    private record Proto(ByteBuffer in) {
        interface Field {
            void is(int number, Object value);
        }

        static void read(byte[] message, Field field) {
            new Proto(ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN)).fields(field);
        }

        private void fields(Field field) {
            while (in.hasRemaining()) {
                long tag = varint();
                Object value = switch ((int) tag & 7) {
                    case 0 -> varint();
                    case 1 -> in.getLong();
                    case 2 -> {
                        byte[] bytes = new byte[(int) varint()];
                        in.get(bytes);
                        yield bytes;
                    }
                    default -> throw new IllegalStateException("wire type of " + tag);
                };
                field.is((int) (tag >>> 3), value);
            }
        }

        private long varint() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = in.get();
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }

        static List<Map<String, Object>> spans(byte[] request) {
            List<Map<String, Object>> all = new CopyOnWriteArrayList<>();
            read(request, (one, resourceSpans) -> {
                Map<String, Object> resource = new HashMap<>();
                read((byte[]) resourceSpans, (two, part) -> {
                    if (two == 1) {
                        read((byte[]) part, (three, attribute) -> attribute((byte[]) attribute, resource));
                    } else {
                        read((byte[]) part, (three, span) -> {
                            if (three == 2) {
                                Map<String, Object> read = new HashMap<>(resource);
                                span((byte[]) span, read);
                                all.add(read);
                            }
                        });
                    }
                });
            });
            return all;
        }

        private static void span(byte[] span, Map<String, Object> out) {
            Map<Integer, String> names = Map.of(3, "state", 5, "name");
            Map<Integer, String> ids = Map.of(1, "trace_id", 2, "span_id", 4, "parent");
            Map<Integer, String> numbers = Map.of(6, "kind", 7, "start", 8, "end");
            read(span, (number, value) -> {
                if (names.containsKey(number)) {
                    out.put(names.getOrDefault(number, ""), text(value));
                } else if (ids.containsKey(number)) {
                    out.put(ids.getOrDefault(number, ""), HexFormat.of().formatHex((byte[]) value));
                } else if (numbers.containsKey(number)) {
                    out.put(numbers.getOrDefault(number, ""), value);
                } else if (number == 9) {
                    attribute((byte[]) value, out);
                } else if (number == 15) {
                    read((byte[]) value, (status, code) -> {
                        if (status == 3) {
                            out.put("error", code);
                        }
                    });
                }
            });
        }

        private static void attribute(byte[] pair, Map<String, Object> out) {
            String[] name = {""};
            read(pair, (number, value) -> {
                if (number == 1) {
                    name[0] = text(value);
                } else {
                    read((byte[]) value, (kind, content) -> out.put(name[0], value(kind, content)));
                }
            });
        }

        private static Object value(int kind, Object content) {
            return switch (kind) {
                case 1 -> text(content);
                case 2 -> content.equals(1L);
                case 4 -> Double.longBitsToDouble((long) content);
                case 5 -> {
                    List<Object> list = new CopyOnWriteArrayList<>();
                    read(
                            (byte[]) content,
                            (one, item) -> read((byte[]) item, (inner, text) -> list.add(value(inner, text))));
                    yield list;
                }
                default -> content;
            };
        }

        private static String text(Object bytes) {
            return new String((byte[]) bytes, StandardCharsets.UTF_8);
        }
    }
}
