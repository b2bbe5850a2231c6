package dev.weir.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A file of lines {@code NAME=value}: .env or .properties. */
record LinesFile(Path path, Map<String, String> values) implements SettingsFile {
    static String lines(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n"));
    }

    @Override
    public String merged(String before, List<String> conflicts) {
        Map<String, String> missing = new LinkedHashMap<>(values);
        List<String> lines = new ArrayList<>();
        before.lines().forEach(line -> lines.add(kept(line, missing, conflicts)));
        missing.forEach((name, value) -> lines.add(name + "=" + value));
        return String.join("\n", lines) + "\n";
    }

    private static String kept(String line, Map<String, String> missing, List<String> conflicts) {
        int equals = line.indexOf('=');
        String name = equals < 0
                ? ""
                : line.substring(0, equals).replaceFirst("^export\\s", "").strip();
        String wanted = missing.remove(name);
        if (wanted == null || line.substring(equals + 1).strip().equals(wanted)) {
            return line;
        }
        conflicts.add(name);
        return name + "=" + wanted;
    }
}
