package dev.weir.console;

import dev.weir.console.jte.JteaskGenerated;
import dev.weir.http.Access;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import java.util.List;

final class AskPages {
    private static final String NONE = "none";
    private final ModelSource models;
    private final KnowledgeSource knowledge;
    private final Shells shells;

    AskPages(ModelSource models, KnowledgeSource knowledge, Shells shells) {
        this.models = models;
        this.knowledge = knowledge;
        this.shells = shells;
    }

    void add(Routes routes) {
        routes.get(Room.ASK.path(), Access.from(Room.ASK.role()), "Asks a model, with sources beside it.", this::show);
    }

    private Response show(Request request) {
        List<String> names = models.chat(request.principal());
        List<String> bases = knowledge.bases(request.principal()).stream()
                .map(KnowledgeSource.Base::name)
                .toList();
        AskPage page = new AskPage(
                shells.in(Room.ASK, request),
                names,
                bases,
                chosen(names, request.query("model").orElse("")),
                request.query("kb").orElse("").equals(NONE)
                        ? ""
                        : chosen(bases, request.query("kb").orElse("")),
                request.query("q").orElse("").strip());
        return Html.page(out -> JteaskGenerated.render(out, null, page));
    }

    /** The one asked for, else the first. */
    private static String chosen(List<String> names, String asked) {
        if (names.contains(asked)) {
            return asked;
        }
        return names.isEmpty() ? "" : names.getFirst();
    }
}
