package dev.weir.app;

import dev.weir.audit.AuditRoom;
import dev.weir.batch.BatchLimits;
import dev.weir.billing.BillingRoom;
import dev.weir.config.AdmissionConfig;
import dev.weir.config.BatchesConfig;
import dev.weir.config.BillingEventsConfig;
import dev.weir.config.CheckpointsConfig;
import dev.weir.config.FilesConfig;
import dev.weir.config.GroundingConfig;
import dev.weir.config.IdempotencyConfig;
import dev.weir.config.IdentityConfig;
import dev.weir.config.IsolationMode;
import dev.weir.config.OtlpConfig;
import dev.weir.config.ParserConfig;
import dev.weir.config.Secret;
import dev.weir.config.ServerConfig;
import dev.weir.config.SlowDownConfig;
import dev.weir.config.StoreConfig;
import dev.weir.config.UsageConfig;
import dev.weir.config.WebSocketConfig;
import dev.weir.config.WebhookConfig;
import dev.weir.config.WeirConfig;
import dev.weir.files.FileLimits;
import dev.weir.http.SocketRules;
import dev.weir.http.WebServer;
import dev.weir.idempotency.IdempotencyRoom;
import dev.weir.knowledge.GroundingRules;
import dev.weir.knowledge.parser.ParserSettings;
import dev.weir.limits.AdmissionRoom;
import dev.weir.limits.RateRoom;
import dev.weir.notice.NoticeRoom;
import dev.weir.notice.WebhookSecret;
import dev.weir.spi.Grounding;
import dev.weir.spi.parsing.ParseRequest;
import dev.weir.store.PostgresServer;
import dev.weir.telemetry.otlp.OtlpSettings;
import dev.weir.tenancy.Identity;
import dev.weir.tenancy.Shares;
import dev.weir.usage.UsageRoom;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the configuration says to rooms other than routing, in their own words; {@link ModelsOf} is for models. */
final class SettingsOf {
    private final WeirConfig config;

    SettingsOf(WeirConfig config) {
        this.config = config;
    }

    WebServer.Options server() {
        ServerConfig wanted = config.server();
        return new WebServer.Options(
                wanted.host(),
                wanted.port(),
                (int) wanted.maxBody().bytes(),
                wanted.maxConcurrent(),
                wanted.shutdownGrace());
    }

    GroundingRules.Settings grounding() {
        GroundingConfig wanted = config.knowledge().grounding();
        Grounding.Policy policy = switch (wanted.policy()) {
            case OFF -> Grounding.Policy.OFF;
            case MARK -> Grounding.Policy.MARK;
            case DROP -> Grounding.Policy.DROP;
            case REGENERATE -> Grounding.Policy.REGENERATE;
            case REFUSE -> Grounding.Policy.REFUSE;
        };
        Grounding standard = new Grounding(policy, wanted.threshold().doubleValue(), wanted.judge());
        return new GroundingRules.Settings(standard, wanted.longest());
    }

    SocketRules sockets() {
        WebSocketConfig wanted = config.server().websocket();
        return new SocketRules(wanted.ping(), wanted.idle(), wanted.origins());
    }

    AdmissionRoom.Settings admission() {
        AdmissionConfig wanted = config.server().admission();
        return new AdmissionRoom.Settings(
                config.server().maxConcurrent(),
                wanted.target(),
                wanted.interval(),
                wanted.projectConcurrency(),
                wanted.keyConcurrency());
    }

    ParserSettings parser() {
        ParserConfig wanted = config.knowledge().parser();
        return new ParserSettings(
                wanted.processes(),
                wanted.memory().bytes(),
                wanted.time(),
                wanted.cpuTime(),
                wanted.files(),
                wanted.warm(),
                wanted.isolation() == IsolationMode.REQUIRED,
                wanted.isolation() != IsolationMode.OFF,
                new ParseRequest.Limits(
                        wanted.maxCharacters(),
                        ParseRequest.Limits.DEFAULT.expandedBytes(),
                        ParseRequest.Limits.DEFAULT.depth(),
                        ParseRequest.Limits.DEFAULT.files()));
    }

