package dev.weir.config;

@Doc("How calls are held to budgets. The budgets themselves are set for keys, projects and others over the API.")
public record BudgetsConfig(
        @Doc(
                "The bound of the output that a call under a budget gets, and its provider is sent, where the caller sets none;"
                        + " what it may cost at most is set aside.")
        @Default("4096")
        @Range(min = 1, max = 10_000_000)
        long outputTokens) {}
