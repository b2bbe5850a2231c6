package dev.weir.app;

import dev.weir.audit.AuditLog;
import dev.weir.audit.EntryFilter;
import dev.weir.audit.LogPage;
import dev.weir.audit.Report;
import dev.weir.console.AuditSource;
import dev.weir.console.Figures;
import dev.weir.http.Json;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.tenancy.Project;
import dev.weir.tenancy.Tenancy;
import dev.weir.tenancy.VirtualKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The audit log as the console wants it: with the names of keys. */
record ConsoleAudit(AuditLog log, Tenancy tenancy) implements AuditSource {
    private static final String KEY = "key_";
    private static final String PROJECT = "proj_";

    @Override
    public Items list(Principal principal, Filter filter, @Nullable String cursor, int limit) {
        EntryFilter wanted = new EntryFilter(
                given(filter.kind()), null, given(filter.actor()), given(filter.subject()), filter.from(), null);
        LogPage page = log.entries(principal, wanted, cursor, limit);
        return new Items(page.data().stream().map(this::entry).toList(), page.next());
    }

    private static @Nullable String given(String text) {
        return text.isBlank() ? null : text;
    }

    private Entry entry(LogPage.Item item) {
        JsonNode body = item.body();
        String subject = body.path("subject").asString(body.path("exchange").asString(""));
        return new Entry(
                item.entry(),
                item.action() == null ? item.kind() : item.action(),
                item.at(),
                item.actor() == null ? "" : name(item.actor()),
                item.actor() == null ? "" : item.actor(),
                subject,
                says(item));
    }

    private String says(LogPage.Item item) {
        JsonNode body = item.body();
        return switch (item.kind()) {
            case "attempt.intent" ->
                amount(body, "reserved") + " set aside for "
                        + body.path("deployment").asString("");
            case "attempt.outcome" -> body.path("error").asString("failed") + ", " + amount(body, "cost");
            case "exchange.closed" ->
                body.path("model").asString("") + " " + body.path("status").asString("") + ", "
                        + (body.path("cached").isObject() ? "from the cache" : amount(body, "cost"));
            case "adjustment" ->
                amount(body, "amount") + ", " + body.path("reason").asString("");
            default -> named(body);
        };
    }

    private static String amount(JsonNode body, String member) {
        String picounits = body.path(member).asString("");
        return picounits.isEmpty()
                ? "no cost"
                : Figures.amount(
                        new Money(Long.parseLong(picounits)),
                        body.path("currency").asString("USD"));
    }

    /** What an administrator acted on is called. */
    private String named(JsonNode body) {
        String subject = body.path("subject").asString("");
        String name = body.at("/details/name").asString("");
        if (!name.isEmpty()) {
            return name;
        }
        if (subject.startsWith(KEY)) {
            return name(subject);
        }
        return subject.startsWith(PROJECT)
                ? tenancy.project(new ProjectId(subject)).map(Project::name).orElse("")
                : "";
    }

    private String name(String key) {
        return tenancy.key(new KeyId(key)).map(VirtualKey::name).orElse(key);
    }

    @Override
    public Optional<Proof> proof(Principal principal, long entry) {
        return log.proof(principal, entry)
                .map(proof -> new Proof(
                        proof.entry(),
                        proof.kind(),
                        laidOut(Json.tree(proof.body().getBytes(StandardCharsets.UTF_8)))
                                .toPrettyString(),
                        proof.leaf(),
                        proof.path(),
                        proof.size(),
                        proof.root(),
                        proof.checkpoint()));
    }

    /** What was before and after is JSON in a text; it is easier to read as JSON, without what is not set. */
    private static JsonNode laidOut(JsonNode body) {
        if (body.path("details") instanceof ObjectNode details) {
            for (String member : List.of("before", "after")) {
                String text = details.path(member).asString("");
                if (text.startsWith("{")) {
                    JsonNode laid = Json.tree(text.getBytes(StandardCharsets.UTF_8));
                    if (laid instanceof ObjectNode object) {
                        object.removeIf(JsonNode::isNull);
                    }
                    details.set(member, laid);
                }
            }
        }
        return body;
    }

    @Override
    public Verdict verify(Principal principal) {
        Report report = log.check();
        return new Verdict(
                report.valid(),
                report.entries(),
                report.checkpoints(),
                report.root(),
                report.findings().stream().map(ConsoleAudit::sentence).toList());
    }

    private static String sentence(Report.Finding finding) {
        return finding.entry() == null ? finding.what() : "Entry " + finding.entry() + " " + finding.what();
    }
}
