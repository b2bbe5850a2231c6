package dev.weir.moving;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model of a draft.
 *
 * @param settings what is written beside the deployments, by key
 */
record DraftModel(String name, String strategy, List<DraftDeployment> deployments, Map<String, Object> settings) {
    DraftModel {
        deployments = List.copyOf(deployments);
    }

    /** With deployments that are called only when none of its own can answer. */
    DraftModel withFallbacks(List<DraftDeployment> fallbacks) {
        List<DraftDeployment> more = fallbacks.stream()
                .map(DraftDeployment::asLastResort)
                .filter(each ->
                        deployments.stream().noneMatch(own -> own.asLastResort().equals(each)))
                .distinct()
                .toList();
        List<DraftDeployment> all = new ArrayList<>(deployments);
        all.addAll(more);
        boolean inOrder = deployments.size() == 1 || strategy.equals("fallback");
        return new DraftModel(name, inOrder ? "fallback" : "weighted", all, settings);
    }

    DraftModel named(String other) {
        return new DraftModel(other, strategy, deployments, settings);
    }

    Map<String, Object> written() {
        Map<String, Object> written = new LinkedHashMap<>();
        boolean weighted = strategy.equals("weighted");
        if (deployments.size() > 1 && !strategy.equals("fallback")) {
            written.put("strategy", strategy);
        }
        written.put(
                "deployments",
                deployments.stream().map(each -> each.written(weighted)).toList());
        written.putAll(settings);
        return written;
    }
}
