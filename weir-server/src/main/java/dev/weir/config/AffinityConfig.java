package dev.weir.config;

@Doc("Which requests go to the same deployment, so that its own prefix cache serves them. For deployments that are"
        + " replicas of each other: it goes before the order of `weighted` and `fastest`, other strategies cannot have"
        + " it.")
public record AffinityConfig(
        @Doc("`session`: those with the same `weir.session`; `prefix`: those whose conversations begin alike.")
        @Default("prefix")
        AffinityBy by,

        @Doc("How many characters must be alike for `prefix`; shorter conversations go anywhere.")
        @Default("1024")
        @Range(min = 1, max = 1_000_000)
        int prefix,

        @Doc("How much more than its share of the calls in progress a deployment may have before its requests spill"
                + " over to the next one: 1.25 is a quarter more.")
        @Default("1.25")
        @Range(min = 1, max = 100)
        double load) {}
