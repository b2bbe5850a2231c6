package dev.weir.http;

import dev.weir.http.Turnstile.Place;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import dev.weir.store.StorageException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request from the arrival of its body to the end of its answer. Runs on a virtual thread, but has none while it
 * waits for its turn.
 */
final class Visit implements Turnstile.Entrant {
    private static final Logger log = LoggerFactory.getLogger(Visit.class);

    private final Reception reception;
    private final Incoming incoming;
    private final Runnable over;
    private final @Nullable Sockets sockets;
    private Request request;
    private @Nullable Handler handler;
    private @Nullable Principal principal;

    /**
     * @param over told once, when the answer is written or cannot be
     * @param sockets where a request goes that wants a socket; null for any other
     */
    Visit(Reception reception, Incoming incoming, Runnable over, @Nullable Sockets sockets) {
        this.sockets = sockets;
        this.reception = reception;
        this.incoming = incoming;
        this.over = over;
        this.request = incoming.request(reception.ids().next("req_"));
    }

    void begin() {
        Place place = null;
        try {
            Refused early = incoming.refused();
            if (early != null) {
                throw new Refusal(early);
            }
            Route route = identify();
            if (sockets != null && route.handler() instanceof SocketHandler socket) {
                sockets.upgrade(incoming, request, socket, over);
                return;
            }
            if (reception.calls().test(route)) {
                place = reception.turnstile().tryEnter(request);
                if (place == null) {
                    reception.turnstile().join(request, this);
                    return;
                }
            }
        } catch (RuntimeException | Error e) {
            finish(failed(e));
            return;
        }
        work(place);
    }

    @Override
    public void admitted(Place place) {
        incoming.resume(() -> {
            request = request.after(place.waited());
            work(place);
        });
    }

    @Override
    public void refused(Refused refused) {
        incoming.resume(() -> finish(failed(new Refusal(refused))));
    }

    private Route identify() {
        Router.Match match = reception.router().find(request.method(), request.path());
        request = request.matched(match.values());
        Route route = match.route();
        handler = route.handler();
        if (route.access() instanceof Access.AtLeast needed) {
            principal = reception.authenticator().identify(request);
            if (!principal.may(needed.role())) {
                throw forbidden(principal, needed);
            }
            request = request.by(principal);
        }
        return route;
    }

    private static Refusal forbidden(Principal principal, Access.AtLeast needed) {
        return new Refusal(
                ErrorCode.FORBIDDEN,
                "The key '" + principal.name() + "' has the role "
                        + principal.role().name().toLowerCase(Locale.ROOT) + "; this needs "
                        + needed.role().name().toLowerCase(Locale.ROOT) + ".",
                null,
                "An owner or admin can create a key with that role.");
    }

    private void work(@Nullable Place place) {
        try {
            finish(handled());
        } finally {
            if (place != null) {
                place.close();
            }
        }
    }

    private Response handled() {
        try {
            return Objects.requireNonNull(handler).handle(request);
        } catch (RuntimeException | Error e) {
            return failed(e);
        }
    }

    private void finish(Response response) {
        try {
            incoming.write(request, response);
        } catch (RuntimeException e) {
            log.error("A response could not be written", e);
            incoming.abort();
        } finally {
            over.run();
        }
    }

    private Response failed(Throwable e) {
        Refused refused = switch (e) {
            case Refusal refusal -> {
                reception
                        .refusals()
                        .refused(request.id(), request.method(), request.path(), principal, refusal.refused());
                yield refusal.refused();
            }
            case StorageException broken when broken.isExplained() -> stored(broken);
            default -> bug(e);
        };
        Response response = reception.face(request.path()).write(refused, request);
        if (e instanceof Refusal refusal) {
            for (Map.Entry<String, String> header : refusal.headers().entrySet()) {
                response = response.with(header.getKey(), header.getValue());
            }
        }
        return response;
    }

    /** A disk that is full or cannot be written is no mistake of Weir's. */
    private Refused stored(StorageException e) {
        log.error("Request {} failed in {} {}: {}", request.id(), request.method(), request.path(), e.getMessage());
        return Refused.of(ErrorCode.STORAGE_UNAVAILABLE, e.getMessage() + ".");
    }

    private Refused bug(Throwable e) {
        log.error("Request {} failed in {} {}", request.id(), request.method(), request.path(), e);
        return Refused.of(
                ErrorCode.INTERNAL_ERROR,
                "Weir failed at this request. The log has the details under request id " + request.id() + ".");
    }
}
