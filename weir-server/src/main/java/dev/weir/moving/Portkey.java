package dev.weir.moving;

import dev.weir.provider.Vendor;
import dev.weir.provider.Vendors;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A config of Portkey's gateway, as its documentation describes it ("Configs"): one target, or a strategy over several,
 * which may hold others. It has no name of its own, and a model only where {@code override_params} gives one.
 */
final class Portkey {
    private static final int MOST_RETRIES = 5;
    private static final BigDecimal MOST_WEIGHT = BigDecimal.valueOf(1_000_000);
    private static final Reasons REASONS = new Reasons(Map.ofEntries(
            Map.entry("cache", "not carried by this version of the import; see Weir's own cache"),
            Map.entry("on_status_codes", "Weir goes on after every failure that another deployment may mend"),
            Map.entry("conditions", "Weir has no conditions; give deployments tags, regions or capabilities"),
            Map.entry("default", "Weir has no conditions; give deployments tags, regions or capabilities"),
            Map.entry("input_guardrails", "Weir has no guardrails yet"),
            Map.entry("output_guardrails", "Weir has no guardrails yet"),
            Map.entry("before_request_hooks", "Weir has no guardrails yet"),
            Map.entry("after_request_hooks", "Weir has no guardrails yet"),
            Map.entry("forward_headers", "clients' headers are not passed on"),
            Map.entry("passthrough", "clients' headers are not passed on"),
            Map.entry("strict_open_ai_compliance", "answers to OpenAI's clients are always of OpenAI's shape")));

    private final Part root;
    private final Draft draft;
    private final String model;
    private int retries = -1;
    private long timeout;
    private boolean shared;

    Portkey(Part root, Draft draft, String model) {
        this.root = root;
        this.draft = draft;
        this.model = model;
    }

    /** A deployment and its share of the calls; 0 as a last resort. */
    private record Sharing(DraftDeployment deployment, BigDecimal share) {
        Sharing times(BigDecimal factor) {
            return new Sharing(deployment, share.multiply(factor));
        }
    }

