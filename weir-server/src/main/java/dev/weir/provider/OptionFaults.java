package dev.weir.provider;

import dev.weir.kernel.NearestName;
import dev.weir.spi.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares a provider's options with those that its kind has. */
final class OptionFaults {
    private OptionFaults() {}

    static List<Provider.Fault> of(String kind, List<Provider.Option> known, Map<String, String> options) {
        List<Provider.Fault> faults = new ArrayList<>();
        new TreeMap<>(options)
                .forEach((name, value) -> known.stream()
                        .filter(option -> option.name().equals(name))
                        .findFirst()
                        .ifPresentOrElse(
                                option -> check(option, value, faults), () -> faults.add(unknown(kind, known, name))));
        return faults;
    }

    private static void check(Provider.Option option, String value, List<Provider.Fault> faults) {
        if (!option.choices().isEmpty() && !option.choices().contains(value)) {
            faults.add(new Provider.Fault(
                    "options." + option.name(),
                    "has a value that it does not know",
                    "one of " + String.join(", ", option.choices())));
        }
    }

    private static Provider.Fault unknown(String kind, List<Provider.Option> known, String name) {
        List<String> names = known.stream().map(Provider.Option::name).toList();
        String hint = NearestName.to(name, names)
                .map(near -> "did you mean '" + near + "'?")
                .orElse(names.isEmpty() ? "it has none" : "it has " + String.join(", ", names));
        return new Provider.Fault("options." + name, "is no option of the kind '" + kind + "'", hint);
    }
}
