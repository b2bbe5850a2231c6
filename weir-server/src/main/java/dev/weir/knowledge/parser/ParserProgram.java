package dev.weir.knowledge.parser;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The program that children run.
 *
 * @param classPath jars, and folders of classes or of jars
 */
public record ParserProgram(List<Path> classPath, String mainClass) {
    /** The system property that names another class path than that of the installation. */
    public static final String CLASS_PATH = "weir.parser.classpath";

    /** The system property that names another main class. */
    public static final String MAIN_CLASS = "weir.parser.main";

    private static final String MAIN = "dev.weir.parser.ParserMain";

    public ParserProgram {
        classPath = List.copyOf(classPath);
    }

    /** That of this installation; empty where it was built without one. */
    public static Optional<ParserProgram> installed() {
        String chosen = System.getProperty(CLASS_PATH, "");
        String main = System.getProperty(MAIN_CLASS, MAIN);
        if (!chosen.isEmpty()) {
            List<Path> entries = new ArrayList<>();
            for (String entry : chosen.split(File.pathSeparator, -1)) {
                entries.add(Path.of(entry));
            }
            return Optional.of(new ParserProgram(entries, main));
        }
        Path target = target();
        return target == null ? Optional.empty() : beside(target).map(entries -> new ParserProgram(entries, main));
    }

    /** The folder that this class was built into. */
    private static @Nullable Path target() {
        CodeSource source = ParserProgram.class.getProtectionDomain().getCodeSource();
        try {
            URI place = source == null ? null : source.getLocation().toURI();
            return place == null || !"file".equals(place.getScheme())
                    ? null
                    : Path.of(place).getParent();
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static Optional<List<Path>> beside(Path target) {
        Path built = target.resolve("../../weir-parser/target").normalize();
        Path jar = built.resolve("weir-parser.jar");
        Path libraries = built.resolve("lib");
        return Files.isRegularFile(jar) && Files.isDirectory(libraries)
                ? Optional.of(List.of(jar, libraries))
                : Optional.empty();
    }

    /** As java wants it: of a folder of jars, all of them. */
    String javaClassPath() {
        List<String> entries = new ArrayList<>();
        for (Path entry : classPath) {
            entries.add(holdsJars(entry) ? entry + "/*" : entry.toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    private static boolean holdsJars(Path entry) {
        String[] names = entry.toFile().list((folder, name) -> name.endsWith(".jar"));
        return names != null && names.length > 0;
    }
}
