package dev.weir.cli;

import dev.weir.store.ServerMark;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is, and the key to it.
 *
 * @param data the data directory that told where it is; null if the user did
 */
record ServerAddress(URI url, String key, @Nullable Path data) {
    /** What to tell when nothing answers there. */
    NoServer silent() {
        if (data == null) {
            return new NoServer("Nothing answers at " + url + ". Is the address right, and does Weir run there?");
        }
        boolean alive = ServerMark.read(data).map(ServerMark::isAlive).orElse(false);
        return new NoServer(
                alive
                        ? "Weir runs on " + data + " but does not answer at " + url + " yet. Try again in a moment."
                        : "The Weir that ran on " + data + " at " + url + " has ended without saying so: "
                                + ServerMark.file(data) + " is left over. Start it again with ./weir up.");
    }
}
