package dev.weir.tests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.app.Weir;
import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Script;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Whatever goes wrong, the answer has a status, a code, words that say what to do, an id, and no stack trace. */
class BadInputTest {
    private static final String CHAT = "/v1/chat/completions";

    @TempDir
    static Path data;

    private static Simulator simulator;
    private static Weir weir;
    private static Door door;

    @BeforeAll
    static void start() throws IOException {
        simulator = Simulator.start(SimulatorOptions.defaults());
        weir = Servers.start(data, Map.of(), """
                server: {max_body: 64KB}
                providers:
                  sim: {kind: openai, base_url: '%1$s', api_key: none, allow_private: true}
                  walled: {kind: openai, base_url: '%1$s', api_key: none}
                  gone: {kind: openai, base_url: 'http://127.0.0.1:%2$d/v1', api_key: none, allow_private: true}
                  nowhere: {kind: openai, base_url: 'http://no-such-host.invalid/v1', api_key: none}
                models:
                  quick:
                    retries: {max: 0}
                    breaker: {failures: 1000}
                    deployments: [{provider: sim, model: gpt-4o-mini}]
                    timeouts: {first_token: 300ms, idle: 300ms, total: 20s}
                  brief:
                    deployments: [{provider: sim, model: gpt-4o-mini}]
                    timeouts: {total: 400ms}
                """.formatted(simulator.baseUri(), portWhereNothingListens()));
        door = new Door(URI.create("http://127.0.0.1:" + weir.port()), Servers.ADMIN_KEY);
    }

    private static int portWhereNothingListens() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @AfterAll
    static void stop() {
        weir.close();
        simulator.close();
    }

    @BeforeEach
    void aWellBehavedUpstream() {
        simulator.clear();
        simulator.script(Script.DEFAULT);
    }

    private static String chat(String model, boolean stream) {
        return "{\"model\": \"" + model + "\", \"stream\": " + stream
                + ", \"messages\": [{\"role\": \"user\", \"content\": \"Hello, how are you today?\"}]}";
    }

