package dev.weir.moving;

import dev.weir.config.ConfigNode;
import dev.weir.config.ConfigNode.Listing;
import dev.weir.config.ConfigNode.Mapping;
import dev.weir.config.ConfigNode.Scalar;
import dev.weir.provider.Vendor;
import dev.weir.provider.Vendors;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * OpenRouter's lists: what {@code GET /api/v1/models} gives ({@code data} with {@code id}, {@code context_length} and
 * {@code pricing}), plain model ids, or requests with {@code model} and {@code models}, alone, in a list or by name.
 */
final class OpenRouter {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
    private static final String BY_CLIENT = "it is a field of requests; clients can go on sending it, as fields that"
            + " Weir does not know are passed through";
    private static final Reasons REQUEST = new Reasons(Map.of(
            "provider", BY_CLIENT,
            "transforms", BY_CLIENT,
            "plugins", BY_CLIENT,
            "preset", BY_CLIENT,
            "messages", "a request's own",
            "temperature", "a default for requests; Weir sends what the client sent",
            "max_tokens", "a default for requests; Weir sends what the client sent"));

    private final ConfigNode root;
    private final Notes notes;
    private final Draft draft;
    private final String model;

    OpenRouter(ConfigNode root, Notes notes, Draft draft, String model) {
        this.root = root;
        this.notes = notes;
        this.draft = draft;
        this.model = model;
    }

    void run() {
        switch (root) {
            case Listing list -> list(list);
            case Mapping mapping -> mapping(new Part(mapping, "", notes));
            default ->
                notes.add(root.at().line(), "the file", "this should be a list of models, and is " + root.kind());
        }
    }

    private void list(Listing list) {
        List<String> ids = new ArrayList<>();
        for (ConfigNode item : list.items()) {
            if (item instanceof Scalar scalar) {
                ids.add(scalar.text());
            } else {
                one(new Part(item, "[" + ids.size() + "]", notes), "");
            }
        }
        ids.forEach(id -> add(id, List.of(deployment(id, Map.of()))));
    }

    private void mapping(Part part) {
        if (part.has("data")) {
            part.parts("data").forEach(entry -> one(entry, ""));
        } else if (part.has("model") || part.isText("models") || isList(part)) {
            one(part, model);
        } else {
            Part named = part.has("models") ? part.part("models") : part;
            for (String name : named.keys()) {
                one(named.isText(name) ? lone(named, name) : named.part(name), name);
            }
        }
    }

    private boolean isList(Part part) {
        ConfigNode.Entry models =
                root instanceof Mapping mapping ? mapping.entries().get("models") : null;
        return part.has("models") && models != null && models.value() instanceof Listing;
    }

    /** A name whose value is one model's id. */
    private Part lone(Part named, String name) {
        Map<String, ConfigNode.Entry> entries = new LinkedHashMap<>();
        String id = named.text(name).orElse("");
        var at = root.at();
        entries.put("model", new ConfigNode.Entry(at, new Scalar(id, true, at)));
        return new Part(new Mapping(entries, at), named.path(name), notes);
    }

    /** A model of the vendor's list, or a request that names models. */
    private void one(Part part, String name) {
        Optional<String> id = part.text("id");
        if (id.isPresent()) {
            described(part, id.get());
            return;
        }
        Set<String> ids = new LinkedHashSet<>();
        part.text("model").ifPresent(ids::add);
        ids.addAll(part.texts("models"));
        for (Part fallback : part.has("fallbacks") && !part.isText("fallbacks") ? fallbacks(part) : List.<Part>of()) {
            fallback.text("model").ifPresent(ids::add);
        }
        String publicName = part.text("name")
                .orElse(name.isEmpty() ? ids.stream().findFirst().orElse("") : name);
        if (ids.isEmpty()) {
            notes.add(part.line(), part.path(), "it names no model");
        } else {
            add(publicName, ids.stream().map(each -> deployment(each, Map.of())).toList());
        }
        part.ignore("route").noteRest(REQUEST);
    }

    /** Anthropic's way writes objects, others write ids. */
    private static List<Part> fallbacks(Part part) {
        return part.parts("fallbacks");
    }

    private void described(Part part, String id) {
        Map<String, Object> settings = new LinkedHashMap<>();
        part.count("context_length").ifPresent(context -> settings.put("context", context));
        Part pricing = part.part("pricing");
        Optional<BigDecimal> input = price(pricing, "prompt");
        if (input.isPresent()) {
            Map<String, Object> price = new LinkedHashMap<>();
            price.put("input", input.get());
            price(pricing, "input_cache_read").ifPresent(amount -> price.put("cached_input", amount));
            price.put("output", price(pricing, "completion").orElse(BigDecimal.ZERO));
            draft.price(id, price);
        }
        for (String other : pricing.keys()) {
            boolean told = Set.of("prompt", "completion", "input_cache_read").contains(other);
            if (!told && pricing.number(other).map(BigDecimal::signum).orElse(0) > 0) {
                pricing.note(other, "a price of Weir's is for input, cached input and output");
            }
        }
        add(id, List.of(deployment(id, settings)));
    }

    private static Optional<BigDecimal> price(Part pricing, String key) {
        return pricing.number(key)
                .filter(amount -> amount.signum() >= 0)
                .map(amount -> new BigDecimal(
                        amount.multiply(MILLION).stripTrailingZeros().toPlainString()));
    }

    private DraftDeployment deployment(String id, Map<String, Object> settings) {
        Vendor vendor = Vendors.named("openrouter").orElseThrow();
        Map<String, Object> provider = new LinkedHashMap<>();
        provider.put("kind", vendor.kind());
        provider.put("base_url", String.valueOf(vendor.baseUrl()));
        provider.put("api_key", "${" + vendor.variables().getFirst() + "}");
        String bare = id.startsWith("openrouter/") && id.indexOf('/', 11) > 0 ? id.substring(11) : id;
        return new DraftDeployment(draft.provider(vendor.name(), provider), bare, 1, settings);
    }

    private void add(String name, List<DraftDeployment> deployments) {
        draft.model(new DraftModel(name, "fallback", deployments, Map.of()));
    }
}
