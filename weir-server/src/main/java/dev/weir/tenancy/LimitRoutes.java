package dev.weir.tenancy;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What calls may have, under {@code /api/limits}. */
final class LimitRoutes {
    private final LimitTable table;

    LimitRoutes(LimitTable table) {
        this.table = table;
    }

    Routes routes() {
        return new Routes()
                .get(
                        "/api/limits",
                        Access.from(Role.ADMIN),
                        "The limits that hold for calls of the project, by scope: organization, project, key, user, model, tag.",
                        this::list)
                .put(
                        "/api/limits/{scope}/{name*}",
                        Access.from(Role.ADMIN),
                        "Says what an organization's, project's, key's, user's, model's or tag's calls may have, all together; what is left out is no limit. The user * is each user for itself.",
                        "{\"rpm\": 100, \"tpm\": 20000, \"tokens_per_day\": 1000000, \"time_zone\": \"Europe/Berlin\"}",
                        this::set)
                .delete("/api/limits/{scope}/{name*}", Access.from(Role.ADMIN), "Takes limits away.", this::remove);
    }

    /**
     * Limits on the wire.
     *
     * @param title what people call an organization, project or key
     */
    record LimitView(
            String scope,
            String name,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String title,

            LimitsBody limits) {
        static LimitView of(LimitTable.Entry entry) {
            return new LimitView(
                    entry.subject().scope().wire(),
                    entry.subject().name(),
                    entry.title(),
                    LimitsBody.of(entry.limits()));
        }

        /** Sorts as the list does. */
        String cursor() {
            return Scope.named(scope).orElseThrow().ordinal() + " " + name;
        }
    }

    private Response list(Request request) {
        List<LimitView> all =
                table.list(request.principal()).stream().map(LimitView::of).toList();
        return Json.ok(Page.of(request, all, LimitView::cursor));
    }

    private Response set(Request request) {
        Scope scope = scope(request);
        CallLimits wanted = LimitsBody.read(Json.read(request, LimitsBody.class), "");
        return Json.ok(LimitView.of(table.set(request.principal(), scope, request.path("name"), wanted)));
    }

    private Response remove(Request request) {
        return Json.ok(LimitView.of(table.remove(request.principal(), scope(request), request.path("name"))));
    }

    private static Scope scope(Request request) {
        String word = request.path("scope");
        return Scope.named(word)
                .orElseThrow(() -> new Refusal(
                        ErrorCode.NOT_FOUND,
                        "There is no scope '" + LimitsBody.shown(word) + "'.",
                        "scope",
                        "One of organization, project, key, user, model, tag."));
    }
}
