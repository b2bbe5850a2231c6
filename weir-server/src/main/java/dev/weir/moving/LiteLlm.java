package dev.weir.moving;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * LiteLLM's {@code config.yaml}, as its documentation describes it ("All settings", "Router", "Fallbacks"). Settings of
 * the router and of the library hold for all models there, and are written to each here.
 */
final class LiteLlm {
    private static final String ROUTER = "router_settings";
    private static final int MOST_RETRIES = 5;
    private static final int NO_BREAKER = 1_000_000;
    private static final BigDecimal MOST_WEIGHT = BigDecimal.valueOf(1_000_000);
    private static final Reasons REASONS = new Reasons(Map.ofEntries(
            Map.entry("environment_variables", "set them in the environment of the process"),
            Map.entry("master_key", "the first admin key is WEIR_ADMIN_KEY; ./weir keys create makes others"),
            Map.entry("database_url", "Weir keeps its own database in its data directory"),
            Map.entry("cache", "not carried by this version of the import; see Weir's own cache"),
            Map.entry("cache_params", "not carried by this version of the import; see Weir's own cache"),
            Map.entry("content_policy_fallbacks", "a content filter's refusal is passed on and not asked around"),
            Map.entry("success_callback", "Weir keeps a trace of every call itself"),
            Map.entry("failure_callback", "Weir keeps a trace of every call itself"),
            Map.entry("callbacks", "Weir keeps a trace of every call itself"),
            Map.entry("service_callbacks", "GET /metrics has the figures"),
            Map.entry("guardrails", "Weir has no guardrails yet"),
            Map.entry("mcp_servers", "Weir does not serve tools yet"),
            Map.entry("include", "import the other files, too, and put the results together"),
            Map.entry("redis_host", "limits are kept by the one process"),
            Map.entry("redis_port", "limits are kept by the one process"),
            Map.entry("redis_password", "limits are kept by the one process"),
            Map.entry("redis_url", "limits are kept by the one process"),
            Map.entry("routing_strategy_args", "the strategies here have no such settings"),
            Map.entry("retry_policy", "retries are the same for every failure that may recover"),
            Map.entry("model_group_retry_policy", "retries are the same for every failure that may recover"),
            Map.entry("allowed_fails_policy", "the breaker counts the provider's failures, not the callers'"),
            Map.entry("retry_after", "the wait between retries grows from 250ms; Retry-After is kept"),
            Map.entry("max_fallbacks", "a call makes 6 attempts at most"),
            Map.entry("provider_budget_config", "Weir has no budget per provider")));

    private final Part root;
    private final Part router;
    private final Part library;
    private final Part general;
    private final Draft draft;
    private final Map<String, List<LiteLlmDeployment>> groups = new LinkedHashMap<>();

    LiteLlm(Part root, Draft draft) {
        this.root = root;
        this.router = root.part(ROUTER);
        this.library = root.part("litellm_settings");
        this.general = root.part("general_settings");
        this.draft = draft;
    }

    void run() {
        readDeployments();
        Map<String, Object> everywhere = faults();
        String strategy = strategy();
        groups.forEach((name, group) -> draft.model(model(name, group, strategy, everywhere)));
        fallbacks("fallbacks");
        fallbacks("context_window_fallbacks");
        defaultFallbacks();
        aliases();
        general.count("global_max_parallel_requests").ifPresent(most -> draft.server("max_concurrent", most));
        router.ignore("enable_pre_call_checks", "enable_pre_call_check", "enable_tag_filtering", "set_verbose");
        library.ignore("set_verbose", "json_logs");
        root.keys().stream().filter(key -> key.startsWith("x-")).forEach(root::ignore);
        Stream.of(router, library, general, root).forEach(part -> part.noteRest(REASONS));
    }

    private void readDeployments() {
        boolean lenient = library.flag("drop_params");
        Map<String, Part> credentials = new HashMap<>();
        for (Part credential : root.parts("credential_list")) {
            credential
                    .text("credential_name")
                    .ifPresent(name -> credentials.put(name, credential.part("credential_values")));
        }
        for (Part entry : root.parts("model_list")) {
            LiteLlmDeployment.read(entry, credentials, lenient, draft)
                    .ifPresent(read -> groups.computeIfAbsent(read.group(), name -> new ArrayList<>())
                            .add(read));
        }
    }

