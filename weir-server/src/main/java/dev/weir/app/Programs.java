package dev.weir.app;

import dev.weir.cli.Starter;
import dev.weir.config.Loaded;
import dev.weir.config.WeirConfig;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.secrets.MasterKey;
import dev.weir.store.DataDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gives the command line what only this package can build. */
public final class Programs implements Starter {
    @Override
    public long backup(WeirConfig config, Map<String, String> environment, Path file) {
        IdSource ids = new IdSource(Clock.SYSTEM);
        try (DataDirectory data = DataDirectory.open(config.data(), ids);
                Storage storage = new Storage(
                        data, new SettingsOf(config).store(), environment.get(MasterKey.VARIABLE), ids, Clock.SYSTEM)) {
            return storage.backup(data).write(file);
        }
    }

    @Override
    public Running start(Loaded config, Map<String, String> environment) throws IOException {
        Weir weir = Weir.start(config, environment, Clock.SYSTEM);
        return new Running() {
            @Override
            public URI url() {
                return weir.url();
            }

            @Override
            public @Nullable String newAdminKey() {
                return weir.bootstrap().adminKey() == null
                        ? null
                        : weir.bootstrap().adminKey().text();
            }

            @Override
            public void change(Supplier<Loaded> reader) {
                weir.change(reader);
            }

            @Override
            public void close() {
                weir.close();
            }
        };
    }
}
