package dev.weir.tests;

import dev.weir.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configuration of a {@link WeirProcess} whose one provider, {@code sim}, is simulated. */
final class ChildConfig {
    private ChildConfig() {}

    /**
     * @param folder gets the file, and the data beside it
     * @param more sections of the configuration
     */
    static Path write(Path folder, Simulator simulator, String more) throws IOException {
        return write(folder, folder.resolve("data"), simulator, more);
    }

    static Path write(Path folder, Path data, Simulator simulator, String more) throws IOException {
        return Files.writeString(folder.resolve("weir.yaml"), """
                server: {port: 0}
                data: '%s'
                knowledge: {docs: false}
                providers: {sim: {kind: openai, base_url: '%s', api_key: none, allow_private: true}}
                """.formatted(data, simulator.baseUri()) + more);
    }
}
