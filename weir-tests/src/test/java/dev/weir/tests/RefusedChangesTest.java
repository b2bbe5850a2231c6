package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.TestingWeir;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Changes of the configuration that cannot be used. */
class RefusedChangesTest {
    private static TestingWeir weir;
    private static Door door;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("models: {small: {deployments: [{provider: sim, model: m}]}}\n");
        door = Door.of(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    private static List<String> names(Door.Reply page) {
        return page.json()
                .path("data")
                .valueStream()
                .map(entry -> entry.path("name").asString())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "models/x | {\"deployments\": [{\"provider\": \"simm\", \"model\": \"m\"}]} | deployments[0].provider | sim",
                "models/x | {\"deployments\": [{\"provider\": \"sim\", \"model\": \"m\"}], \"stratgy\": \"cheapest\"} | stratgy | strategy",
                "models/x | {\"deployments\": [{\"provider\": \"sim\", \"model\": \"m\"}], \"strategy\": \"cheapst\"} | strategy | cheapest",
                "models/x | {\"deployments\": [{\"provider\": \"sim\", \"model\": \"m\", \"rpm\": 0}]} | deployments[0].rpm | 1",
                "models/x | {\"deployments\": [{\"provider\": \"sim\", \"model\": \"m\"}], \"timeouts\": {\"total\": \"soon\"}} | timeouts.total | 250ms",
                "models/x | {\"deployments\": []} | | deployments",
                "models/x | {\"deployments\": [{\"provider\": \"sim\", \"model\": \"${HOME}\"}]} | deployments[0].model | itself",
                "models/x | {\"deployments\": [], \"deployments\": []} | | JSON",
                "models/x | [] | | keys",
                "models/a%20b | {\"deployments\": [{\"provider\": \"sim\", \"model\": \"m\"}]} | name | white space",
                "models/x | {\"deployments\": [{\"provider\": \"weir\", \"model\": \"extractive\", \"batches\": \"provider\"}]} | deployments[0].batches | openai",
                "models/x | {\"deployments\": [{\"provider\": \"sim\", \"model\": \"m\"}], \"strategy\": \"cascade\", \"cascade\": {\"scorers\": {\"nobody\": 0.5}}} | cascade.scorers.nobody | scorer",
                "providers/p | {\"kind\": \"openai\", \"api_key\": \"sk-literal\"} | api_key | ${NAME}",
                "providers/p | {\"kind\": \"openai\", \"api_key\": \"${WEIR_ADMIN_KEY}\"} | api_key | changes.variables",
                "providers/p | {\"kind\": \"openai\", \"api_key\": \"${TESTING_API_KEY:sk-literal}\"} | api_key | ${NAME}",
                "providers/p | {\"kind\": \"openai\", \"headers\": {\"authorization\": \"Bearer sk-literal\"}} | headers.authorization | ${NAME}",
                "providers/p | {\"kind\": \"openai\", \"api_key\": \"${ABSENT_API_KEY}\"} | api_key | not set",
                "providers/p | {\"kind\": \"bedrock\", \"options\": {\"regoin\": \"eu-west-1\"}} | options.regoin | region",
                "providers/p | {\"kind\": \"bedrock\", \"options\": {\"region\": \"eu-west-1\", \"session_token\": \"abc\"}} | options.session_token | ${NAME}",
                "providers/p | {\"kind\": \"azure\", \"base_url\": \"https://a.example.com\", \"api_version\": \"2024-10-21\"} | api_version | options",
                "providers/p | {\"kind\": \"opnai\"} | kind | openai",
                "providers/p | {\"kind\": \"openai\", \"allow_private\": true} | allow_private | weir.yaml",
                "providers/p | {\"kind\": \"openai\", \"allow_private\": \"true\"} | allow_private | weir.yaml",
                "providers/p | {\"kind\": \"openai\", \"allow_private\": \"${ABSENT:true}\"} | allow_private | itself",
                "providers/p | {\"kind\": \"openai\", \"vendor\": \"grok\"} | vendor | groq",
                "providers/p | {\"kind\": \"openai\", \"headers\": {\"x y\": \"${TESTING_API_KEY}\"}} | | no name of a header",
                "models/x | {\"deployments\": [{\"provider\": \"sim\", \"model\": \"m\"}], \"max_cost\": 10000000000} | max_cost | 1000000",
                "models/x | {\"deployments\": [{\"provider\": \"sim\", \"model\": \"m\"}], \"timeouts\": {\"total\": \"36501d\"}} | timeouts.total | 7d",
                "prices/m | {\"input\": 1e15, \"output\": 1} | | more than 10",
                "prices/m | {\"input\": 1e-99999, \"output\": 1} | | decimals",
                "providers/weir | {\"kind\": \"openai\"} | name | itself",
                "aliases/x | {\"model\": \"smal\"} | | small",
                "aliases/small | {\"model\": \"sim/m\"} | | otherwise",
                "prices/m | {\"input\": -1, \"output\": 1} | input | 0",
            })
    void whatCannotBeUsedIsRefusedByItsFieldAndChangesNothing(
            String path, String body, @Nullable String field, String hint) {
        Door.Reply reply = door.send("PUT", "/api/" + path, body, Map.of());
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        JsonNode error = reply.json().path("error");
        if (field != null) {
            assertThat(error.path("field").asString()).as(reply.text()).isEqualTo(field);
        }
        assertThat(error.path("message").asString() + error.path("hint").asString())
                .contains(hint)
                .doesNotContain("sk-literal");
        assertThat(door.get("/api/config/changes").json().path("data")).isEmpty();
        assertThat(names(door.get("/api/models"))).containsExactly("small");
    }
}
