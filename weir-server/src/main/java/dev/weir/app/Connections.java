package dev.weir.app;

import dev.weir.config.ProviderConfig;
import dev.weir.drill.DrillOutbound;
import dev.weir.kernel.Clock;
import dev.weir.pipeline.ForetoldOutbound;
import dev.weir.provider.Connected;
import dev.weir.provider.ProviderKinds;
import dev.weir.provider.transport.VertxOutbound;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Outbound;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Makes providers, each with connections of its own, so that those of one can be closed without another's. */
final class Connections {
    private final VertxOutbound outbound;
    private final Clock clock;
    private final RandomGenerator random;

    Connections(VertxOutbound outbound, Clock clock, RandomGenerator random) {
        this.outbound = outbound;
        this.clock = clock;
        this.random = random;
    }

    /**
     * @throws IllegalArgumentException if one of them cannot be made; none is then
     */
    Map<String, Connected> of(Map<String, ProviderConfig> entries) {
        ProviderKinds kinds = new ProviderKinds();
        Map<String, Connected> made = new HashMap<>();
        try {
            entries.forEach((name, entry) -> made.put(name, connected(name, entry, kinds)));
            return made;
        } catch (RuntimeException e) {
            made.values().forEach(each -> each.disconnect().run());
            throw e;
        }
    }

    /** Drills break this wire, and answers that are known beforehand come from it. */
    static Outbound watched(Outbound real, Clock clock) {
        return new ForetoldOutbound(new DrillOutbound(real, clock));
    }

    private Connected connected(String name, ProviderConfig entry, ProviderKinds kinds) {
        VertxOutbound own = outbound.apart();
        try {
            ExtensionContext context = new ExtensionContext(watched(own, clock), clock, random);
            return new Connected(kinds.create(entry.kind(), ProviderKinds.settings(name, entry), context), own::close);
        } catch (RuntimeException e) {
            own.close();
            throw e;
        }
    }
}