    /** Asserts what holds for every error under {@code /v1}, and gives its body. */
    private static JsonNode error(Door.Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.header("x-request-id")).startsWith("req_");
        assertThat(reply.header("content-type")).startsWith("application/json");
        JsonNode error = reply.json().path("error");
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.path("type").asString()).isNotEmpty();
        assertThat(error.path("request_id").asString()).isEqualTo(reply.header("x-request-id"));
        assertThat(error.path("message").asString())
                .hasSizeGreaterThan(15)
                .doesNotContainPattern("\\w+Exception")
                .doesNotContain("\tat ")
                .doesNotContain("dev.weir");
        return error;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "{\"model\": \"quick\", \"messages\": [}", "not JSON", "{\"model\": \"quick\"", "\u0000"})
    void malformedJsonSaysWhere(String body) {
        JsonNode error = error(door.post(CHAT, body), 400, "invalid_json");

        assertThat(error.path("message").asString()).containsPattern("(?i)line|column|byte|position|end");
    }

    @Test
    void anEmptyBodyIsSaidToBeEmpty() {
        assertThat(error(door.post(CHAT, ""), 400, "invalid_json")
                        .path("message")
                        .asString())
                .containsIgnoringCase("empty");
    }

    @Test
    void aBodyThatIsTooDeepIsRefused() {
        String deep =
                chat("quick", false).replace("}]}", "}], \"x\": ") + "[".repeat(20_000) + "]".repeat(20_000) + "}";

        assertThat(error(door.post(CHAT, deep), 400, "invalid_request")
                        .path("message")
                        .asString())
                .contains("too deep")
                .contains("200 levels");
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] body = chat("quick", false).replace("Hello", "H\u00e4llo").getBytes(ISO_8859_1);

        error(door.postUnsized(CHAT, body), 400, "invalid_json");
        assertThat(simulator.served()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models/%zz", "/api/exchanges/%", "/api/exchanges?limit=%f", "/v1/models/%C3%28"})
    void aPathThatIsNotEncodedRightIsRefused(String path) throws IOException {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Servers.ADMIN_KEY
                + "\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .containsPattern("^HTTP/1.1 (400|404) ")
                .doesNotContain("dev.weir")
                .contains("x-request-id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not http at all\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "POST /v1/chat/completions HTTP/1.1\r\nContent-Length: -5\r\n\r\n"
            })
    void whatIsNoHttpEndsTheConnectionAndNothingElse(String bytes) throws IOException {
        assertThat(raw(bytes)).doesNotContain("Exception").doesNotContain("HTTP/1.1 200");
        assertThat(door.get("/healthz").status()).isEqualTo(200);
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), weir.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            []                                                                 |
            {"messages": [{"role": "user", "content": "x"}]}                   | model
            {"model": 7, "messages": [{"role": "user", "content": "x"}]}       | model
            {"model": "quick"}                                                 | messages
            {"model": "quick", "messages": "x"}                                | messages
            {"model": "quick", "messages": ["x"]}                              | messages[0]
            {"model": "quick", "messages": [{"role": "user", "content": "x"}], "stream": "yes"} | stream
            """)
    void aWrongTypeIsNamedByItsField(String body, String field) {
        JsonNode error = error(door.post(CHAT, body), 400, "invalid_request");

        if (field != null) {
            assertThat(error.path("param").asString()).isEqualTo(field);
        }
        assertThat(simulator.served()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"model": "quick"}                                     | input
            {"model": "quick", "input": 5}                         | input
            {"model": "quick", "input": "x", "dimensions": "many"} | dimensions
            {"model": "quick", "input": "x", "encoding_format": "hex"} | encoding_format
            """)
    void embeddingsNameTheFieldToo(String body, String field) {
        assertThat(error(door.post("/v1/embeddings", body), 400, "invalid_request")
                        .path("param")
                        .asString())
                .isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource({"quik, quick", "QUICK, quick", "brif, brief"})
    void anUnknownModelNamesItsNeighbours(String wrong, String near) {
        JsonNode error = error(door.post(CHAT, chat(wrong, false)), 404, "model_not_found");

        assertThat(error.path("message").asString()).contains("'" + wrong + "'").contains("Did you mean " + near);
        assertThat(error.path("param").asString()).isEqualTo("model");
    }

    @Test
    void aModelUnlikeAnyOtherSaysWhereTheListIs() {
        assertThat(error(door.post(CHAT, chat("zzzzzzzzzzzz", true)), 404, "model_not_found")
                        .path("message")
                        .asString())
                .contains("GET /v1/models");
    }

    @Test
    void aMissingKeySaysHowToSendOne() {
        JsonNode error = error(door.withKey(null).post(CHAT, chat("quick", false)), 401, "missing_key");

        assertThat(error.path("message").asString()).contains("Authorization: Bearer");
    }

    @Test
    void aMistypedKeyIsToldFromAnUnknownOne() {
        String key = door.post("/api/keys", "{\"name\": \"typist\", \"role\": \"developer\"}")
                .json()
                .path("key")
                .asString();
        String mistyped = key.substring(0, 12) + (key.charAt(12) == 'a' ? 'b' : 'a') + key.substring(13);

        JsonNode typo = error(door.withKey(mistyped).post(CHAT, chat("quick", false)), 401, "invalid_api_key");
        JsonNode cut = error(
                door.withKey(key.substring(0, key.length() - 3)).post(CHAT, chat("quick", false)),
                401,
                "invalid_api_key");

        assertThat(typo.path("message").asString())
                .contains("Copy the key again")
                .doesNotContain(mistyped);
        assertThat(cut.path("message").asString()).contains("Copy the key again");
    }

    @Test
    void aRevokedKeySaysSo() {
        JsonNode issued = door.post("/api/keys", "{\"name\": \"leaver\", \"role\": \"developer\"}")
                .json();
        door.send("DELETE", "/api/keys/" + issued.path("id").asString(), null, Map.of());

        JsonNode error = error(
                door.withKey(issued.path("key").asString()).post(CHAT, chat("quick", false)), 401, "invalid_api_key");

        assertThat(error.path("message").asString()).contains("'leaver'").contains("revoked");
    }

    @Test
    void anOversizedBodyIsRefusedByItsLengthAndByItsBytes() {
        String large = chat("quick", false).replace("Hello", "x".repeat(70_000));

        JsonNode byLength = error(door.post(CHAT, large), 413, "request_too_large");
        JsonNode byBytes = error(door.postUnsized(CHAT, large.getBytes(UTF_8)), 413, "request_too_large");

        assertThat(byLength.path("message").asString()).contains("server.max_body");
        assertThat(byBytes.path("message").asString())
                .isEqualTo(byLength.path("message").asString());
        assertThat(simulator.served()).isEmpty();
        assertThat(door.post(CHAT, chat("quick", false)).status()).isEqualTo(200);
    }

    @Test
    void aPathThatIsNotThereAndAMethodThatIsNotTaken() {
        error(door.get("/v1/chat/completion"), 404, "not_found");
        assertThat(error(door.get(CHAT), 405, "method_not_allowed")
                        .path("message")
                        .asString())
                .contains("POST");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUpstreamThatIsDownIsNamed(boolean stream) {
        JsonNode error = error(door.post(CHAT, chat("gone/some-model", stream)), 502, "provider_unavailable");

        assertThat(error.path("message").asString()).contains("Provider 'gone'");
    }

    @Test
    void anUpstreamWhoseNameDoesNotResolveIsNamed() {
        JsonNode error = error(door.post(CHAT, chat("nowhere/some-model", false)), 502, "provider_unavailable");

        assertThat(error.path("message").asString()).contains("no-such-host.invalid");
    }

    @Test
    void aPrivateAddressIsNotCalledUnlessAllowed() {
        JsonNode error = error(door.post(CHAT, chat("walled/some-model", false)), 502, "provider_unavailable");

        assertThat(error.path("message").asString()).contains("private").contains("allow_private: true");
        assertThat(simulator.served()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSilentUpstreamEndsInTime(boolean stream) {
        simulator.script(Script.DEFAULT.withFault(FaultRule.always(new Fault.Silence(null))));

        JsonNode error = error(door.post(CHAT, chat("quick", stream)), 504, "provider_timeout");

        assertThat(error.path("message").asString()).contains("Provider 'sim'").contains("silent");
    }

    @Test
    void theWholeCallHasALimitToo() {
        simulator.script(Script.DEFAULT.withFault(FaultRule.always(new Fault.Silence(null))));

        error(door.post(CHAT, chat("brief", false)), 504, "provider_timeout");
    }

    @Test
    void aStreamThatFallsSilentEndsWithAnError() {
        simulator.script(Script.DEFAULT.withFault(FaultRule.always(new Fault.Silence(3))));

        Door.Reply reply = door.post(CHAT, chat("quick", true));

        assertThat(reply.status()).isEqualTo(200);
        assertBrokenOff(reply, "provider_timeout");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStreamThatIsCutEndsWithAnError(boolean midEvent) {
        simulator.script(Script.DEFAULT.withFault(FaultRule.always(new Fault.Cut(3, midEvent))));

        Door.Reply reply = door.post(CHAT, chat("quick", true));

        assertThat(reply.status()).isEqualTo(200);
        JsonNode error = lastEvent(reply).path("error");
        assertThat(error.path("code").asString()).startsWith("provider_");
        assertThat(reply.text()).doesNotContain("[DONE]");
    }

    @Test
    void aStreamWithAMalformedEventEndsWithAnError() {
        simulator.script(Script.DEFAULT.withFault(FaultRule.always(new Fault.Malformed(3))));

        assertBrokenOff(door.post(CHAT, chat("quick", true)), "provider_invalid_answer");
    }

    @Test
    void anAnswerThatIsCutIsAnErrorOfTheProvider() {
        simulator.script(Script.DEFAULT.withFault(FaultRule.always(new Fault.Cut(0, true))));

        error(door.post(CHAT, chat("quick", false)), 502, "provider_unavailable");
    }

    @Test
    void anAnswerThatIsNoJsonIsAnErrorOfTheProvider() {
        simulator.script(Script.DEFAULT.withFault(FaultRule.always(new Fault.Malformed(1))));

        JsonNode error = error(door.post(CHAT, chat("quick", false)), 502, "provider_invalid_answer");

        assertThat(error.path("message").asString()).contains("rovider");
    }

    @Test
    void aPageOfHtmlFromAProxyIsNotPassedOn() {
        simulator.script(Script.DEFAULT.withFault(FaultRule.always(
                new Fault.Status(502, Map.of("content-type", "text/html"), "<html><body>Bad Gateway</body></html>"))));

        JsonNode error = error(door.post(CHAT, chat("quick", false)), 502, "provider_unavailable");

        assertThat(error.path("message").asString()).contains("Provider 'sim'");
    }

    @Test
    void aProvidersRefusalOfWeirsKeyIsNotTheCallersFault() {
        simulator.script(Script.DEFAULT.withFault(FaultRule.always(new Fault.Status(401, Map.of(), null))));

        error(door.post(CHAT, chat("quick", false)), 502, "provider_authentication");
    }

    @Test
    void weirsOwnApiHasItsOwnEnvelope() {
        Door.Reply reply = door.get("/api/exchanges?limit=many");

        assertThat(reply.status()).isEqualTo(400);
        JsonNode error = reply.json().path("error");
        assertThat(error.path("code").asString()).isEqualTo("invalid_request");
        assertThat(error.path("field").asString()).isEqualTo("limit");
        assertThat(error.path("hint").asString()).contains("1 to 500");
        assertThat(error.path("request_id").asString()).isEqualTo(reply.header("x-request-id"));
    }

    @Test
    void aModelOfAnUnknownProviderStopsTheStart(@TempDir Path other) {
        assertThatThrownBy(() -> Servers.start(other, Map.of(), """
                        models: {m: {deployments: [{provider: smi, model: x}]}}
                        """).close())
                .hasMessageContaining("smi")
                .hasMessageContaining("models.m.deployments");
    }

    private static void assertBrokenOff(Door.Reply reply, String code) {
        JsonNode error = lastEvent(reply).path("error");
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.path("message").asString()).doesNotContain("Exception");
        assertThat(error.path("request_id").asString()).isEqualTo(reply.header("x-request-id"));
        assertThat(reply.text()).doesNotContain("[DONE]");
        JsonNode exchange =
                door.get("/api/exchanges/" + reply.header("x-weir-exchange-id")).json();
        assertThat(exchange.path("status").asString()).isEqualTo("error");
        assertThat(exchange.path("error").asString()).isEqualTo(code);
    }

    private static JsonNode lastEvent(Door.Reply reply) {
        String last = reply.text()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .reduce((one, next) -> next)
                .orElseThrow();
        return tools.jackson.databind.json.JsonMapper.shared().readTree(last.substring(6));
    }
}
