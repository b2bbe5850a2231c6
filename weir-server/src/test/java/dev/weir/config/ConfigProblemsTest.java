package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;

/** What is refused, where, and in which words. */
class ConfigProblemsTest {

    @Test
    void anUnknownKeyNamesItsPlaceAndTheNearestKey() {
        assertThat(problems("server:\n  prot: 9000\n"))
                .containsExactly("weir.yaml:2:3: unknown key 'server.prot'; did you mean 'port'?");
        assertThat(problems("server: {publicUrl: http://a.example}"))
                .containsExactly("weir.yaml:1:10: unknown key 'server.publicUrl'; did you mean 'public_url'?");
        assertThat(problems("zebra: 1"))
                .singleElement()
                .asString()
                .contains("known keys: server, data, store, providers");
    }

    @Test
    void aWrongTypeSaysWhatWasFoundAndWhatWouldBeRight() {
        assertThat(problems("server: {port: many}"))
                .containsExactly(
                        "weir.yaml:1:16: 'server.port' must be a whole number, found 'many'; write for example 8080");
        assertThat(problems("traces: {retention: 30 days}"))
                .containsExactly("weir.yaml:1:21: 'traces.retention' must be a duration, found '30 days'; "
                        + "write for example 250ms, 2s, 15m, 1h or 7d");
        assertThat(problems("server: [1]"))
                .containsExactly(
                        "weir.yaml:1:9: 'server' must be the keys host, port, public_url, max_body, max_image, "
                                + "max_concurrent, shutdown_grace, admission, websocket, found a list; write it as key: value");
        assertThat(problems("models: {a: {deployments: [{provider: weir, model: m, capabilities: [vison]}]}}"))
                .containsExactly("weir.yaml:1:70: 'models.a.deployments[0].capabilities[0]' must be one of vision,"
                        + " tools, structured_output, found 'vison'; did you mean vision?");
        assertThat(problems("models: {a: {strategy: weighted, deployments: [{provider: weir, model: m, weight: 0}]}}"))
                .singleElement()
                .asString()
                .contains("'models.a' is refused", "every weight is 0");
        assertThat(problems("providers: {a: {kind: openai, allow_private: yes}}"))
                .singleElement()
                .asString()
                .contains("must be one of true, false, found 'yes'");
        assertThat(problems("server: {port: {a: 1}}"))
                .singleElement()
                .asString()
                .contains("found a set of keys");
        assertThat(problems("models: {a: {deployments: x}}"))
                .singleElement()
                .asString()
                .contains("put a '- '");
        assertThat(problems("just text")).singleElement().asString().contains("the file must hold keys");
    }

    /** As of a file whose last line ends: sent, it would fail each call with a message that tells it. */
    @Test
    void aSecretThatNoHeaderCanHoldIsRefusedWithoutBeingTold() {
        for (String entry : List.of("api_key: ${KEY}", "headers: {x-key: ${KEY}}")) {
            ConfigSource source = new ConfigSource(
                    "weir.yaml", "providers: {a: {kind: openai, " + entry + "}}", Map.of("KEY", "abc123\n"), List.of());
            assertThat(problems(source))
                    .singleElement()
                    .asString()
                    .contains("'providers.a' is refused", "line break")
                    .doesNotContain("abc123");
        }
    }

    @Test
    void aNumberOutOfItsRangeIsRefused() {
        assertThat(problems("server: {port: 70000}"))
                .containsExactly("weir.yaml:1:16: 'server.port' is out of range: '70000'; it is 0 to 65535");
        assertThat(problems("prices: {m: {input: -1, output: 0}}"))
                .containsExactly("weir.yaml:1:21: 'prices.m.input' is out of range: '-1'; it is 0 or more");
        assertThat(problems("server: {max_body: 9999999999GB}"))
                .singleElement()
                .asString()
                .contains("must be a size");
    }

    @Test
    void everyProblemIsShownAtOnce() {
        assertThat(problems("""
                        server: {port: x, hots: y}
                        providers: {openai: {base_url: "no url"}}
                        models: {a: {deployments: [{provider: opnai, model: m}]}}
                        """))
                .containsExactly(
                        "weir.yaml:1:19: unknown key 'server.hots'; did you mean 'host'?",
                        "weir.yaml:1:16: 'server.port' must be a whole number, found 'x'; write for example 8080",
                        "weir.yaml:2:21: 'providers.openai.kind' is missing; it is a text",
                        "weir.yaml:2:32: 'providers.openai.base_url' must be a URL, found 'no url'; "
                                + "write for example https://api.example.com/v1",
                        "weir.yaml:3:39: 'models.a.deployments[0].provider' names 'opnai', which is not under "
                                + "providers; did you mean 'openai'?");
    }

