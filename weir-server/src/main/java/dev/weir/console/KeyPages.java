package dev.weir.console;

import dev.weir.console.jte.JteconfirmGenerated;
import dev.weir.console.jte.JtekeysGenerated;
import dev.weir.http.Access;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import dev.weir.spi.Role;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

final class KeyPages {
    private static final String ROOT = "/console/keys";
    private final KeySource keys;
    private final Shells shells;
    private final InstantSource clock;

    KeyPages(KeySource keys, Shells shells, InstantSource clock) {
        this.keys = keys;
        this.shells = shells;
        this.clock = clock;
    }

    void add(Routes routes) {
        Access admin = Access.from(Role.ADMIN);
        routes.get(ROOT, admin, "The keys of the project.", request -> page(request, "", ""))
                .post(ROOT, admin, "Creates a key and shows it once.", "", this::create)
                .get(ROOT + "/{id}/revoke", admin, "Asks before revoking.", this::confirm)
                .post(ROOT + "/{id}/revoke", admin, "Revokes a key.", "", this::revoke);
    }

    private Response page(Request request, String made, String name) {
        Principal principal = request.principal();
        KeysPage page = new KeysPage(
                shells.in(Room.KEYS, request), keys.keys(principal), made, name, grantable(principal), clock.instant());
        return Html.page(out -> JtekeysGenerated.render(out, null, page));
    }

    private static List<Role> grantable(Principal principal) {
        return Arrays.stream(Role.values()).filter(principal::may).toList();
    }

    /** Answers with the page itself: the key is in no address and no history. */
    private Response create(Request request) {
        Map<String, String> form = request.form();
        String name = form.getOrDefault("name", "").strip();
        if (name.isEmpty()) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST, "The key has no name.", "name", "Name who or what will use it.");
        }
        Role role = role(form.getOrDefault("role", ""));
        if (!request.principal().may(role)) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN, "Nobody can make a key that may do more than their own.", "role", null);
        }
        return page(request, keys.create(request.principal(), name, role), name);
    }

    private static Role role(String name) {
        try {
            return Role.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + name + "' is not a role.",
                    "role",
                    "One of owner, admin, developer, viewer.");
        }
    }

    private Response confirm(Request request) {
        KeySource.Key key = key(request);
        Link back = Link.to(ROOT);
        ConfirmPage page = new ConfirmPage(
                shells.in(Room.KEYS, "Revoke " + key.name(), request),
                "Revoke the key " + key.name() + "?",
                "Calls with " + key.hint() + " are refused at once, and it cannot be made to work again. Its traces and"
                        + " costs stay.",
                back.slash(key.id().value()).slash("revoke"),
                "Revoke key",
                back,
                "Keys");
        return Html.page(out -> JteconfirmGenerated.render(out, null, page));
    }

    private Response revoke(Request request) {
        keys.revoke(request.principal(), key(request).id());
        return Response.redirect(ROOT);
    }

    private KeySource.Key key(Request request) {
        String id = request.path("id");
        return keys.keys(request.principal()).stream()
                .filter(key -> key.id().value().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new Refusal(ErrorCode.NOT_FOUND, "There is no key " + id + " in this project.", "id", null));
    }
}
