package dev.weir.moving;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A deployment of a draft.
 *
 * @param weight its share where shares are counted; 0 as a last resort
 * @param settings what is written beside provider, model and weight, by key
 */
record DraftDeployment(String provider, String model, int weight, Map<String, Object> settings) {
    DraftDeployment asLastResort() {
        return weighing(0);
    }

    DraftDeployment weighing(int changed) {
        return new DraftDeployment(provider, model, changed, settings);
    }

    Map<String, Object> written(boolean weighted) {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("provider", provider);
        written.put("model", model.replace("${", "$${"));
        if (weighted && weight != 1) {
            written.put("weight", weight);
        }
        written.putAll(settings);
        return written;
    }
}
