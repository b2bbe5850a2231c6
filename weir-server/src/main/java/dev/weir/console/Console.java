package dev.weir.console;

import dev.weir.http.ErrorFormat;
import dev.weir.http.Routes;
import java.time.InstantSource;

/** The console's wiring: its routes and its error pages. */
public final class Console {
    private final Sources sources;
    private final InstantSource clock;
    private final Assets assets = new Assets();
    private final Shells shells;

    public Console(Sources sources, InstantSource clock) {
        this.sources = sources;
        this.clock = clock;
        this.shells = new Shells(sources.places(), assets);
    }

    public Routes routes() {
        Routes routes = new Routes();
        assets.add(routes);
        new LoginPages(sources.logins(), shells).add(routes);
        new TracePages(sources.traces(), shells, clock).add(routes);
        return routes;
    }

    /** Errors of {@code /console} as pages. */
    public ErrorFormat errors() {
        return new ErrorPages(shells);
    }
}
