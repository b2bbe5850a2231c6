package dev.weir.cli;

import dev.weir.config.ConfigNode;
import dev.weir.config.Problem;
import dev.weir.config.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An entry of the configuration in a file, written as in weir.yaml. */
final class Entries {
    private Entries() {}

    /**
     * @param file YAML or JSON; {@code -} reads what is typed or piped in
     */
    static Object read(Path file) throws IOException {
        boolean typed = file.toString().equals("-");
        String text = typed ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : Files.readString(file);
        List<Problem> problems = new ArrayList<>();
        ConfigNode node = new YamlReader(typed ? "input" : file.toString(), problems).read(text);
        if (!problems.isEmpty()) {
            throw new CommandFailure(problems.getFirst().toString());
        }
        Object entry = value(node);
        if (entry == null) {
            throw new CommandFailure((typed ? "The input" : file) + " is empty.");
        }
        return entry;
    }

    private static @Nullable Object value(ConfigNode node) {
        return switch (node) {
            case ConfigNode.Scalar scalar -> scalar.text();
            case ConfigNode.Nothing nothing -> null;
            case ConfigNode.Listing list ->
                list.items().stream().map(Entries::value).toList();
            case ConfigNode.Mapping mapping -> {
                Map<String, @Nullable Object> entries = new LinkedHashMap<>();
                mapping.entries().forEach((key, entry) -> entries.put(key, value(entry.value())));
                yield entries;
            }
        };
    }
}
