package dev.weir.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.config.ConfigBinder;
import dev.weir.config.ConfigException;
import dev.weir.config.ConfigSource;
import dev.weir.config.DeploymentConfig;
import dev.weir.config.ModelConfig;
import dev.weir.config.WeirConfig;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of other gateways' files is a configuration of Weir's, and says what they said. */
class ImportsTest {
    private static final Set<String> KINDS = Set.of("openai", "anthropic");
    private final Imports imports = new Imports(KINDS);

    private static String fixture(String name) throws IOException {
        try (InputStream file = Objects.requireNonNull(ImportsTest.class.getResourceAsStream(name))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static WeirConfig bound(Imported imported) {
        Map<String, String> environment = new HashMap<>();
        imported.variables().forEach(name -> environment.put(name, "value-of-" + name));
        return ConfigBinder.bind(
                WeirConfig.class, new ConfigSource("weir.yaml", imported.yaml(), environment, List.of()));
    }

    private WeirConfig liteLlm(String yaml) {
        return bound(imports.liteLlm("config.yaml", yaml));
    }

    private static List<String> deployments(WeirConfig config, String model) {
        return config.models().get(model).deployments().stream()
                .map(each -> each.provider() + "/" + each.model())
                .toList();
    }

    @Test
    void aWholeFileOfLiteLlmBecomesAValidConfiguration() throws IOException {
        WeirConfig config = liteLlm(fixture("litellm.yaml"));

        assertThat(config.server().maxConcurrent()).isEqualTo(500);
        assertThat(config.models()).containsOnlyKeys("chat", "claude", "local", "vectors", "gpt-4", "secret");
        ModelConfig chat = config.models().get("chat");
        assertThat(chat.strategy()).isEqualTo("weighted");
        assertThat(deployments(config, "chat"))
                .containsExactly("openai/gpt-4.1-mini", "groq/llama-3.3-70b-versatile", "anthropic/claude-sonnet-4-5");
        assertThat(chat.deployments()).extracting(DeploymentConfig::weight).containsExactly(9, 1, 0);
        assertThat(chat.deployments().getFirst().rpm()).isEqualTo(900);
        assertThat(chat.deployments().getFirst().tpm()).isEqualTo(200_000);
        assertThat(chat.deployments().getFirst().context()).isEqualTo(1_047_576);
        assertThat(chat.deployments().get(1).concurrency()).isEqualTo(4);
        assertThat(chat.deployments()).allMatch(DeploymentConfig::lenient);
        assertThat(chat.retries().max()).isEqualTo(3);
        assertThat(chat.breaker().failures()).isEqualTo(4);
        assertThat(chat.breaker().probeAfter()).isEqualTo(Duration.ofSeconds(30));
        assertThat(chat.timeouts().firstToken()).isEqualTo(Duration.ofSeconds(30));
        assertThat(chat.timeouts().idle()).isEqualTo(Duration.ofSeconds(15));
        assertThat(chat.timeouts().total()).isEqualTo(Duration.ofSeconds(120));
        assertThat(config.models().get("gpt-4")).isEqualTo(chat);
        assertThat(deployments(config, "local")).containsExactly("vllm/qwen3", "ollama/llama3.2");
        assertThat(deployments(config, "vectors"))
                .containsExactly("openai/text-embedding-3-small", "vllm/qwen3", "ollama/llama3.2");
        assertThat(config.models().get("claude").deployments().getFirst().regions())
                .containsExactly("eu");
        assertThat(config.prices().get("gpt-4.1-mini").input()).isEqualByComparingTo("0.4");
        assertThat(config.prices().get("gpt-4.1-mini").output()).isEqualByComparingTo(new BigDecimal("1.6"));
        assertThat(config.providers().get("ollama").baseUrl()).isEqualTo(URI.create("http://gpu-box:11434/v1"));
        assertThat(config.providers().get("ollama").allowPrivate()).isTrue();
        assertThat(config.providers().get("anthropic").baseUrl()).isEqualTo(URI.create("https://api.anthropic.com/v1"));
    }

    @Test
    void whatIsNotCarriedIsListedWithItsLineAndWhy() throws IOException {
        List<NotCarried> missing =
                imports.liteLlm("config.yaml", fixture("litellm.yaml")).notCarried();

        assertThat(missing).extracting(NotCarried::line).isSorted().doesNotContain(0);
        assertThat(missing)
                .extracting(NotCarried::toString)
                .contains("line 74, router_settings.unheard_of: Weir has no such setting")
                .anySatisfy(line -> assertThat(line).startsWith("line 15, model_list[0].litellm_params.temperature: "))
                .anySatisfy(line -> assertThat(line).startsWith("line 51,").contains("image_generation"))
                .anySatisfy(line -> assertThat(line).startsWith("line 57,").contains("predibase"))
                .anySatisfy(line -> assertThat(line).startsWith("line 64,").contains("no model 'nobody'"))
                .anySatisfy(line -> assertThat(line).startsWith("line 77,").contains("WEIR_ADMIN_KEY"));
    }

    @Test
    void aKeyOfTheFileIsNowhereInTheResult() throws IOException {
        Imported imported = imports.liteLlm("config.yaml", fixture("litellm.yaml"));

        assertThat(imported.toString()).doesNotContain("gsk_a-literal-key").doesNotContain("sk-a-master-key");
        assertThat(imported.variables()).containsExactly("OPENAI_API_KEY", "IMPORTED_GROQ_KEY", "ANTHROPIC_API_KEY");
    }

    @ParameterizedTest
    @CsvSource({
        "simple-shuffle, weighted",
        "latency-based-routing, fastest",
        "cost-based-routing, cheapest",
        "least-busy, fastest",
        "usage-based-routing-v2, weighted",
        "of-my-own, weighted"
    })
    void theStrategyIsTheNearestOne(String theirs, String ours) {
        String yaml = """
                model_list:
                  - {model_name: m, litellm_params: {model: gpt-4o}}
                  - {model_name: m, litellm_params: {model: deepseek/deepseek-chat}}
                router_settings: {routing_strategy: %s}
                """.formatted(theirs);

        assertThat(liteLlm(yaml).models().get("m").strategy()).isEqualTo(ours);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, openai/gpt-4o",
        "o3-mini, openai/o3-mini",
        "claude-haiku-4-5, anthropic/claude-haiku-4-5",
        "mistral/mistral-large-latest, mistral/mistral-large-latest",
        "together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo, together/meta-llama/Llama-3.3-70B-Instruct-Turbo",
        "openrouter/anthropic/claude-sonnet-4.5, openrouter/anthropic/claude-sonnet-4.5",
        "xai/grok-4, xai/grok-4"
    })
    void theVendorIsKnownByPrefixOrName(String written, String deployment) {
        WeirConfig config = liteLlm("model_list: [{model_name: m, litellm_params: {model: '" + written + "'}}]");

        assertThat(deployments(config, "m")).containsExactly(deployment);
    }

    @Test
    void aKindThatThisWeirDoesNotHaveIsNamed() {
        Imported imported = imports.liteLlm(
                "config.yaml", "model_list: [{model_name: m, litellm_params: {model: bedrock/converse/x.y}}]");

        assertThat(imported.notCarried())
                .singleElement()
                .satisfies(each -> assertThat(each.why()).contains("no provider of kind bedrock"));
        assertThat(bound(imported).models()).isEmpty();
    }

    @Test
    void bedrocksRegionAndKeysBecomeItsOptions() {
        Imported imported = new Imports(Set.of("bedrock")).liteLlm("config.yaml", """
                model_list:
                  - model_name: m
                    litellm_params:
                      model: bedrock/converse/anthropic.claude-x
                      aws_region_name: eu-central-1
                      aws_access_key_id: os.environ/AWS_ID
                      aws_secret_access_key: a-literal-secret
                """);
        WeirConfig config = bound(imported);

        assertThat(deployments(config, "m")).containsExactly("bedrock/anthropic.claude-x");
        assertThat(config.providers().get("bedrock").options().get("region").reveal())
                .isEqualTo("eu-central-1");
        assertThat(config.providers()
                        .get("bedrock")
                        .options()
                        .get("access_key_id")
                        .reveal())
                .isEqualTo("value-of-AWS_ID");
        assertThat(imported.toString()).doesNotContain("a-literal-secret");
    }

    @Test
    void aCredentialThatIsNamedIsFollowed() {
        WeirConfig config = liteLlm("""
                credential_list:
                  - {credential_name: mine, credential_values: {api_base: "https://llm.example/v1", api_key: os.environ/MINE}}
                model_list:
                  - {model_name: m, litellm_params: {model: openai/x, litellm_credential_name: mine}}
                """);

        assertThat(config.providers().get("openai").baseUrl()).isEqualTo(URI.create("https://llm.example/v1"));
        assertThat(config.providers().get("openai").apiKey())
                .satisfies(
                        key -> assertThat(Objects.requireNonNull(key).reveal()).isEqualTo("value-of-MINE"));
    }

    @Test
    void whatLooksLikeAReferenceOfWeirsStaysTheText() {
        WeirConfig config = liteLlm("""
                model_list:
                  - {model_name: 'a: "b" ${C}', litellm_params: {model: 'openai/${X}y'}}
                """);

        assertThat(config.models()
                        .values()
                        .iterator()
                        .next()
                        .deployments()
                        .getFirst()
                        .model())
                .isEqualTo("${X}y");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "model_list:",
                "model_list: 7",
                "model_list: [7, {}, {model_name: x}, {model_name: x, litellm_params: 3}]",
                "model_list: [{model_name: x, litellm_params: {model: gpt-4, rpm: many, tpm: -1, weight: x}}]",
                "model_list: [{model_name: x, litellm_params: {model: gpt-4, api_base: 'not an address'}}]",
                "model_list: [{model_name: x, litellm_params: {model: gpt-4, weight: 0}}]",
                "router_settings: {fallbacks: [a, {b: c}], model_group_alias: {x: [y]}, num_retries: 99}",
                "[]",
                "just words"
            })
    void whateverStandsThereIsNotedAndTheRestIsValid(String yaml) {
        Imported imported = imports.liteLlm("config.yaml", yaml);

        assertThat(bound(imported)).isNotNull();
    }

