package dev.weir.console;

import dev.weir.console.jte.JteconfirmGenerated;
import dev.weir.console.jte.JtekeysGenerated;
import dev.weir.http.Access;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.KeyId;
import dev.weir.spi.Principal;
import dev.weir.spi.Role;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

final class KeyPages {
    private static final String ROOT = "/console/keys";
    private static final long MOST_TOKENS = 1_000_000_000_000L;

    private final KeySource keys;
    private final ModelSource models;
    private final NoticeSource notices;
    private final Shells shells;
    private final InstantSource clock;

    KeyPages(KeySource keys, ModelSource models, NoticeSource notices, Shells shells, InstantSource clock) {
        this.keys = keys;
        this.models = models;
        this.notices = notices;
        this.shells = shells;
        this.clock = clock;
    }

    void add(Routes routes) {
        Access admin = Access.from(Role.ADMIN);
        routes.get(
                        ROOT,
                        admin,
                        "The keys of the project, what their calls may have, and whether one would pass.",
                        this::show)
                .post(ROOT, admin, "Creates a key and shows it once.", "", this::create)
                .post(ROOT + "/{id}/rotate", admin, "Gives a key another text and shows it once.", "", this::rotate)
                .post(ROOT + "/{id}/limits", admin, "Says what a key's calls may have.", "", this::limit)
                .get(ROOT + "/{id}/revoke", admin, "Asks before revoking.", this::confirm)
                .post(ROOT + "/{id}/revoke", admin, "Revokes a key.", "", this::revoke);
    }

    /** What a page shows beside the list. */
    private record Shown(
            @Nullable KeyId chosen, @Nullable Map<String, String> form, String problem, String made, String madeName) {
        static Shown of(@Nullable KeyId chosen) {
            return new Shown(chosen, null, "", "", "");
        }
    }

    private Response show(Request request) {
        KeyId chosen = request.query("key")
                .filter(id -> !id.isEmpty())
                .map(id -> key(request, id).id())
                .orElse(null);
        return page(
                request,
                chosen != null && request.query("edit").isPresent()
                        ? new Shown(chosen, keys.limits(request.principal(), chosen), "", "", "")
                        : Shown.of(chosen));
    }

    private Response page(Request request, Shown shown) {
        Principal principal = request.principal();
        List<KeyRow> rows = keys.keys(principal).stream()
                .map(key -> new KeyRow(
                        key,
                        key.revoked() == null
                                ? keys.chain(principal, key.id()).stream()
                                        .map(LimitRow::new)
                                        .toList()
                                : List.of()))
                .toList();
        KeySource.Trial trial = null;
        KeySource.Verdict verdict = null;
        String problem = shown.problem;
        if (request.query("try").filter(id -> !id.isEmpty()).isPresent()) {
            try {
                trial = trial(request);
                verdict = keys.test(principal, trial);
            } catch (Refusal refusal) {
                verdict = new KeySource.Verdict(false, refusal.refused().message(), List.of());
            }
        }
        KeyRow chosen = rows.stream()
                .filter(row -> row.key().id().equals(shown.chosen))
                .findFirst()
                .orElse(null);
        KeysPage page = new KeysPage(
                shells.in(Room.KEYS, request),
                rows,
                shown.made,
                shown.madeName,
                grantable(principal),
                chosen,
                shown.form,
                problem,
                models.chat(principal),
                trial,
                verdict,
                notices.current(principal),
                address(chosen),
                clock.instant());
        return Html.page(out -> JtekeysGenerated.render(out, null, page));
    }

    private static String address(@Nullable KeyRow chosen) {
        return Link.to(ROOT)
                .with("key", chosen == null ? null : chosen.key().id().value())
                .address();
    }

    private KeySource.Trial trial(Request request) {
        return new KeySource.Trial(
                key(request, request.query("try").orElse("")).id(),
                request.query("model").orElse(""),
                count(request, "in", 1_000),
                request.query("out").orElse("").isBlank() ? null : (Long) count(request, "out", 0),
                request.query("user").orElse("").strip(),
                request.query("tag").orElse("").strip());
    }

    private static long count(Request request, String name, long usual) {
        String text = request.query(name).orElse("").strip().replace(",", "");
        if (text.isEmpty()) {
            return usual;
        }
        try {
            long count = Long.parseLong(text);
            if (count >= 0 && count <= MOST_TOKENS) {
                return count;
            }
        } catch (NumberFormatException e) {
            // answered below, like a number below zero
        }
        throw new Refusal(
                ErrorCode.INVALID_REQUEST, "'" + text + "' is no number of tokens.", name, "A whole number from 0 on.");
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
        return page(request, new Shown(null, null, "", keys.create(request.principal(), name, role), name));
    }

    /** Likewise. */
    private Response rotate(Request request) {
        KeySource.Key key = key(request, request.path("id"));
        String text = keys.rotate(request.principal(), key.id(), request.form().getOrDefault("grace", "24h"));
        return page(request, new Shown(key.id(), null, "", text, key.name()));
    }

    private Response limit(Request request) {
        KeySource.Key key = key(request, request.path("id"));
        Map<String, String> form = request.form();
        try {
            keys.limit(request.principal(), key.id(), form);
        } catch (Refusal refusal) {
            if (refusal.refused().code() != ErrorCode.INVALID_REQUEST) {
                throw refusal;
            }
            String hint = refusal.refused().hint();
            return page(
                    request,
                    new Shown(key.id(), form, refusal.refused().message() + (hint == null ? "" : " " + hint), "", ""));
        }
        return Response.redirect(Link.to(ROOT).with("key", key.id().value()).address());
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
        KeySource.Key key = key(request, request.path("id"));
        Link back = Link.to(ROOT);
        ConfirmPage page = new ConfirmPage(
                shells.in(Room.KEYS, "Revoke " + key.name(), request),
                "Revoke the key " + key.name() + "?",
                "Calls with " + key.hint() + " are refused at once, and it cannot be made to work again. Its traces and"
                        + " costs stay.",
                back.slash(key.id().value()).slash("revoke"),
                "Revoke key",
                back,
                Room.KEYS.label());
        return Html.page(out -> JteconfirmGenerated.render(out, null, page));
    }

    private Response revoke(Request request) {
        keys.revoke(request.principal(), key(request, request.path("id")).id());
        return Response.redirect(ROOT);
    }

    private KeySource.Key key(Request request, String id) {
        return keys.keys(request.principal()).stream()
                .filter(key -> key.id().value().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new Refusal(ErrorCode.NOT_FOUND, "There is no key " + id + " in this project.", "id", null));
    }
}