    private Optional<BigDecimal> first(String key) {
        Optional<BigDecimal> ofRouter = router.number(key);
        Optional<BigDecimal> ofLibrary = library.number(key);
        return ofRouter.or(() -> ofLibrary);
    }

    /** Retries and breaker, which are the same for every model. */
    private Map<String, Object> faults() {
        Map<String, Object> settings = new LinkedHashMap<>();
        first("num_retries").ifPresent(retries -> {
            int most = Math.min(MOST_RETRIES, Math.max(0, retries.intValue()));
            if (most != retries.intValue()) {
                router.note("num_retries", "Weir retries 0 to " + MOST_RETRIES + " times; taken as " + most);
            }
            settings.put("retries", Map.of("max", most));
        });
        Map<String, Object> breaker = new LinkedHashMap<>();
        Optional<BigDecimal> allowed = first("allowed_fails");
        if (router.flag("disable_cooldowns")) {
            breaker.put("failures", NO_BREAKER);
        } else if (allowed.isPresent()) {
            breaker.put("failures", Math.max(0, allowed.get().intValue()) + 1);
            breaker.put("window", "60s");
        }
        first("cooldown_time")
                .filter(seconds -> seconds.signum() > 0)
                .ifPresent(seconds -> breaker.put("probe_after", duration(seconds)));
        if (!breaker.isEmpty()) {
            settings.put("breaker", breaker);
        }
        return settings;
    }

