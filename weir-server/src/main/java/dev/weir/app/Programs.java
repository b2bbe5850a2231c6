package dev.weir.app;

import dev.weir.cli.Starter;
import dev.weir.config.WeirConfig;
import dev.weir.kernel.Clock;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives the command line what only this package can build. */
final class Programs implements Starter {
    @Override
    public Running start(WeirConfig config, Map<String, String> environment) throws IOException {
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
            public void close() {
                weir.close();
            }
        };
    }
}
