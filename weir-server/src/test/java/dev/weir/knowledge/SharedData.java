package dev.weir.knowledge;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of real test sets beside the project; tests that need it are skipped where it is absent. */
public final class SharedData {
    private SharedData() {}

    public static Path folder(String name) {
        Path folder = Path.of(System.getProperty("weir.root", "."), "..", "shared", "data", name)
                .normalize();
        assumeTrue(Files.isDirectory(folder), () -> "skipped: there is no test set in " + folder);
        return folder;
    }
}
