package dev.weir.tests;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.TestingWeir;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Weir, a good request for each route that takes JSON, and what holds for the answer to each bad one: a 4xx in the
 * dialect of the route that names the place. All go over one connection, which takes the next request. At the end,
 * nothing went to a provider and no exchange was begun.
 */
final class BadRequests implements AutoCloseable {
    private static final Map<String, String> GOOD = Map.of(
            "/v1/chat/completions",
            "{'model': 'sim/m', 'messages': [{'role': 'user', 'content': 'Hello'}]}",
            "/v1/completions",
            "{'model': 'sim/m', 'prompt': 'Hello'}",
            "/v1/responses",
            "{'model': 'sim/m', 'input': 'Hello'}",
            "/v1/embeddings",
            "{'model': 'sim/m', 'input': 'Hello'}",
            "/v1/moderations",
            "{'model': 'sim/m', 'input': 'Hello'}",
            "/v1/rerank",
            "{'model': 'sim/m', 'query': 'Hello', 'documents': ['a', 'b']}",
            "/v1/messages",
            "{'model': 'sim/m', 'max_tokens': 9, 'messages': [{'role': 'user', 'content': 'Hello'}]}",
            "/v1/messages/count_tokens",
            "{'model': 'sim/m', 'messages': [{'role': 'user', 'content': 'Hello'}]}",
            "/v1/batches",
            "{'input_file_id': 'Hello', 'endpoint': '/v1/chat/completions', 'completion_window': '24h'}");

    private final TestingWeir weir = TestingWeir.start("server: {max_image: 1KB}\n");
    private final Wire wire;

    BadRequests() throws IOException {
        wire = new Wire(weir.weir().port());
    }

    TestingWeir weir() {
        return weir;
    }

    static Set<String> paths() {
        return GOOD.keySet();
    }

    static ObjectNode good(String path) {
        return (ObjectNode)
                JsonMapper.shared().readTree(requireNonNull(GOOD.get(path)).replace('\'', '"'));
    }

    /** Whether its answers may be streams. */
    static boolean streams(String path) {
        return List.of("/v1/chat/completions", "/v1/completions", "/v1/responses", "/v1/messages")
                .contains(path);
    }

    Wire.Reply post(String path, byte[] body) throws IOException {
        Wire.Reply reply = wire.post(path, weir.adminKey(), body);
        assertThat(reply.open()).as("the connection after " + reply.text()).isTrue();
        return reply;
    }

    /** Asserts what holds for every error under {@code /v1}, and gives the path that it names and its words. */
    static String error(String path, Wire.Reply reply, int status) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.header("content-type")).startsWith("application/json");
        JsonNode body = reply.json();
        String message = body.at("/error/message").asString();
        assertThat(message)
                .hasSizeBetween(15, 2_000)
                .doesNotContain("dev.weir", "tools.jackson", "StreamReadConstraints", "java.")
                .doesNotContainPattern("\\w+Exception");
        if (path.startsWith("/v1/messages")) {
            assertThat(body.path("type").asString()).isEqualTo("error");
            assertThat(body.at("/error/type").asString())
                    .isEqualTo(status == 413 ? "request_too_large" : "invalid_request_error");
            assertThat(body.path("request_id").asString()).isEqualTo(reply.header("request-id"));
            return message;
        }
        assertThat(body.at("/error/type").asString()).isEqualTo("invalid_request_error");
        assertThat(body.at("/error/code").asString()).isNotEmpty();
        assertThat(body.at("/error/request_id").asString()).isEqualTo(reply.header("x-request-id"));
        assertThat(body.path("error").has("param")).isTrue();
        return body.at("/error/param").asString("");
    }

    @Override
    public void close() throws IOException {
        try {
            assertThat(weir.simulator().served()).isEmpty();
            assertThat(Door.of(weir).get("/api/exchanges").json().path("data")).isEmpty();
        } finally {
            wire.close();
            weir.close();
        }
    }
}
