package dev.weir.console;

import dev.weir.console.jte.JtebaseGenerated;
import dev.weir.console.jte.JteconfirmGenerated;
import dev.weir.console.jte.JtedocumentGenerated;
import dev.weir.console.jte.JteknowledgeGenerated;
import dev.weir.console.jte.JtepassageGenerated;
import dev.weir.console.jte.JtesearchGenerated;
import dev.weir.dialect.EndUserField;
import dev.weir.http.Access;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.EndUser;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Permission;
import dev.weir.spi.Principal;
import dev.weir.spi.Role;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

final class KnowledgePages {
    private static final int ROWS = 100;
    private static final int PASSAGES = 10;
    private static final String ROOT = "/console/knowledge";
    private final KnowledgeSource knowledge;
    private final Shells shells;
    private final InstantSource clock;

    KnowledgePages(KnowledgeSource knowledge, Shells shells, InstantSource clock) {
        this.knowledge = knowledge;
        this.shells = shells;
        this.clock = clock;
    }

    void add(Routes routes) {
        Access read = Access.from(Role.VIEWER);
        Access change = Access.from(Role.DEVELOPER);
        String base = ROOT + "/{base}";
        String document = base + "/documents/{id}";
        routes.get(ROOT, read, "All knowledge bases.", this::list)
                .post(ROOT, change, "Creates a knowledge base.", "", this::create)
                .get(base, read, "A knowledge base and its documents.", this::show)
                .get(base + "/search", read, "A search explained.", this::search)
                .get(base + "/delete", change, "Asks before deleting.", this::confirmDelete)
                .post(base + "/delete", change, "Deletes a knowledge base.", "", this::delete)
                .upload(base + "/documents", change, "Adds documents.", knowledge.largestForm(), this::upload)
                .get(document, read, "A document and its chunks.", this::document)
                .get(document + "/passage", read, "A passage in its surroundings.", this::passage)
                .post(document + "/retry", change, "Has a file read again.", "", this::retry)
                .get(document + "/delete", change, "Asks before removing.", this::confirmRemove)
                .post(document + "/delete", change, "Removes a document.", "", this::remove);
    }

    private Response list(Request request) {
        KnowledgePage page = new KnowledgePage(
                shells.in(Room.KNOWLEDGE, request),
                knowledge.bases(request.principal()),
                request.principal().may(Role.DEVELOPER));
        return Html.page(out -> JteknowledgeGenerated.render(out, null, page));
    }

    private Response create(Request request) {
        String name = request.form().getOrDefault("name", "").strip();
        knowledge.create(request.principal(), name);
        return Response.redirect(Link.base(name).address());
    }

    private Response show(Request request) {
        KnowledgeSource.Base base = base(request);
        String cursor = request.query("cursor").filter(c -> !c.isEmpty()).orElse(null);
        KnowledgeSource.DocumentList list = knowledge.documents(request.principal(), base.name(), cursor, ROWS);
        BasePage page = new BasePage(
                shells.in(Room.KNOWLEDGE, base.name(), request),
                base,
                list,
                list.next() == null ? null : Link.base(base.name()).with("cursor", list.next()),
                mayChange(request, base),
                clock.instant());
        return Html.page(out -> JtebaseGenerated.render(out, null, page));
    }

    private static boolean mayChange(Request request, KnowledgeSource.Base base) {
        return request.principal().may(Role.DEVELOPER) && !base.shared();
    }

    private KnowledgeSource.Base base(Request request) {
        String name = request.path("base");
        return knowledge
                .base(request.principal(), name)
                .orElseThrow(() -> new Refusal(
                        ErrorCode.NOT_FOUND,
                        "There is no knowledge base '" + name + "'.",
                        "base",
                        "The list of knowledge bases has the names."));
    }

    private Response search(Request request) {
        KnowledgeSource.Base base = base(request);
        String query = request.query("q").orElse("").strip();
        SearchPage.As as = as(request);
        KnowledgeSource.Found found = query.isEmpty()
                ? null
                : knowledge.search(acting(request.principal(), as), base.name(), query, PASSAGES);
        SearchPage page = new SearchPage(
                shells.in(Room.KNOWLEDGE, "Explain a search", request),
                base,
                query,
                found,
                PASSAGES,
                as,
                request.principal().holds(Permission.ACT_AS));
        return Html.page(out -> JtesearchGenerated.render(out, null, page));
    }

    private static SearchPage.As as(Request request) {
        List<String> groups = Stream.of(request.query("groups").orElse("").split(","))
                .map(String::strip)
                .filter(group -> !group.isEmpty())
                .toList();
        return new SearchPage.As(request.query("user").orElse("").strip(), groups);
    }

