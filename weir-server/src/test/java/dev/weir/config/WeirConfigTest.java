package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.spi.Capability;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pins what an empty file means, and reads a file in which every key is set. */
class WeirConfigTest {
    private static final String EVERY_KEY = """
            server: {host: 0.0.0.0, port: 9000, public_url: "https://llm.example.com", max_body: 4MB, max_image: 2MB, max_concurrent: 10, shutdown_grace: 250ms,
              admission: {target: 100ms, interval: 1s, project_concurrency: 8, key_concurrency: 4},
              websocket: {ping: 5s, idle: 1m, origins: ["https://app.example.com"]}}
            data: /var/lib/weir
            store: {url: "jdbc:postgresql://db.example.com:5432/weir", user: weir, password: hush, schema: llm}
            providers:
              backup:
                kind: openai
                base_url: http://127.0.0.1:9001/v1
                api_key: sk-1
                allow_private: true
                headers: {x-team: hush}
                vendor: vllm
                capabilities: {output_limit: max_tokens, stream_options: true, prefill: plain, endpoints: [rerank]}
                options: {region: here}
            models:
              small:
                strategy: weighted
                deployments:
                  - provider: backup
                    model: local-small
                    weight: 3
                    rpm: 500
                    tpm: 200000
                    concurrency: 20
                    context: 128000
                    regions: [eu]
                    capabilities: [vision, structured_output]
                    tags: {tier: fast}
                    prefill: true
                    lenient: true
                    batches: provider
                    batch_price: 0.4
                regions: [eu, ch]
                max_cost: 0.05
                timeouts: {connect: 1s, first_token: 2s, idle: 3s, total: 4m}
                retries: {max: 1, backoff: 5s}
                breaker: {failures: 2, window: 6s, probe_after: 7s}
                hedge: {after: p90}
                affinity: {by: session, prefix: 500, load: 1.5}
                cache: {mode: on, ttl: 1h, failures: 3s, sampled: true, tools: true, coalesce: false, charge: 0.5}
                validate: on
                repair: true
                cascade:
                  judge: beginning
                  validity: false
                  probability: 0.8
                  lowest: 0.01
                  confidence: 0.7
                  scorers: {certain: 0.6}
                  beginning: 50
                  hold: 64KB
                  patience: 5s
                classifier: {name: mine, classes: {code: local-small}, min_probability: 0.9, otherwise: local-small}
            aliases: {fast: small}
            prices:
              local-small: {input: 2.50, cached_input: 1.25, output: 10.00, searches: 2.00, per: 1000, currency: EUR, from: 2026-01-01}
            cache: {size: 8MB, max_answer: 64KB, mode: never, ttl: 1m, failures: 0s, sampled: true, tools: true, coalesce: false, charge: 1, redis: "redis://localhost:6379"}
            knowledge: {docs: false, grounding: {policy: drop, threshold: 0.7, judge: checker, longest: 2000}, parser: {processes: 1, memory: 64MB, time: 20s, cpu_time: 10s, files: 5, warm: 0s, isolation: required, max_file: 2MB, max_characters: 5000}}
            budgets: {output_tokens: 1000}
            traces: {retention: 7d}
            telemetry: {otlp: {endpoint: "http://127.0.0.1:4318", headers: {x-team: k}, service_name: gateway, content: true}}
            files: {max_size: 1MB, max_total: 2GB, keep_free: 0, batch_retention: 2d}
            batches: {concurrency: 2, max_requests: 100, max_open: 3, retries: 1, backoff: 10ms, poll: 20ms}
            idempotency: {retention: 1h, max_answer: 1MB}
            changes: {api: false, variables: [GROQ_KEY], allow_private: true}
            audit: {checkpoints: {every: 5s, file: /mnt/other/checkpoints, webhook: "https://witness.example.com/weir", git: /srv/witness}}
            usage: {check_at: "04:30", check_days: 7}
            billing: {events: {url: "https://openmeter.example.com/api/v1/events", token: hush, subject: key, type: tokens, batch: 7, every: 1m, allow_private: true}}
            notices: {warn_at: [0.9], webhook: {url: "https://pager.example.com/weir", secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw}, retention: 7d}
            limits: {slow_down: {after: 3, within: 30s, first: 100ms, longest: 5s}}
            identity:
              issuer: https://id.example.com
              audience: [weir, portal]
              jwks_url: https://id.example.com/keys
              allow_private: true
              user_claim: email
              groups_claim: realm_access.roles
              attributes: {department: dept}
              leeway: 1m
              refresh: 1h
            """;

