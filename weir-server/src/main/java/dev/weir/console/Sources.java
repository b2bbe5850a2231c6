package dev.weir.console;

/** Everything that the console shows and does, by feature. */
public record Sources(
        LoginSource logins,
        PlaceSource places,
        HomeSource home,
        ModelSource models,
        RouteSource routes,
        TraceSource traces,
        KnowledgeSource knowledge,
        BatchSource batches,
        KeySource keys,
        AuditSource audit,
        CostSource costs,
        BillingSource billing,
        NoticeSource notices) {}