    private static Principal acting(Principal who, SearchPage.As as) {
        if (as.isNobody()) {
            return who;
        }
        try {
            EndUser user = new EndUser(as.user(), Set.copyOf(as.groups()), Map.of(), EndUser.Proof.KEY, null);
            return EndUserField.vouched(who, user, "user");
        } catch (IllegalArgumentException e) {
            throw new Refusal(ErrorCode.INVALID_REQUEST, "Nobody is called so: " + e.getMessage() + ".", "user", null);
        }
    }

    private Response upload(Request request) {
        KnowledgeSource.Base base = base(request);
        if (isForm(request)) {
            knowledge.receive(request, base.name());
        } else {
            knowledge.add(request.principal(), base.name(), List.of(typed(request)));
        }
        return Response.redirect(Link.base(base.name()).address());
    }

    private static boolean isForm(Request request) {
        return request.header("content-type").orElse("").startsWith("multipart/");
    }

    private Response retry(Request request) {
        KnowledgeSource.Base base = base(request);
        String id = request.path("id");
        knowledge.retry(request.principal(), base.name(), id, request.form().getOrDefault("password", ""));
        return Response.redirect(Link.document(base.name(), id).address());
    }

    private static KnowledgeSource.Upload typed(Request request) {
        String title = request.form().getOrDefault("title", "").strip();
        String text = request.form().getOrDefault("text", "");
        if (title.isEmpty() || text.isBlank()) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    title.isEmpty() ? "The text has no name." : "The text is empty.",
                    title.isEmpty() ? "title" : "text",
                    "A document needs both.");
        }
        String name = title.contains(".") ? title : title + ".md";
        return new KnowledgeSource.Upload(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private Response document(Request request) {
        KnowledgeSource.Base base = base(request);
        KnowledgeSource.DocumentText text = text(request);
        int start = request.query("start", -1, 0, Integer.MAX_VALUE);
        int end = request.query("end", -1, 0, Integer.MAX_VALUE);
        boolean cited = start >= 0 && end > start;
        DocumentPage page = new DocumentPage(
                shells.in(Room.KNOWLEDGE, text.document().title(), request),
                base,
                text,
                DocumentPage.pieces(text, cited ? start : 0, cited ? end : 0),
                cited,
                mayChange(request, base));
        return Html.page(out -> JtedocumentGenerated.render(out, null, page));
    }

    private KnowledgeSource.DocumentText text(Request request) {
        String id = request.path("id");
        return knowledge
                .document(request.principal(), request.path("base"), id)
                .orElseThrow(() -> new Refusal(
                        ErrorCode.NOT_FOUND,
                        "There is no document '" + id + "' in " + request.path("base") + ".",
                        "id",
                        "It may have been removed since it was cited."));
    }

    /** A fragment for the page that asks. */
    private Response passage(Request request) {
        int start = request.query("start", 0, 0, Integer.MAX_VALUE);
        int end = request.query("end", 0, 0, Integer.MAX_VALUE);
        PassageView view = PassageView.of(text(request).text(), start, end);
        return Html.page(out -> JtepassageGenerated.render(out, null, view));
    }

    private Response confirmDelete(Request request) {
        KnowledgeSource.Base base = base(request);
        Link back = Link.base(base.name());
        return confirm(new ConfirmPage(
                shells.in(Room.KNOWLEDGE, "Delete " + base.name(), request),
                "Delete the knowledge base " + base.name() + "?",
                Figures.count(base.documents(), "document") + " and their index are destroyed. Calls that name it are"
                        + " refused from then on. Past traces keep the passages they used.",
                back.slash("delete"),
                "Delete knowledge base",
                back,
                base.name()));
    }

    private Response delete(Request request) {
        knowledge.delete(request.principal(), base(request).name());
        return Response.redirect(ROOT);
    }

    private Response confirmRemove(Request request) {
        KnowledgeSource.Base base = base(request);
        KnowledgeSource.Document document = text(request).document();
        Link back = Link.document(base.name(), document.id());
        return confirm(new ConfirmPage(
                shells.in(Room.KNOWLEDGE, "Delete " + document.title(), request),
                "Delete " + document.title() + "?",
                "It is taken out of " + base.name()
                        + " and no answer will rest on it. Add the file again to undo this.",
                back.slash("delete"),
                "Delete document",
                back,
                document.title()));
    }

    private Response remove(Request request) {
        knowledge.remove(request.principal(), base(request).name(), request.path("id"));
        return Response.redirect(Link.base(request.path("base")).address());
    }

    private static Response confirm(ConfirmPage page) {
        return Html.page(out -> JteconfirmGenerated.render(out, null, page));
    }
}
