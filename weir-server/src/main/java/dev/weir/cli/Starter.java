package dev.weir.cli;

import dev.weir.config.Loaded;
import dev.weir.config.WeirConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts servers for commands: the command line does not know how one is put together. */
public interface Starter {
    /**
     * @throws IOException if the port cannot be had
     */
    Running start(Loaded config, Map<String, String> environment) throws IOException;

    /**
     * Backs up a data directory on which no server runs.
     *
     * @return the size of {@code file} in bytes
     * @throws dev.weir.store.StorageException also where a server does run on it
     */
    long backup(WeirConfig config, Map<String, String> environment, Path file);

    /** A server in this process. */
    interface Running extends AutoCloseable {
        URI url();

        /** A key that was made by this start and is shown only now; null if there was one before. */
        @Nullable
        String newAdminKey();

        /**
         * Reads the configuration anew and goes by it from now on. One that cannot be used changes nothing and is told
         * in the log.
         */
        void change(Supplier<Loaded> reader);

        @Override
        void close();
    }
}