    private static String duration(BigDecimal seconds) {
        long millis = Math.max(
                1, seconds.movePointRight(3).setScale(0, RoundingMode.UP).longValue());
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    private String strategy() {
        String written = router.text("routing_strategy").orElse("simple-shuffle");
        return switch (written) {
            case "simple-shuffle" -> "weighted";
            case "latency-based-routing" -> "fastest";
            case "cost-based-routing" -> "cheapest";
            case "least-busy" -> {
                router.note(
                        "routing_strategy", "'fastest' is nearest to it: it weighs latency by the calls in progress");
                yield "fastest";
            }
            case "usage-based-routing", "usage-based-routing-v2" -> {
                router.note(
                        "routing_strategy", "'weighted' by the limits is nearest to it; limits are kept in any case");
                yield "weighted";
            }
            default -> {
                router.note("routing_strategy", "Weir has no strategy '" + written + "'; 'weighted' was taken");
                yield "weighted";
            }
        };
    }

    private DraftModel model(
            String name, List<LiteLlmDeployment> group, String strategy, Map<String, Object> everywhere) {
        boolean ordered = group.stream().anyMatch(each -> each.order() != null);
        group.sort(Comparator.comparingLong(
                each -> Objects.requireNonNullElse(each.order(), ordered ? Long.MAX_VALUE : 0L)));
        long places = group.stream().map(LiteLlmDeployment::order).distinct().count();
        if (ordered && places < group.size()) {
            root.note(
                    "model_list",
                    "deployments of '" + name
                            + "' share an order; here they are called in the order in which they stand");
        }
        Map<String, Object> settings = new LinkedHashMap<>(timeouts(name, group, everywhere));
        settings.putAll(everywhere);
        String chosen = ordered || group.size() == 1 ? "fallback" : strategy;
        return new DraftModel(name, chosen, weighed(group), settings);
    }

    /** Whole numbers in the proportion of the shares. */
    private static List<DraftDeployment> weighed(List<LiteLlmDeployment> group) {
        boolean shared = group.stream().allMatch(each -> each.share() != null)
                && group.stream()
                        .anyMatch(each -> Objects.requireNonNull(each.share()).signum() > 0);
        if (!shared) {
            return group.stream().map(LiteLlmDeployment::draft).toList();
        }
        List<BigDecimal> shares = group.stream()
                .map(each -> Objects.requireNonNull(each.share()).max(BigDecimal.ZERO))
                .toList();
        List<DraftDeployment> weighed = new ArrayList<>();
        for (int weight : Shares.whole(shares, MOST_WEIGHT)) {
            weighed.add(group.get(weighed.size()).draft().weighing(weight));
        }
        return weighed;
    }

    /** Theirs are per attempt; Weir's total holds all attempts of a call. */
    private Map<String, Object> timeouts(String name, List<LiteLlmDeployment> group, Map<String, Object> everywhere) {
        Optional<BigDecimal> general = first("timeout").or(() -> library.number("request_timeout"));
        Optional<BigDecimal> streaming = first("stream_timeout");
        Optional<BigDecimal> attempt =
                longest(group.stream().map(LiteLlmDeployment::timeout)).or(() -> general);
        Optional<BigDecimal> idle =
                longest(group.stream().map(LiteLlmDeployment::streamTimeout)).or(() -> streaming);
        if (group.stream().map(LiteLlmDeployment::timeout).distinct().count() > 1) {
            root.note("model_list", "deployments of '" + name + "' have several timeouts; the longest was taken");
        }
        Map<String, Object> timeouts = new LinkedHashMap<>();
        attempt.filter(seconds -> seconds.signum() > 0).ifPresent(seconds -> {
            int attempts =
                    everywhere.get("retries") instanceof Map<?, ?> retries && retries.get("max") instanceof Integer most
                            ? most + 1
                            : 1;
            timeouts.put("first_token", duration(seconds));
            timeouts.put("total", duration(seconds.multiply(BigDecimal.valueOf(attempts))));
        });
        idle.filter(seconds -> seconds.signum() > 0).ifPresent(seconds -> timeouts.put("idle", duration(seconds)));
        return timeouts.isEmpty() ? Map.of() : Map.of("timeouts", timeouts);
    }

    private static Optional<BigDecimal> longest(Stream<BigDecimal> seconds) {
        return seconds.filter(Objects::nonNull).max(Comparator.naturalOrder());
    }

    private void fallbacks(String key) {
        for (Part part : List.of(router, library)) {
            for (Part rule : part.parts(key)) {
                for (String name : rule.keys()) {
                    fallBack(rule, name, rule.texts(name));
                    if (key.startsWith("context")) {
                        rule.note(
                                name,
                                "these are called after other failures, too; a request that is too long goes on only to"
                                        + " a deployment with a larger context, so give each its context");
                    }
                }
            }
        }
    }

    private void fallBack(Part rule, String name, List<String> others) {
        DraftModel model = draft.models().get(name);
        if (model == null) {
            rule.note(name, "there is no model '" + name + "'");
            return;
        }
        List<DraftDeployment> more = new ArrayList<>();
        for (String other : others) {
            List<DraftDeployment> found = deployments(other);
            if (found.isEmpty()) {
                rule.note(name, "there is no model '" + other + "'");
            }
            more.addAll(found);
        }
        DraftModel changed = model.withFallbacks(more);
        if (!changed.strategy().equals(model.strategy()) && changed.strategy().equals("weighted")) {
            rule.note(
                    name,
                    "with fallbacks '" + model.strategy() + "' became 'weighted', where weight 0 is a last resort");
        }
        draft.model(changed);
    }

    /** A fallback names a model, or one deployment by its id. */
    private List<DraftDeployment> deployments(String name) {
        List<LiteLlmDeployment> group = groups.getOrDefault(name, List.of());
        Stream<LiteLlmDeployment> found = group.isEmpty()
                ? groups.values().stream().flatMap(List::stream).filter(each -> name.equals(each.id()))
                : group.stream();
        return found.map(LiteLlmDeployment::draft).toList();
    }

    private void defaultFallbacks() {
        for (Part part : List.of(router, library)) {
            List<String> names = part.texts("default_fallbacks");
            if (!names.isEmpty()) {
                groups.forEach((name, group) -> {
                    DraftModel model = draft.models().get(name);
                    boolean hasNone = model != null && model.deployments().size() == group.size();
                    if (hasNone && !names.contains(name)) {
                        fallBack(part, name, names);
                    }
                });
            }
        }
    }

    private void aliases() {
        Part aliases = router.part("model_group_alias");
        for (String alias : aliases.keys()) {
            Part described = aliases.isText(alias) ? aliases : aliases.part(alias);
            Optional<String> target = aliases.isText(alias) ? aliases.text(alias) : described.text("model");
            DraftModel model = draft.models().get(target.orElse(""));
            if (model == null) {
                aliases.note(alias, "there is no model '" + target.orElse("") + "'");
            } else {
                draft.model(model.named(alias));
            }
            if (!aliases.isText(alias) && described.flag("hidden")) {
                aliases.note(alias, "every model is listed to those who may call it");
            }
        }
    }
}
