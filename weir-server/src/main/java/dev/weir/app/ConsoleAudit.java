package dev.weir.app;

import dev.weir.audit.AuditLog;
import dev.weir.audit.EntryFilter;
import dev.weir.audit.LogPage;
import dev.weir.audit.Report;
import dev.weir.console.AuditSource;
import dev.weir.http.Json;
import dev.weir.spi.KeyId;
import dev.weir.spi.Principal;
import dev.weir.tenancy.Tenancy;
import dev.weir.tenancy.VirtualKey;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The audit log as the console wants it: with the names of keys. */
record ConsoleAudit(AuditLog log, Tenancy tenancy) implements AuditSource {
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
                subject);
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
                        Json.tree(proof.body().getBytes(StandardCharsets.UTF_8)).toPrettyString(),
                        proof.leaf(),
                        proof.path(),
                        proof.size(),
                        proof.root(),
                        proof.checkpoint()));
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
