package dev.weir.cli;

import dev.weir.config.ProviderConfig;
import dev.weir.config.Secret;
import dev.weir.provider.ProviderKinds;
import dev.weir.provider.Vendor;
import dev.weir.provider.Vendors;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Vendors whose keys stand in the environment under their usual names. */
final class EnvironmentKeys {
    /** A key of Weir's own: a client of Weir's runs here, and its provider would be Weir itself. */
    private static final String OURS = "wk_";

    private EnvironmentKeys() {}

    static List<FoundProvider> in(Map<String, String> environment) {
        Set<String> kinds = new ProviderKinds().names();
        List<FoundProvider> found = new ArrayList<>();
        for (Vendor vendor : Vendors.all()) {
            if (kinds.contains(vendor.kind())) {
                of(vendor, environment).ifPresent(found::add);
            }
        }
        return found;
    }

    private static Optional<FoundProvider> of(Vendor vendor, Map<String, String> environment) {
        Optional<String> variable = vendor.variables().stream()
                .filter(name -> isKey(environment.getOrDefault(name, "").strip()))
                .findFirst();
        return variable.flatMap(name -> provider(vendor, environment, name))
                .map(config -> new FoundProvider(vendor.name(), ProvidersFrom.ENV, variable.orElseThrow(), config));
    }

    private static boolean isKey(String value) {
        return !value.isEmpty() && !value.startsWith(OURS);
    }

    /** The vendor's own, or the one that its clients' usual variable names. */
    private static @Nullable URI address(Vendor vendor, Map<String, String> environment) {
        String name = vendor.kind().equals("azure")
                ? "AZURE_OPENAI_ENDPOINT"
                : vendor.name().toUpperCase(Locale.ROOT) + "_BASE_URL";
        String written = environment.getOrDefault(name, "").strip();
        if (written.isEmpty()) {
            return vendor.baseUrl();
        }
        boolean versioned = !vendor.name().equals("anthropic") || written.matches(".*/v\\d+/?");
        return URI.create(versioned ? written : written.replaceAll("/+$", "") + "/v1");
    }

    /** Empty where the variables hold something that no provider can have. */
    private static Optional<ProviderConfig> provider(Vendor vendor, Map<String, String> environment, String variable) {
        try {
            URI url = address(vendor, environment);
            Secret key = new Secret(environment.getOrDefault(variable, "").strip());
            return vendor.kind().equals("azure") && url == null
                    ? Optional.empty()
                    : Optional.of(new ProviderConfig(vendor.kind(), url, key, false, Map.of()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