    /** The example names an address. */
    private static final String ONE_OR_THE_OTHER = "identity.jwks_file";

    @Test
    void anEmptyFileMeansTheDefaults() {
        WeirConfig config = ConfigBinder.bind(WeirConfig.class, ConfigSource.of("weir.yaml", ""));

        assertThat(config)
                .isEqualTo(new WeirConfig(
                        new ServerConfig(
                                "127.0.0.1",
                                8080,
                                null,
                                new ByteSize(32L << 20),
                                new ByteSize(20L << 20),
                                4096,
                                Duration.ofSeconds(10),
                                new AdmissionConfig(Duration.ofMillis(500), Duration.ofSeconds(2), null, null),
                                new WebSocketConfig(Duration.ofSeconds(30), Duration.ofMinutes(10), List.of())),
                        Path.of("./data"),
                        new StoreConfig(null, null, null, "weir"),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        new CacheConfig(
                                new ByteSize(64L << 20),
                                new ByteSize(1L << 20),
                                CacheMode.OFF,
                                Duration.ofMinutes(10),
                                Duration.ofSeconds(1),
                                false,
                                false,
                                true,
                                BigDecimal.ZERO,
                                null),
                        new KnowledgeConfig(
                                true,
                                new GroundingConfig(GroundingConfig.Policy.MARK, new BigDecimal("0.5"), null, 65_536),
                                new ParserConfig(
                                        2,
                                        new ByteSize(384L << 20),
                                        Duration.ofMinutes(5),
                                        Duration.ofMinutes(3),
                                        200,
                                        Duration.ofMinutes(1),
                                        IsolationMode.AUTO,
                                        new ByteSize(256L << 20),
                                        10_000_000)),
                        new BudgetsConfig(4096),
                        new TracesConfig(Duration.ofDays(30)),
                        new TelemetryConfig(new OtlpConfig(null, Map.of(), null, false)),
                        new FilesConfig(
                                new ByteSize(512L << 20),
                                new ByteSize(20L << 30),
                                new ByteSize(1L << 30),
                                Duration.ofDays(30)),
                        new BatchesConfig(8, 50_000, 100, 5, Duration.ofSeconds(1), Duration.ofSeconds(10)),
                        new IdempotencyConfig(Duration.ofHours(24), new ByteSize(8L << 20)),
                        new ChangesConfig(true, List.of(), false),
                        new AuditConfig(new CheckpointsConfig(Duration.ofMinutes(1), null, null, null)),
                        new UsageConfig("03:10", 35),
                        new BillingConfig(new BillingEventsConfig(
                                null, null, "organization", "weir.usage", 100, Duration.ofSeconds(5), false)),
                        new NoticesConfig(null, null, Duration.ofDays(90)),
                        new LimitsConfig(null),
                        null));
    }

    @Test
    void whatAModelAProviderAndAPriceLeaveOutHasADefault() {
        WeirConfig config = ConfigBinder.bind(WeirConfig.class, ConfigSource.of("weir.yaml", """
                providers: {openai: {kind: openai}}
                models: {small: {deployments: [{provider: openai, model: m}]}}
                prices: {m: {input: 1, output: 2}}
                """));

        assertThat(config.providers())
                .containsEntry("openai", new ProviderConfig("openai", null, null, false, Map.of()));
        assertThat(config.models())
                .containsEntry(
                        "small",
                        new ModelConfig(
                                "fallback",
                                List.of(DeploymentConfig.of("openai", "m")),
                                List.of(),
                                null,
                                new TimeoutsConfig(
                                        Duration.ofSeconds(2),
                                        Duration.ofSeconds(60),
                                        Duration.ofSeconds(60),
                                        Duration.ofSeconds(600)),
                                new RetriesConfig(2, Duration.ofMillis(250)),
                                new BreakerConfig(5, Duration.ofSeconds(30), Duration.ofSeconds(15)),
                                null,
                                null,
                                null,
                                SchemaValidation.AUTO,
                                false,
                                new CascadeConfig(
                                        CascadeConfig.Judged.WHOLE,
                                        true,
                                        null,
                                        null,
                                        new BigDecimal("0.5"),
                                        Map.of(),
                                        200,
                                        new ByteSize(1L << 20),
                                        Duration.ofSeconds(20)),
                                new ClassifierConfig("prompts", Map.of(), new BigDecimal("0.5"), null)));
        assertThat(config.prices())
                .containsEntry(
                        "m",
                        new PriceConfig(
                                BigDecimal.ONE, null, BigDecimal.TWO, 1_000_000, Currency.getInstance("USD"), null));
    }

