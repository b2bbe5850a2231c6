package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Script;
import dev.weir.simulator.Served;
import dev.weir.simulator.SimulatorOptions;
import dev.weir.testkit.TestingWeir;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Azure OpenAI with a dated version of its API, an old one, and the paths without a version. */
class AzureTest {
    private static TestingWeir weir;
    private static Door door;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("""
                  azure: {kind: azure, base_url: 'SIMULATOR', api_key: secret, allow_private: true}
                  dated: {kind: azure, base_url: 'SIMULATOR', api_key: secret, options: {api_version: 2024-10-21}, allow_private: true}
                  old: {kind: azure, base_url: 'SIMULATOR', api_key: secret, options: {api_version: 2024-02-01}, allow_private: true}
                """.indent(0), SimulatorOptions.defaults().withKeepBodies(true));
        door = Door.of(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    @BeforeEach
    void anUpstreamThatEchoes() {
        weir.simulator().clear();
        weir.upstream(Script.DEFAULT);
    }

    private static Served served() {
        return weir.simulator().served().getLast();
    }

    private static JsonNode sent() {
        return JsonMapper.shared().readTree(String.valueOf(served().body()));
    }

    @ParameterizedTest
    @CsvSource({
        "azure/my-chat, /openai/v1/chat/completions",
        "dated/my-chat, /openai/deployments/my-chat/chat/completions",
        "old/my chat, /openai/deployments/my%20chat/chat/completions",
    })
    void aChatGoesWhereTheVersionWantsIt(String model, String path) {
        Door.Reply reply = chat(model, "");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().at("/choices/0/message/content").asString()).isEqualTo("Hi");
        assertThat(reply.json()
                        .at("/prompt_filter_results/0/content_filter_results/hate/severity")
                        .asString())
                .isEqualTo("safe");
        assertThat(served().path()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({"azure, true", "dated, true", "old, false"})
    void theFilterSpeaksFirstOnAStream(String provider, boolean counts) {
        Door.Reply reply = chat(provider + "/my-chat", ", \"stream\": true");

        assertThat(reply.text().lines().findFirst().orElseThrow())
                .contains("\"choices\":[]")
                .contains("prompt_filter_results");
        assertThat(reply.text()).contains("\"content\":\"Hi\"").endsWith("data: [DONE]\n\n");
        assertThat(sent().has("stream_options")).isEqualTo(counts);
        JsonNode exchange =
                door.get("/api/exchanges/" + reply.header("x-weir-exchange-id")).json();
        assertThat(exchange.path("status").asString()).isEqualTo("ok");
        assertThat(exchange.at("/usage/estimated").asBoolean()).isEqualTo(!counts);
    }

    @Test
    void anthropicsCallersHearItToo() {
        Door.Reply reply = door.post("/v1/messages", """
                {"model": "dated/my-chat", "max_tokens": 50, "stream": true,
                 "messages": [{"role": "user", "content": "Hi"}]}""");

        assertThat(reply.text()).contains("\"text\":\"Hi\"").contains("event: message_stop");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 200})
    void whatTheFilterRejectsIsSaidToBeFiltered(int status) {
        String body = """
                {"error": {"message": "The response was filtered due to the prompt triggering Azure OpenAI's content \
                management policy.", "type": null, "param": "prompt", "code": "content_filter", "status": 400,
                 "innererror": {"code": "ResponsibleAIPolicyViolation",
                                "content_filter_result": {"hate": {"filtered": true, "severity": "high"}}}}}""";
        weir.upstream(Script.DEFAULT.withFault(
                FaultRule.always(new Fault.Status(status, Map.of("content-type", "application/json"), body))));

        Door.Reply plain = chat("dated/my-chat", "");
        Door.Reply streamed = chat("dated/my-chat", ", \"stream\": true");

        for (Door.Reply reply : new Door.Reply[] {plain, streamed}) {
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.json().at("/error/code").asString()).isEqualTo("content_filter");
            assertThat(reply.json().at("/error/param").asString()).isEqualTo("prompt");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "azure/my-embed, /openai/v1/embeddings",
        "dated/my-embed, /openai/deployments/my-embed/embeddings",
    })
    void textsBecomeVectors(String model, String path) {
        Door.Reply reply = door.post("/v1/embeddings", """
                {"model": "%s", "input": ["one", "two"]}""".formatted(model));

        assertThat(reply.json().path("data").size()).isEqualTo(2);
        assertThat(served().path()).isEqualTo(path);
    }

    private static Door.Reply chat(String model, String more) {
        return door.post("/v1/chat/completions", """
                {"model": "%s", "messages": [{"role": "user", "content": "Hi"}]%s}""".formatted(model, more));
    }
}
