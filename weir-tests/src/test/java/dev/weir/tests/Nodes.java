package dev.weir.tests;

import dev.weir.app.Weir;
import dev.weir.kernel.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Nodes of one database, by their names. The first one is {@code a}, which makes the master key of all.
 *
 * @param folder gets their data
 * @param yaml what they have in common
 * @param clock of those in this process
 */
record Nodes(Path folder, String yaml, Clock clock) {
    Nodes(Path folder, String yaml) {
        this(folder, yaml, Clock.SYSTEM);
    }

    Weir start(String name) throws IOException {
        return Servers.start(data(name), Map.of("WEIR_ADMIN_KEY", WeirProcess.ADMIN_KEY), yaml, clock);
    }

    /** The configuration of one that is a {@link WeirProcess}. */
    Path config(String name) throws IOException {
        return Files.writeString(
                folder.resolve(name + ".yaml"), "server: {port: 0}\ndata: '" + data(name) + "'\n" + yaml);
    }

    private Path data(String name) throws IOException {
        return Servers.beside(folder.resolve("a"), folder.resolve(name));
    }

    static Door door(Weir node) {
        return new Door(node.localUrl(), WeirProcess.ADMIN_KEY);
    }
}
