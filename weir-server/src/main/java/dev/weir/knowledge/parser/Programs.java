package dev.weir.knowledge.parser;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the machine's programs are found.
 *
 * @param folders looked through in order
 */
public record Programs(List<Path> folders) {
    private static final List<String> USUAL = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin");

    public Programs {
        folders = List.copyOf(folders);
    }

    /** Those of {@code PATH}, and then the usual ones. */
    public static Programs of(@Nullable String path) {
        Set<Path> folders = new LinkedHashSet<>();
        for (String folder : (path == null ? "" : path).split(File.pathSeparator, -1)) {
            if (folder.startsWith("/")) {
                folders.add(Path.of(folder));
            }
        }
        USUAL.forEach(folder -> folders.add(Path.of(folder)));
        return new Programs(List.copyOf(folders));
    }

    /** The path of a program; null where there is none of that name. */
    @Nullable
    String find(String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }
}
