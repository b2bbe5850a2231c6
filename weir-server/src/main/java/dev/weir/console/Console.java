package dev.weir.console;

import dev.weir.http.ErrorFormat;
import dev.weir.http.Route;
import dev.weir.http.Routes;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The console's wiring: its routes and its error pages.
 *
 * <p>The login's cookie also lets the Ask page call {@code /v1/chat/completions}, so the server's authenticator must
 * accept it there. Signed-in forms are refused to other sites by that authenticator, for every route alike; only the
 * login and the logout, which are open, look for themselves.
 */
public final class Console {
    private final Sources sources;
    private final Supplier<List<Route>> api;
    private final InstantSource clock;
    private final @Nullable String publicUrl;
    private final Assets assets = new Assets();
    private final Shells shells;

    /**
     * @param api all routes of the server, for the reference; asked at each request
     * @param publicUrl the server's address as clients write it, without a slash at its end; null to show the address
     *     that the browser used
     */
    public Console(Sources sources, Supplier<List<Route>> api, InstantSource clock, @Nullable String publicUrl) {
        this.sources = sources;
        this.api = api;
        this.clock = clock;
        this.publicUrl = publicUrl;
        this.shells = new Shells(sources.places(), assets);
    }

    /** {@code /console}, {@code /api/reference} and {@code /api/openapi.json}. */
    public Routes routes() {
        Routes routes = new Routes();
        assets.add(routes);
        new LoginPages(sources.logins(), shells).add(routes);
        new HomePages(sources.home(), sources.notices(), shells, clock, publicUrl).add(routes);
        new AskPages(sources.models(), sources.knowledge(), shells).add(routes);
        new TracePages(sources.traces(), shells, clock).add(routes);
        new KnowledgePages(sources.knowledge(), shells, clock).add(routes);
        new BatchPages(sources.batches(), shells, clock).add(routes);
        new ModelPages(sources.routes(), shells, clock).add(routes);
        new KeyPages(sources.keys(), sources.models(), sources.notices(), shells, clock).add(routes);
        new AuditPages(sources.audit(), shells, clock).add(routes);
        new CostPages(sources.costs(), shells, clock).add(routes);
        new BillingPages(sources.billing(), shells, clock).add(routes);
        new ReferencePages(api, shells).add(routes);
        return routes;
    }

    /** Errors of {@code /console} as pages. */
    public ErrorFormat errors() {
        return new ErrorPages(sources.logins(), shells);
    }
}
