package dev.weir.app;

import dev.weir.audit.AuditRoom;
import dev.weir.batch.BatchRoom;
import dev.weir.billing.BillingRoom;
import dev.weir.budget.BudgetRoom;
import dev.weir.console.Sources;
import dev.weir.files.FilesRoom;
import dev.weir.kernel.Clock;
import dev.weir.knowledge.KnowledgeRoom;
import dev.weir.limits.AdmissionRoom;
import dev.weir.notice.NoticeRoom;
import dev.weir.tenancy.Tenancy;
import dev.weir.tenancy.TenancyRoom;
import dev.weir.trace.Tracing;
import dev.weir.usage.UsageRoom;
import java.util.Optional;
import java.util.function.Supplier;

/** The rooms that the console shows, and what each of its pages asks of them. */
record ConsoleRooms(
        TenancyRoom tenancy,
        Tracing tracing,
        UsageRoom.Open usage,
        KnowledgeRoom knowledge,
        FilesRoom files,
        BatchRoom batches,
        Upstream upstream,
        AdmissionRoom admission,
        AuditRoom proofs,
        BudgetRoom budgets,
        BillingRoom billing,
        LimitTester tester,
        NoticeRoom notices) {
    /**
     * @param obstacle why no call can be served now, if so
     * @param installation asked at each request, since the configuration may change
     */
    Sources sources(Supplier<Optional<String>> obstacle, Supplier<ConsoleHome.Installation> installation, Clock clock) {
        Tenancy people = tenancy.service();
        ConsoleTraces traces = new ConsoleTraces(tracing.service(), usage.totals(), people, upstream.prices(), clock);
        return new Sources(
                new ConsoleSources.Logins(tenancy.logins()),
                new ConsoleSources.Places(people, () -> obstacle.get().or(usage::warning), admission::queue),
                new ConsoleHome(tracing.service(), usage.totals(), traces, knowledge.service(), installation),
                new ConsoleSources.ChatModels(upstream.routing().models()),
                new ConsoleSources.Routing(upstream.routing().explainer()),
                traces,
                new ConsoleKnowledge(knowledge.service(), knowledge.tokens(), clock),
                new ConsoleBatches(batches.service(), files.service(), tracing.service(), people),
                new ConsoleSources.Keys(people, tester),
                new ConsoleAudit(proofs.service(), people),
                new ConsoleCosts(usage, budgets, people),
                new ConsoleBilling(billing.service()),
                new ConsoleSources.News(notices.service()));
    }
}
