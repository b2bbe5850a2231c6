package dev.weir.metering;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the cost oracle's files are: beside the project, or where {@code weir.shared.data} says. */
final class CostOracle {
    static final Path ROOT = Path.of(System.getProperty("weir.root", ".."));

    private CostOracle() {}

    /** The file's text; skips the test where the file is absent. */
    static String read(String file) throws IOException {
        Path data = Path.of(System.getProperty("weir.shared.data", ROOT + "/../shared/data"));
        Path path = data.resolve("cost-oracle").resolve(file);
        assumeTrue(Files.exists(path), "the cost oracle is not on this machine: " + file);
        return Files.readString(path);
    }
}
