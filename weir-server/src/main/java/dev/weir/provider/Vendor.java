package dev.weir.provider;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A vendor of models, or a model server that many run themselves.
 *
 * @param name what Weir calls it as a provider
 * @param kind the provider kind that speaks to it
 * @param baseUrl where its API begins; null where the kind knows, or where there is no common address
 * @param variables where its key is usually found, the most common first; empty if it needs none
 * @param others what other gateways call it
 */
public record Vendor(String name, String kind, @Nullable URI baseUrl, List<String> variables, List<String> others) {
    public Vendor {
        variables = List.copyOf(variables);
        others = List.copyOf(others);
    }

    /** Whether it runs on machines of one's own. */
    public boolean isSelfHosted() {
        return baseUrl != null && "http".equals(baseUrl.getScheme());
    }
}
