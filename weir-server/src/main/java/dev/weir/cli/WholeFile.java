package dev.weir.cli;

import java.nio.file.Path;
import java.util.List;

/** A file that is all ours. */
record WholeFile(Path path, String text) implements SettingsFile {
    @Override
    public String merged(String before, List<String> conflicts) {
        if (!before.isEmpty() && !before.equals(text)) {
            conflicts.add("its whole content");
        }
        return text;
    }
}
