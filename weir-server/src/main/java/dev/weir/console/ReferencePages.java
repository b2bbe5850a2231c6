package dev.weir.console;

import dev.weir.console.jte.JtereferenceGenerated;
import dev.weir.http.Access;
import dev.weir.http.OpenApi;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Route;
import dev.weir.http.Routes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

final class ReferencePages {
    private final Supplier<List<Route>> all;
    private final Shells shells;

    ReferencePages(Supplier<List<Route>> all, Shells shells) {
        this.all = all;
        this.shells = shells;
    }

    void add(Routes routes) {
        routes.get("/api/reference", Access.OPEN, "This API, for people.", this::show)
                .get("/api/openapi.json", Access.OPEN, "This API, for programs: OpenAPI 3.1.", this::document);
    }

    /** The console's own pages are no API. */
    private List<Route> documented() {
        return all.get().stream()
                .filter(route -> !route.template().equals("/console")
                        && !route.template().startsWith("/console/"))
                .toList();
    }

    private Response document(Request request) {
        return Response.json(OpenApi.document(documented()));
    }

    private Response show(Request request) {
        Map<String, List<Route>> byTag = new LinkedHashMap<>();
        documented()
                .forEach(route -> byTag.computeIfAbsent(OpenApi.tag(route), tag -> new ArrayList<>())
                        .add(route));
        List<ReferencePage.Section> sections = byTag.entrySet().stream()
                .map(entry -> new ReferencePage.Section(entry.getKey(), entry.getValue()))
                .toList();
        ReferencePage page = new ReferencePage(shells.bare("API reference"), sections);
        return Html.page(out -> JtereferenceGenerated.render(out, null, page));
    }
}