    void run() {
        List<Sharing> all = read(root);
        if (all.isEmpty()) {
            root.notes().add(root.line(), "targets", "no target can be called as it stands, so there is no model");
            return;
        }
        List<Integer> weights = Shares.whole(all.stream().map(Sharing::share).toList(), MOST_WEIGHT);
        List<DraftDeployment> deployments = new ArrayList<>();
        for (int weight : weights) {
            deployments.add(all.get(deployments.size()).deployment().weighing(weight));
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        if (timeout > 0) {
            settings.put("timeouts", Map.of("first_token", timeout + "ms"));
        }
        if (retries >= 0) {
            settings.put("retries", Map.of("max", Math.min(MOST_RETRIES, retries)));
        }
        draft.model(new DraftModel(model, shared ? "weighted" : "fallback", deployments, settings));
    }

    private List<Sharing> read(Part part) {
        faults(part);
        Part strategy = part.part("strategy");
        String mode = strategy.text("mode").orElse("single");
        List<Sharing> found = new ArrayList<>();
        if (!part.has("targets")) {
            single(part).ifPresent(deployment -> found.add(new Sharing(deployment, BigDecimal.ONE)));
        } else {
            targets(part, strategy, mode, found);
        }
        strategy.noteRest(REASONS);
        part.ignore("weight", "name", "id").noteRest(REASONS);
        return found;
    }

    private void targets(Part part, Part strategy, String mode, List<Sharing> found) {
        boolean balanced = mode.equals("loadbalance");
        if (!balanced && !mode.equals("fallback") && !mode.equals("single")) {
            strategy.note(
                    "mode", "Weir has no '" + mode + "'; the targets are called in the order in which they stand");
        }
        boolean first = true;
        for (Part target : part.parts("targets")) {
            BigDecimal weight = target.number("weight").orElse(BigDecimal.ONE).max(BigDecimal.ZERO);
            BigDecimal share = balanced ? weight : first ? BigDecimal.ONE : BigDecimal.ZERO;
            if (target.has("targets") && !first && !balanced) {
                target.note("targets", "of the targets in here, the first is called first");
            }
            List<Sharing> inner = read(target);
            inner.forEach(each -> found.add(each.times(share)));
            first = first && inner.isEmpty();
        }
        shared |= balanced
                && found.stream().filter(each -> each.share().signum() > 0).count() > 1;
    }

    private void faults(Part part) {
        Part retry = part.part("retry");
        retry.number("attempts").ifPresent(attempts -> {
            if (attempts.intValue() > MOST_RETRIES) {
                retry.note("attempts", "Weir retries " + MOST_RETRIES + " times at most");
            }
            retries = Math.max(retries, attempts.intValue());
        });
        retry.ignore("use_retry_after_header").noteRest(REASONS);
        part.number("request_timeout").ifPresent(millis -> timeout = Math.max(timeout, millis.longValue()));
    }

    /** A target that is a provider; empty, and noted, if Weir cannot call it. */
    private Optional<DraftDeployment> single(Part target) {
        Optional<String> slug = target.text("provider").or(() -> target.text("virtual_key"));
        Part overrides = target.part("override_params");
        Optional<String> named = overrides.text("model").or(() -> target.text("deployment_id"));
        overrides.noteRest(new Reasons(Map.of()));
        if (slug.isEmpty()) {
            target.note("provider", "the target names no provider");
            return Optional.empty();
        }
        String key = target.has("provider") ? "provider" : "virtual_key";
        Optional<Vendor> vendor = vendor(slug.get());
        if (vendor.isEmpty() || !draft.hasKind(vendor.get().kind())) {
            target.note(key, "this Weir has no provider for '" + slug.get() + "'");
            return Optional.empty();
        }
        String provider = provider(target, vendor.get(), key, slug.get());
        if (named.isEmpty()) {
            target.note(
                    key,
                    "the config names no model here (override_params.model); every model of it is called as " + provider
                            + "/NAME");
        }
        return named.map(name -> new DraftDeployment(provider, name, 1, Map.of()));
    }

    /** By its name, or by how the name of a stored key begins: {@code @openai-prod}. */
    private static Optional<Vendor> vendor(String slug) {
        String name = slug.replaceFirst("^@", "").replaceFirst("/.*$", "");
        return Vendors.named(name)
                .or(() -> Vendors.all().stream()
                        .filter(vendor -> name.startsWith(vendor.name() + "-")
                                || vendor.others().stream().anyMatch(other -> name.startsWith(other + "-")))
                        .findFirst());
    }

    private String provider(Part target, Vendor vendor, String key, String slug) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("kind", vendor.kind());
        Optional<Address> written = target.text("custom_host")
                .or(() -> target.text("resource_name").map(name -> "https://" + name + ".openai.azure.com"))
                .map(Address::new);
        written.or(() -> Optional.ofNullable(vendor.baseUrl()).map(url -> new Address(url.toString())))
                .filter(Address::isUsable)
                .ifPresent(address -> {
                    settings.put("base_url", address.text());
                    if (address.isPrivate()) {
                        settings.put("allow_private", true);
                    }
                });
        boolean stored = !Vendors.named(slug).isPresent();
        String variable = vendor.variables().isEmpty()
                ? "none"
                : "${" + vendor.variables().getFirst() + "}";
        settings.put(
                "api_key",
                target.text("api_key").map(text -> secret(target, vendor, text)).orElse(variable));
        if (stored) {
            target.note(
                    key,
                    "'" + slug + "' is a key that Portkey holds; put it into the variable that "
                            + settings.get("api_key") + " reads");
        }
        target.text("api_version")
                .filter(text -> vendor.kind().equals("azure"))
                .ifPresent(text -> settings.put("options", Map.of("api_version", text)));
        return draft.provider(vendor.name(), settings);
    }

    private String secret(Part target, Vendor vendor, String text) {
        String reference = draft.secret(vendor.name(), text);
        target.note("api_key", "the key stands in the file; put it into the variable that " + reference + " reads");
        return reference;
    }
}