    /** The database that several nodes share; null for files. */
    PostgresServer.@Nullable Settings store() {
        StoreConfig wanted = config.store();
        String url = wanted.url();
        return url == null
                ? null
                : new PostgresServer.Settings(
                        url,
                        wanted.user(),
                        wanted.password() == null ? null : wanted.password().reveal(),
                        wanted.schema());
    }

    /** Where nodes count rates together; null where each counts for itself. */
    @Nullable
    String redis() {
        Secret url = config.cache().redis();
        return url == null ? null : url.reveal();
    }

    /** The bound of the output of calls under a budget whose callers set none. */
    long boundOutput() {
        return config.budgets().outputTokens();
    }

    FileLimits files() {
        FilesConfig wanted = config.files();
        return new FileLimits(
                wanted.maxSize().bytes(),
                wanted.maxTotal().bytes(),
                wanted.keepFree().bytes(),
                wanted.batchRetention());
    }

    BatchLimits batches() {
        BatchesConfig wanted = config.batches();
        return new BatchLimits(
                wanted.concurrency(),
                wanted.maxRequests(),
                wanted.maxOpen(),
                wanted.retries(),
                wanted.backoff(),
                wanted.poll());
    }

    AuditRoom.Settings audit() {
        CheckpointsConfig wanted = config.audit().checkpoints();
        return new AuditRoom.Settings(wanted.every(), wanted.file(), wanted.webhook(), wanted.git());
    }

    UsageRoom.Settings usage() {
        UsageConfig wanted = config.usage();
        return new UsageRoom.Settings(wanted.time(), Duration.ofDays(wanted.checkDays()));
    }

    BillingRoom.Settings billing() {
        BillingEventsConfig wanted = config.billing().events();
        return new BillingRoom.Settings(
                wanted.url(),
                wanted.token() == null ? null : wanted.token().reveal(),
                wanted.subject(),
                wanted.type(),
                wanted.batch(),
                wanted.every(),
                wanted.allowPrivate());
    }

    /** Null where nobody is slowed down. */
    RateRoom.@Nullable Slowing slowing() {
        SlowDownConfig wanted = config.limits().slowDown();
        return wanted == null
                ? null
                : new RateRoom.Slowing(wanted.after(), wanted.within(), wanted.first(), wanted.longest());
    }

    /** The shares of limits that name none of their own. */
    Shares warnAt() {
        List<BigDecimal> wanted = config.notices().warnAt();
        return wanted == null ? Shares.USUAL : new Shares(wanted);
    }

    /**
     * @param node who tells
     */
    NoticeRoom.Settings notices(String node) {
        WebhookConfig wanted = config.notices().webhook();
        return new NoticeRoom.Settings(
                wanted == null ? null : new NoticeRoom.Target(wanted.url(), new WebhookSecret(wanted.key())),
                config.notices().retention(),
                "weir/" + node);
    }

    /** Whose tokens name end users; null for nobody's. */
    @Nullable
    Identity identity() {
        IdentityConfig wanted = config.identity();
        return wanted == null
                ? null
                : new Identity(
                        wanted.issuer(),
                        wanted.audience(),
                        wanted.jwksUrl(),
                        wanted.jwksFile(),
                        wanted.allowPrivate(),
                        wanted.userClaim(),
                        wanted.groupsClaim(),
                        wanted.attributes(),
                        wanted.leeway(),
                        wanted.refresh());
    }

    IdempotencyRoom.Settings idempotency() {
        IdempotencyConfig wanted = config.idempotency();
        return new IdempotencyRoom.Settings(
                wanted.retention(), wanted.maxAnswer().bytes());
    }

    /** Empty unless a collector is named, here or by OpenTelemetry's own variables. */
    Optional<OtlpSettings> spans(Map<String, String> environment) {
        OtlpConfig wanted = config.telemetry().otlp();
        Map<String, String> headers = new HashMap<>();
        wanted.headers().forEach((name, value) -> headers.put(name, value.reveal()));
        return OtlpSettings.of(wanted.endpoint(), headers, wanted.serviceName(), wanted.content(), environment);
    }
}