    @Test
    void everyKeyIsRead() {
        WeirConfig config = ConfigBinder.bind(WeirConfig.class, ConfigSource.of("weir.yaml", EVERY_KEY));

        assertThat(config)
                .isEqualTo(new WeirConfig(
                        new ServerConfig(
                                "0.0.0.0",
                                9000,
                                URI.create("https://llm.example.com"),
                                new ByteSize(4L << 20),
                                new ByteSize(2L << 20),
                                10,
                                Duration.ofMillis(250),
                                new AdmissionConfig(Duration.ofMillis(100), Duration.ofSeconds(1), 8L, 4L),
                                new WebSocketConfig(
                                        Duration.ofSeconds(5),
                                        Duration.ofMinutes(1),
                                        List.of("https://app.example.com"))),
                        Path.of("/var/lib/weir"),
                        new StoreConfig(
                                "jdbc:postgresql://db.example.com:5432/weir", "weir", new Secret("hush"), "llm"),
                        Map.of(
                                "backup",
                                new ProviderConfig(
                                        "openai",
                                        URI.create("http://127.0.0.1:9001/v1"),
                                        new Secret("sk-1"),
                                        true,
                                        Map.of("x-team", new Secret("hush")),
                                        "vllm",
                                        new CapabilitiesConfig("max_tokens", true, "plain", List.of("rerank")),
                                        Map.of("region", new Secret("here")))),
                        Map.of(
                                "small",
                                new ModelConfig(
                                        "weighted",
                                        List.of(new DeploymentConfig(
                                                "backup",
                                                "local-small",
                                                3,
                                                500L,
                                                200_000L,
                                                20L,
                                                128_000L,
                                                List.of("eu"),
                                                List.of(Capability.VISION, Capability.STRUCTURED_OUTPUT),
                                                Map.of("tier", "fast"),
                                                true,
                                                true,
                                                BatchesBy.PROVIDER,
                                                new BigDecimal("0.4"))),
                                        List.of("eu", "ch"),
                                        new BigDecimal("0.05"),
                                        new TimeoutsConfig(
                                                Duration.ofSeconds(1),
                                                Duration.ofSeconds(2),
                                                Duration.ofSeconds(3),
                                                Duration.ofMinutes(4)),
                                        new RetriesConfig(1, Duration.ofSeconds(5)),
                                        new BreakerConfig(2, Duration.ofSeconds(6), Duration.ofSeconds(7)),
                                        new HedgeConfig("p90"),
                                        new AffinityConfig(AffinityBy.SESSION, 500, 1.5),
                                        new ModelCacheConfig(
                                                CacheMode.ON,
                                                Duration.ofHours(1),
                                                Duration.ofSeconds(3),
                                                true,
                                                true,
                                                false,
                                                new BigDecimal("0.5")),
                                        SchemaValidation.ON,
                                        true,
                                        new CascadeConfig(
                                                CascadeConfig.Judged.BEGINNING,
                                                false,
                                                new BigDecimal("0.8"),
                                                new BigDecimal("0.01"),
                                                new BigDecimal("0.7"),
                                                Map.of("certain", new BigDecimal("0.6")),
                                                50,
                                                new ByteSize(64L << 10),
                                                Duration.ofSeconds(5)),
                                        new ClassifierConfig(
                                                "mine",
                                                Map.of("code", "local-small"),
                                                new BigDecimal("0.9"),
                                                "local-small"))),
                        Map.of("fast", "small"),
                        Map.of(
                                "local-small",
                                new PriceConfig(
                                        new BigDecimal("2.50"),
                                        new BigDecimal("1.25"),
                                        new BigDecimal("10.00"),
                                        new BigDecimal("2.00"),
                                        1000,
                                        Currency.getInstance("EUR"),
                                        LocalDate.parse("2026-01-01"))),
                        new CacheConfig(
                                new ByteSize(8L << 20),
                                new ByteSize(64L << 10),
                                CacheMode.NEVER,
                                Duration.ofMinutes(1),
                                Duration.ZERO,
                                true,
                                true,
                                false,
                                BigDecimal.ONE,
                                new Secret("redis://localhost:6379")),
                        new KnowledgeConfig(
                                false,
                                new GroundingConfig(
                                        GroundingConfig.Policy.DROP, new BigDecimal("0.7"), "checker", 2_000),
                                new ParserConfig(
                                        1,
                                        new ByteSize(64L << 20),
                                        Duration.ofSeconds(20),
                                        Duration.ofSeconds(10),
                                        5,
                                        Duration.ZERO,
                                        IsolationMode.REQUIRED,
                                        new ByteSize(2L << 20),
                                        5000)),
                        new BudgetsConfig(1000),
                        new TracesConfig(Duration.ofDays(7)),
                        new TelemetryConfig(new OtlpConfig(
                                URI.create("http://127.0.0.1:4318"),
                                Map.of("x-team", new Secret("k")),
                                "gateway",
                                true)),
                        new FilesConfig(
                                new ByteSize(1L << 20), new ByteSize(2L << 30), new ByteSize(0), Duration.ofDays(2)),
                        new BatchesConfig(2, 100, 3, 1, Duration.ofMillis(10), Duration.ofMillis(20)),
                        new IdempotencyConfig(Duration.ofHours(1), new ByteSize(1L << 20)),
                        new ChangesConfig(false, List.of("GROQ_KEY"), true),
                        new AuditConfig(new CheckpointsConfig(
                                Duration.ofSeconds(5),
                                Path.of("/mnt/other/checkpoints"),
                                URI.create("https://witness.example.com/weir"),
                                Path.of("/srv/witness"))),
                        new UsageConfig("04:30", 7),
                        new BillingConfig(new BillingEventsConfig(
                                URI.create("https://openmeter.example.com/api/v1/events"),
                                new Secret("hush"),
                                "key",
                                "tokens",
                                7,
                                Duration.ofMinutes(1),
                                true)),
                        new NoticesConfig(
                                List.of(new BigDecimal("0.9")),
                                new WebhookConfig(
                                        URI.create("https://pager.example.com/weir"),
                                        new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
                                Duration.ofDays(7)),
                        new LimitsConfig(new SlowDownConfig(
                                3, Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofSeconds(5))),
                        new IdentityConfig(
                                "https://id.example.com",
                                List.of("weir", "portal"),
                                URI.create("https://id.example.com/keys"),
                                null,
                                true,
                                "email",
                                "realm_access.roles",
                                Map.of("department", "dept"),
                                Duration.ofMinutes(1),
                                Duration.ofHours(1))));
    }

    @Test
    void theFileWithEveryKeyForgetsNone() {
        ConfigBinder.Bound<WeirConfig> bound =
                ConfigBinder.read(WeirConfig.class, ConfigSource.of("weir.yaml", EVERY_KEY));
        List<String> written = bound.origins().keySet().stream()
                .map(path -> path.replaceAll("^(providers|models|prices|aliases)\\.[^.]+", "$1.<name>")
                        .replaceAll("\\[0]", "[]")
                        .replace("headers.x-team", "headers.<name>")
                        .replace("options.region", "options.<name>")
                        .replace("tags.tier", "tags.<name>")
                        .replace("scorers.certain", "scorers.<name>")
                        .replace("classes.code", "classes.<name>")
                        .replace("attributes.department", "attributes.<name>"))
                .toList();

        assertThat(written)
                .containsAll(ConfigKeys.of(ShapeReader.of(WeirConfig.class)).stream()
                        .map(ConfigKeys.Key::path)
                        .filter(path -> !path.equals(ONE_OR_THE_OTHER))
                        .toList());
    }

    @Test
    void theKeysOfAnIssuerComeFromAFileOrAnAddressAndNotFromBoth() {
        String identity = "identity: {issuer: i, audience: [a]%s}";
        String file = ", jwks_file: keys.json";
        String address = ", jwks_url: https://id.example.com/keys";

        assertThat(ConfigBinder.bind(WeirConfig.class, ConfigSource.of("weir.yaml", identity.formatted(file)))
                        .identity())
                .isEqualTo(new IdentityConfig(
                        "i",
                        List.of("a"),
                        null,
                        Path.of("keys.json"),
                        false,
                        "sub",
                        "groups",
                        Map.of(),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(10)));
        for (String wrong : List.of("", file + address)) {
            assertThatThrownBy(() -> ConfigBinder.bind(
                            WeirConfig.class, ConfigSource.of("weir.yaml", identity.formatted(wrong))))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("jwks_file");
        }
    }

    @Test
    void aSecretDoesNotPrint() {
        WeirConfig config = ConfigBinder.bind(WeirConfig.class, ConfigSource.of("weir.yaml", EVERY_KEY));

        assertThat(config.toString()).contains("***").doesNotContain("sk-1", "hush");
    }

    @Test
    void theKeyNoneSendsNoKey() {
        WeirConfig config = ConfigBinder.bind(
                WeirConfig.class, ConfigSource.of("weir.yaml", "providers: {a: {kind: openai, api_key: none}}"));

        assertThat(config.providers().get("a"))
                .extracting(ProviderConfig::apiKey)
                .isNull();
    }
}
