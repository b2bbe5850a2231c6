package dev.weir.moving;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An entry of LiteLLM's {@code model_list}, read.
 *
 * @param group the public name that it answers for
 * @param id the name that fallbacks may call it by; null if it has none
 * @param order its place among the group's; null if none is given
 * @param share its weight, or the limits that stand for one; null if none is given
 * @param timeout in seconds; null if none is given
 * @param streamTimeout in seconds; null if none is given
 */
record LiteLlmDeployment(
        String group,
        @Nullable String id,
        DraftDeployment draft,
        @Nullable Long order,
        @Nullable BigDecimal share,
        @Nullable BigDecimal timeout,
        @Nullable BigDecimal streamTimeout) {
    private static final Set<String> MODES = Set.of("chat", "completion", "embedding", "responses", "moderation");
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
    private static final Reasons REASONS = new Reasons(Map.ofEntries(
            Map.entry("temperature", "a default for requests; Weir sends what the client sent"),
            Map.entry("max_tokens", "a default for requests; Weir sends what the client sent"),
            Map.entry("top_p", "a default for requests; Weir sends what the client sent"),
            Map.entry("stop", "a default for requests; Weir sends what the client sent"),
            Map.entry("base_model", "it named a price; a price of your own goes to prices"),
            Map.entry("mock_response", "./weir simulate answers by script"),
            Map.entry("max_retries", "retries are counted per model; see num_retries"),
            Map.entry("num_retries", "retries are set per model; it holds there what router_settings say"),
            Map.entry("cooldown_time", "breakers are set per model; probe_after holds there what router_settings say"),
            Map.entry("azure_ad_token", "Weir signs in to Azure with an API key"),
            Map.entry("max_budget", "Weir has no budget per deployment"),
            Map.entry("budget_duration", "Weir has no budget per deployment"),
            Map.entry("merge_reasoning_content_in_choices", "reasoning stays in its own field"),
            Map.entry("access_groups", "Weir has no groups of models"),
            Map.entry("health_check_model", "Weir's breakers look at real calls"),
            Map.entry("team_id", "keys belong to projects")));

    /** Reads an entry; empty, and noted, if Weir cannot call it. */
    static Optional<LiteLlmDeployment> read(Part entry, Map<String, Part> credentials, boolean lenient, Draft draft) {
        Optional<String> group = entry.text("model_name");
        Part params = entry.part("litellm_params");
        Optional<String> written = params.text("model");
        if (group.isEmpty() || written.isEmpty()) {
            entry.note(
                    group.isEmpty() ? "model_name" : "litellm_params",
                    "an entry needs model_name and" + " litellm_params.model");
            return Optional.empty();
        }
        Optional<LiteLlmName> name = LiteLlmName.of(written.get(), params.text("custom_llm_provider"));
        if (name.isEmpty()) {
            params.note(
                    "model",
                    "the vendor of '" + written.get() + "' is not one that Weir knows; if its API is"
                            + " OpenAI's, add a provider of kind openai with its base_url");
            return Optional.empty();
        }
        if (!draft.hasKind(name.get().vendor().kind())) {
            params.note(
                    "model",
                    "this Weir has no provider of kind " + name.get().vendor().kind() + " for '" + written.get() + "'");
            return Optional.empty();
        }
        Part model = entry.part("model_info");
        Optional<String> mode = model.text("mode");
        if (mode.isPresent() && !MODES.contains(mode.get())) {
            model.note("mode", "Weir does not serve calls of mode " + mode.get());
            return Optional.empty();
        }
        return new Reader(entry, params, model, credentials, draft).read(group.get(), name.get(), lenient);
    }

    /** One entry that can be carried. */
    private record Reader(Part entry, Part params, Part model, Map<String, Part> credentials, Draft draft) {
        Optional<LiteLlmDeployment> read(String group, LiteLlmName name, boolean lenientByDefault) {
            Part credential =
                    params.text("litellm_credential_name").map(credentials::get).orElseGet(() -> params.part(" "));
            String provider = new LiteLlmProvider(params, credential, draft).name(name.vendor());
            Map<String, Object> settings = new LinkedHashMap<>();
            Optional<Long> rpm = count("rpm");
            Optional<Long> tpm = count("tpm");
            rpm.ifPresent(limit -> settings.put("rpm", limit));
            tpm.ifPresent(limit -> settings.put("tpm", limit));
            params.count("max_parallel_requests").ifPresent(limit -> settings.put("concurrency", limit));
            model.count("max_input_tokens").ifPresent(limit -> settings.put("context", limit));
            params.text("region_name").ifPresent(region -> settings.put("regions", List.of(region)));
            tags(settings);
            if (lenientByDefault || params.flag("drop_params")) {
                settings.put("lenient", true);
            }
            price(name.model());
            LiteLlmDeployment read = new LiteLlmDeployment(
                    group,
                    model.text("id").orElse(null),
                    new DraftDeployment(provider, name.model(), 1, settings),
                    params.count("order").orElse(null),
                    params.number("weight")
                            .or(() -> rpm.map(BigDecimal::valueOf))
                            .or(() -> tpm.map(BigDecimal::valueOf))
                            .orElse(null),
                    params.number("timeout").orElse(null),
                    params.number("stream_timeout").orElse(null));
            params.noteRest(REASONS);
            model.ignore("db_model", "litellm_provider", "max_tokens", "max_output_tokens")
                    .noteRest(REASONS);
            entry.noteRest(REASONS);
            if (!group.contains("*") && !name.model().contains("*")) {
                return Optional.of(read);
            }
            entry.note(
                    "model_name",
                    "a pattern needs no entry: every model of the provider is called as " + provider + "/NAME");
            return Optional.empty();
        }

        private Optional<Long> count(String key) {
            return params.count(key).or(() -> entry.count(key));
        }

        private void tags(Map<String, Object> settings) {
            List<String> tags = params.texts("tags");
            if (!tags.isEmpty()) {
                Map<String, Object> labels = new LinkedHashMap<>();
                tags.forEach(tag -> labels.put(tag, "yes"));
                settings.put("tags", labels);
                params.note("tags", "a request asks for a tag with weir: {tags: {" + tags.getFirst() + ": \"yes\"}}");
            }
        }

        private void price(String name) {
            Optional<BigDecimal> input = cost("input_cost_per_token");
            Optional<BigDecimal> cached = cost("cache_read_input_token_cost");
            Optional<BigDecimal> output = cost("output_cost_per_token");
            if (input.isPresent()) {
                Map<String, Object> price = new LinkedHashMap<>();
                price.put("input", input.get());
                cached.ifPresent(amount -> price.put("cached_input", amount));
                price.put("output", output.orElse(BigDecimal.ZERO));
                draft.price(name, price);
            }
        }

        private Optional<BigDecimal> cost(String key) {
            return params.number(key)
                    .or(() -> model.number(key))
                    .map(amount -> new BigDecimal(
                            amount.multiply(MILLION).stripTrailingZeros().toPlainString()));
        }
    }
}