    @Test
    void aRecordsOwnRuleIsReportedAtTheRecord() {
        assertThat(problems("providers:\n  a: {kind: openai, base_url: \"https://user:pw@host/v1\"}"))
                .singleElement()
                .asString()
                .startsWith("weir.yaml:2:6: 'providers.a' is refused; base_url starts with http")
                .doesNotContain("pw@");
        assertThat(problems("models: {a: {}}"))
                .containsExactly("weir.yaml:1:13: 'models.a' is refused; "
                        + "deployments needs at least one {provider: …, model: …}");
        assertThat(problems("models: {a: {deployments: []}}"))
                .contains("weir.yaml:1:27: 'models.a.deployments' is out of range: an empty list; it is 1 or more");
    }

    @Test
    void aKeyWrittenTwiceIsRefused() {
        assertThat(problems("data: a\ndata: b"))
                .containsExactly(
                        "weir.yaml:2:1: the key 'data' is written twice; keep one; the first is at weir.yaml:1:1");
    }

    @Test
    void aMissingVariableIsNamedWithItsKey() {
        assertThat(problems("providers: {a: {kind: openai, api_key: ${NO_SUCH_KEY}}}"))
                .containsExactly("weir.yaml:1:40: 'providers.a.api_key' reads the environment variable NO_SUCH_KEY, "
                        + "which is not set; set it, or give a default: ${NO_SUCH_KEY:value}");
    }

    @Test
    void aValueThatCameFromAVariableIsNotRepeated() {
        ConfigSource source =
                new ConfigSource("weir.yaml", "data: d\nserver: {port: \"${P}\"}", Map.of("P", "s3cret"), List.of());

        assertThat(problems(source))
                .singleElement()
                .asString()
                .contains("found '${P}'")
                .doesNotContain("s3cret");
    }

    @Test
    void aSecretInTheWrongPlaceIsNotRepeated() {
        assertThat(problems("providers: {openai: sk-12345}"))
                .singleElement()
                .asString()
                .contains("'providers.openai' must be the keys kind", "found a text")
                .doesNotContain("sk-12345");
        assertThat(problems(new ConfigSource(
                        "weir.yaml", "data: d", Map.of("WEIR_PROVIDERS_OPENAI_API_KY", "sk-12345"), List.of())))
                .singleElement()
                .asString()
                .startsWith("WEIR_PROVIDERS_OPENAI_API_KY")
                .doesNotContain("sk-12345");
    }

    @Test
    void brokenYamlIsReportedWithItsPlace() {
        assertThat(problems("server: {port: 1"))
                .singleElement()
                .asString()
                .startsWith("weir.yaml:1:17: this is not YAML");
        assertThat(problems("a: b: c")).singleElement().asString().startsWith("weir.yaml:1:5: this is not YAML");
        assertThat(problems("a: 1\n---\nb: 2")).isNotEmpty();
    }

    @Test
    void noObjectsAreMadeAndNoBombGoesOff() {
        assertThat(problems("data: !!java.io.File [x]"))
                .singleElement()
                .asString()
                .contains("tag", "is not supported");
        assertThat(problems("data: &a [*a]")).isNotEmpty();
        assertThat(problems("[".repeat(10_000))).singleElement().asString().contains("nested deeper than 50");
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [%s]\n"
                    .formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, "*a" + (i - 1)))));
        }
        assertThat(problems(bomb.toString())).isNotEmpty();
    }

    @Property(tries = 500)
    void anyTextIsReadOrRefusedWithAPlace(
            @ForAll
                    @Chars({'{', '}', '[', ']', ':', ' ', '\n', '-', '&', '*', '!', '"', '\'', '$', 'a', '#', ','})
                    @CharRange(from = '\u0000', to = '\u00ff')
                    String text) {
        try {
            ConfigBinder.bind(WeirConfig.class, ConfigSource.of("weir.yaml", text));
        } catch (ConfigException e) {
            assertThat(e.problems()).isNotEmpty();
            assertThat(e.getMessage()).startsWith("weir.yaml");
        }
    }

    private static List<String> problems(String yaml) {
        return problems(ConfigSource.of("weir.yaml", yaml));
    }

    private static List<String> problems(ConfigSource source) {
        ConfigException refused =
                catchThrowableOfType(ConfigException.class, () -> ConfigBinder.bind(WeirConfig.class, source));
        return refused.problems().stream().map(Problem::toString).toList();
    }
}