    @Test
    void whatIsNoYamlIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> imports.liteLlm("config.yaml", "a: [1, 2\nb: {"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("config.yaml:2");
    }

    @Test
    void aConfigOfPortkeysSharesAndFallsBack() {
        Imported imported = imports.portkey("chat.json", """
                {
                \t"strategy": {"mode": "loadbalance"},
                \t"retry": {"attempts": 3},
                \t"request_timeout": 10000,
                \t"cache": {"mode": "simple"},
                \t"targets": [
                \t\t{"provider": "openai", "api_key": "sk-literal", "weight": 0.7,
                \t\t "override_params": {"model": "gpt-4.1-mini"}},
                \t\t{"weight": 0.3, "strategy": {"mode": "fallback"}, "targets": [
                \t\t\t{"virtual_key": "groq-prod-12", "override_params": {"model": "llama-3.3-70b-versatile"}},
                \t\t\t{"provider": "anthropic", "override_params": {"model": "claude-sonnet-4-5"}}]}
                \t]
                }
                """, "chat");
        WeirConfig config = bound(imported);

        ModelConfig chat = config.models().get("chat");
        assertThat(chat.strategy()).isEqualTo("weighted");
        assertThat(chat.deployments()).extracting(DeploymentConfig::weight).containsExactly(7, 3, 0);
        assertThat(deployments(config, "chat"))
                .containsExactly("openai/gpt-4.1-mini", "groq/llama-3.3-70b-versatile", "anthropic/claude-sonnet-4-5");
        assertThat(chat.retries().max()).isEqualTo(3);
        assertThat(chat.timeouts().firstToken()).isEqualTo(Duration.ofSeconds(10));
        assertThat(imported.toString()).doesNotContain("sk-literal");
        assertThat(imported.notCarried()).anySatisfy(each -> {
            assertThat(each.key()).isEqualTo("cache");
            assertThat(each.line()).isEqualTo(5);
        });
    }

