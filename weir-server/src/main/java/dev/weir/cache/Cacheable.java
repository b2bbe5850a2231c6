package dev.weir.cache;

import dev.weir.http.Refusal;
import dev.weir.spi.CacheUse;
import dev.weir.spi.Call;
import dev.weir.spi.EndUser;
import dev.weir.spi.Money;
import dev.weir.spi.Operation;
import dev.weir.spi.ProjectId;
import dev.weir.spi.WeirOptions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request that may be answered from memory.
 *
 * @param tags the request's own, by which its answer can be forgotten
 * @param prompt the prompt that it was made from; null if it names none
 */
record Cacheable(
        CacheKey key,
        ProjectId project,
        String model,
        boolean isEmbedding,
        Map<String, String> tags,
        @Nullable String prompt,
        CachePolicy policy) {
    /** The tag that names a prompt where the request's own dialect cannot. */
    private static final String PROMPT = "prompt";

    Cacheable {
        tags = Map.copyOf(tags);
    }

    /** Whether it is worth looking at the body. Stands in the way of every call. */
    static boolean mayBe(Call call, CachePolicy policy) {
        CacheUse use = call.options().cache();
        boolean wanted = use == null ? policy.mode() == CachePolicy.Mode.ON : use != CacheUse.OFF;
        return wanted
                && policy.mode() != CachePolicy.Mode.NEVER
                && !(call.operation() instanceof Operation.CountTokens);
    }

    /** Empty if the policy or the request itself forbids it. */
    static Optional<Cacheable> of(Call call, CachePolicy policy, KnowledgeVersions knowledge) {
        boolean asked = call.options().cache() != null;
        return RequestBody.read(call.operation().payload())
                .filter(body -> !body.isStored())
                .filter(body -> asked || policy.sampled() || !body.isSampled())
                .filter(body -> asked || policy.tools() || !body.hasTools())
                .flatMap(body -> knowledgeVersion(call, knowledge).map(version -> of(call, policy, body, version)));
    }

    /** Where a base is not there, retrieval will say so. */
    private static Optional<String> knowledgeVersion(Call call, KnowledgeVersions knowledge) {
        if (call.options().knowledge().isEmpty()) {
            return Optional.of("");
        }
        try {
            return Optional.of(
                    knowledge.of(call.principal().project(), call.options().knowledge()));
        } catch (Refusal refusal) {
            return Optional.empty();
        }
    }

    private static Cacheable of(Call call, CachePolicy policy, RequestBody body, String knowledgeVersion) {
        Operation operation = call.operation();
        WeirOptions options = call.options();
        Money most = options.maxCost();
        CacheKey.Builder key = new CacheKey.Builder()
                .part(call.principal().project().value())
                .part(operation.name())
                .part(operation.payload().dialect().name())
                .part(operation.model())
                .part(String.join("\n", options.knowledge()))
                .part(knowledgeVersion)
                .part(reader(call))
                .part(String.join("\n", options.regions().stream().sorted().toList()))
                .part(most == null ? "" : most.display())
                .part(routingTags(options, policy).toString())
                .part(options.repair() ? "repaired" : "")
                .part(options.grounding().toString())
                .part(new TreeMap<>(call.vendorHeaders()).toString())
                .part(body.needsItsShape() ? shape(operation) : "any");
        body.addTo(key);
        String prompt = body.prompt();
        return new Cacheable(
                key.build(),
                call.principal().project(),
                operation.model(),
                operation instanceof Operation.Embed,
                options.tags(),
                prompt == null ? options.tags().get(PROMPT) : prompt,
                policy);
    }

    /**
     * For whom documents are looked for. All that is known of a reader counts, not only what lists hold at the moment:
     * a list may change between this look and the search, and two calls of one key share one search.
     */
    private static String reader(Call call) {
        EndUser user = call.principal().endUser();
        return user == null || call.options().knowledge().isEmpty() ? "" : user.text();
    }

    private static Map<String, String> routingTags(WeirOptions options, CachePolicy policy) {
        Map<String, String> chosen = new TreeMap<>(options.tags());
        chosen.keySet().retainAll(policy.routingTags());
        return chosen;
    }

    private static String shape(Operation operation) {
        return isStream(operation) ? "stream" : "whole";
    }

    static boolean isStream(Operation operation) {
        return operation instanceof Operation.Chat chat && chat.stream();
    }
}