    @Test
    void aLoneTargetOfPortkeysIsAModel() {
        WeirConfig config = bound(imports.portkey(
                "x.json", "{\"provider\": \"deepseek\", \"override_params\": {\"model\": \"deepseek-chat\"}}", "x"));

        assertThat(deployments(config, "x")).containsExactly("deepseek/deepseek-chat");
        assertThat(bound(imports.portkey("x.json", "{\"provider\": \"openai\"}", "x"))
                        .models())
                .isEmpty();
    }

    @Test
    void openRoutersListBecomesModelsWithPrices() {
        WeirConfig config = bound(imports.openRouter("models.json", """
                {"data": [{"id": "qwen/qwen3-8b:free", "name": "Qwen", "context_length": 40960,
                  "pricing": {"prompt": "0.00000025", "completion": "0.000001", "image": "0"}}]}
                """, "models"));

        assertThat(deployments(config, "qwen/qwen3-8b:free")).containsExactly("openrouter/qwen/qwen3-8b:free");
        assertThat(config.models()
                        .get("qwen/qwen3-8b:free")
                        .deployments()
                        .getFirst()
                        .context())
                .isEqualTo(40_960);
        assertThat(config.prices().get("qwen/qwen3-8b:free").input()).isEqualByComparingTo("0.25");
    }

    @Test
    void openRoutersRequestsBecomeModelsWithFallbacks() {
        Imported imported = imports.openRouter("or.json", """
                {"models": {
                  "smart": {"models": ["anthropic/claude-sonnet-4.5", "openai/gpt-4.1"], "provider": {"order": ["x"]}},
                  "cheap": "qwen/qwen3-8b"}}
                """, "or");

        assertThat(deployments(bound(imported), "smart"))
                .containsExactly("openrouter/anthropic/claude-sonnet-4.5", "openrouter/openai/gpt-4.1");
        assertThat(deployments(bound(imported), "cheap")).containsExactly("openrouter/qwen/qwen3-8b");
        assertThat(imported.notCarried())
                .singleElement()
                .satisfies(each -> assertThat(each.key()).isEqualTo("models.smart.provider"));
        assertThat(deployments(bound(imports.openRouter("l", "[a/b, c/d]", "l")), "c/d"))
                .containsExactly("openrouter/c/d");
        assertThat(deployments(
                        bound(imports.openRouter("mine", "{\"model\": \"a/b\", \"models\": [\"c/d\"]}", "mine")),
                        "mine"))
                .containsExactly("openrouter/a/b", "openrouter/c/d");
    }
}
