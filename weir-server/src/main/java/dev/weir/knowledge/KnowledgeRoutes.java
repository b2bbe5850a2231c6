package dev.weir.knowledge;

import dev.weir.http.Access;
import dev.weir.http.Handler;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.knowledge.Readers.Reader;
import dev.weir.knowledge.index.Explanation;
import dev.weir.spi.EndUser;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Role;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** {@code /api/kb}: knowledge bases, their documents, searches and explanations. */
final class KnowledgeRoutes {
    private static final Logger log = LoggerFactory.getLogger(KnowledgeRoutes.class);
    private static final Access READ = Access.from(Role.VIEWER);
    private static final Access WRITE = Access.from(Role.DEVELOPER);
    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 500;

    private final Knowledge knowledge;
    private final JsonUploads jsonUploads = new JsonUploads();
    private final FormUploads formUploads;

    KnowledgeRoutes(Knowledge knowledge) {
        this.knowledge = knowledge;
        this.formUploads = new FormUploads(jsonUploads, knowledge.files());
    }

    Routes routes() {
        return new Routes()
                .post("/api/kb", WRITE, "Makes a knowledge base.", """
                        {"name": "contracts", "chunker": {"kind": "recursive", "tokens": 200}, "fusion": {"kind": "zscore", "dense_weight": 0.7}}""", guarded(this::create))
                .get(
                        "/api/kb",
                        READ,
                        "Lists the project's knowledge bases and the installation's.",
                        guarded(this::list))
                .get(
                        "/api/kb/{name}",
                        READ,
                        "A knowledge base and how far its documents are.",
                        guarded(keyOnly(this::one)))
                .patch(
                        "/api/kb/{name}",
                        WRITE,
                        "Changes settings; what is left out stays. Documents are cut anew in the background.",
                        """
                        {"chunker": {"kind": "parent_child", "tokens": 80}}""",
                        guarded(keyOnly(this::change)))
                .delete(
                        "/api/kb/{name}",
                        WRITE,
                        "Deletes a knowledge base with its documents.",
                        guarded(keyOnly(this::delete)))
                .upload(
                        "/api/kb/{name}/documents",
                        WRITE,
                        "Adds or replaces documents: an object, a list, JSONL, or files of a multipart form.",
                        """
                        {"id": "lease-7", "title": "Lease", "text": "The notice period is three months.", "metadata": {"year": 2026}, "access": {"groups": ["legal"]}}""",
                        knowledge.largestForm(),
                        guarded(keyOnly(this::add)))
                .post(
                        "/api/kb/{name}/documents/{id*}/retry",
                        WRITE,
                        "Has the file of a document read again that could not be, with its password if it needs one.",
                        """
                        {"password": "correct horse"}""",
                        guarded(keyOnly(this::retry)))
                .get("/api/kb/{name}/documents", READ, "Lists documents with their states.", guarded(this::documents))
                .get(
                        "/api/kb/{name}/documents/{id*}",
                        READ,
                        "A document; with ?text=true its text.",
                        guarded(this::document))
                .patch(
                        "/api/kb/{name}/documents/{id*}",
                        WRITE,
                        "Changes whom a document may be shown to, without embedding it again. {} opens it to everybody.",
                        """
                        {"access": {"groups": ["legal"]}}""",
                        guarded(keyOnly(this::share)))
                .delete(
                        "/api/kb/{name}/documents/{id*}",
                        WRITE,
                        "Removes a document.",
                        guarded(keyOnly(this::deleteDocument)))
                .post(
                        "/api/kb/{name}/search",
                        READ,
                        "Finds passages by words and by meaning.",
                        """
                        {"query": "notice period", "k": 5, "filter": {"year": 2026}, "collapse": "document"}""",
                        guarded(this::search))
                .post(
                        "/api/kb/{name}/explain",
                        READ,
                        "Says with all its numbers how a search ranks one document.",
                        """
                        {"query": "notice period", "document_id": "lease-7"}""",
                        guarded(this::explain));
    }

    /** Changes, and figures that count what is hidden, are not for an end user. */
    static Handler keyOnly(Handler handler) {
        return request -> {
            if (request.principal().endUser() != null) {
                throw new Refusal(
                        ErrorCode.FORBIDDEN,
                        "This is not for an end user.",
                        null,
                        "An end user can search, explain, and read documents; for all else leave the end user out.");
            }
            return handler.handle(request);
        };
    }

    /** Says in an answer's words what an index could not do. */
    static Handler guarded(Handler handler) {
        return request -> {
            try {
                return handler.handle(request);
            } catch (KnowledgeException e) {
                log.error("Request {} failed: {}", request.id(), e.getMessage(), KnowledgeException.stackOf(e));
                throw new Refusal(ErrorCode.STORAGE_UNAVAILABLE, e.told());
            } catch (RejectedExecutionException e) {
                throw new Refusal(
                        ErrorCode.OVERLOADED, "Too much waits for the knowledge bases already. Try again soon.");
            }
        };
    }

    private static ProjectId project(Request request) {
        return request.principal().project();
    }

    private static String name(Request request) {
        return request.path("name");
    }

    private Response create(Request request) {
        BaseBody body = Json.read(request, BaseBody.class);
        KbSettings settings = KbSettings.DEFAULTS.with(body.change());
        return Json.created(KnowledgeJson.Base.of(knowledge.create(project(request), body.checkedName(), settings)));
    }

    private Response change(Request request) {
        BaseBody body = Json.read(request, BaseBody.class);
        body.refuseName();
        return Json.ok(KnowledgeJson.Base.of(knowledge.change(project(request), name(request), body.change())));
    }

    private Response list(Request request) {
        List<KnowledgeJson.Base> bases = knowledge.list(project(request)).stream()
                .map(KnowledgeJson.Base::of)
                .toList();
        return Json.ok(new KnowledgeJson.Page<>(bases, null));
    }

    private Response one(Request request) {
        return Json.ok(KnowledgeJson.Base.of(knowledge.summary(project(request), name(request))));
    }

    private Response delete(Request request) {
        knowledge.delete(project(request), name(request));
        return Response.empty(204);
    }

    private Response add(Request request) {
        knowledge.summary(project(request), name(request));
        String type = request.header("content-type").orElse("application/json").toLowerCase(Locale.ROOT);
        if (!type.startsWith("multipart/")) {
            return add(request, uploads(type, request));
        }
        try (SentForm form = SentForm.receive(request, knowledge.files())) {
            return add(request, formUploads.read(form));
        }
    }

    private Response add(Request request, List<Upload> uploads) {
        Map<String, Taken> taken = knowledge.take(project(request), name(request), uploads);
        List<KnowledgeJson.Outcome> outcomes =
                uploads.stream().map(each -> outcome(each, taken)).toList();
        return taken.isEmpty() ? allRefused(request, outcomes) : Json.ok(new KnowledgeJson.Page<>(outcomes, null));
    }

    private List<Upload> uploads(String type, Request request) {
        if (type.startsWith("application/x-ndjson") || type.startsWith("application/jsonl")) {
            return jsonUploads.lines(request.body());
        }
        if (type.startsWith("application/json")) {
            return jsonUploads.whole(request.body());
        }
        throw new Refusal(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "Documents do not come as " + type + ".",
                null,
                "Send application/json, application/x-ndjson, or files as multipart/form-data.");
    }

    private static KnowledgeJson.Outcome outcome(Upload upload, Map<String, Taken> taken) {
        return switch (upload) {
            case Upload.Good(Submission submission) -> outcome(taken, submission.id());
            case Upload.Waiting(SentContent content, SentFile file) -> outcome(taken, file.id());
            case Upload.Failed(Unread(String id, String reason, long bytes)) ->
                new KnowledgeJson.Outcome(id, DocumentState.FAILED.wireName(), reason, 0, null);
            case Upload.Bad(@Nullable String id, @Nullable Integer line, String reason) ->
                new KnowledgeJson.Outcome(id, DocumentState.FAILED.wireName(), reason, 0, line);
        };
    }

    private static KnowledgeJson.Outcome outcome(Map<String, Taken> taken, String id) {
        Taken as = taken.getOrDefault(id, new Taken(id, DocumentState.QUEUED, 0));
        return new KnowledgeJson.Outcome(as.id(), as.state().wireName(), null, as.chunks(), null);
    }

    private record Refused(
            List<KnowledgeJson.Outcome> data, @Nullable String next, Error error) {}

    private record Error(
            String code, String message, @Nullable String field, String hint, String requestId) {}

    /** The usual error, and what was wrong with each. */
    private static Response allRefused(Request request, List<KnowledgeJson.Outcome> outcomes) {
        String message = outcomes.size() == 1
                ? "The document was not taken in: " + outcomes.getFirst().reason()
                : "None of the " + outcomes.size() + " documents was taken in; the first: "
                        + outcomes.getFirst().reason();
        ErrorCode code = ErrorCode.DOCUMENT_REFUSED;
        Error error = new Error(code.wire(), message, null, "'data' says for each what is wrong.", request.id());
        return Response.json(code.status(), Json.bytes(new Refused(outcomes, null, error)));
    }

    private Response documents(Request request) {
        int limit = request.query("limit", PAGE, 1, LARGEST_PAGE);
        List<KbDocument> found = knowledge.documents(
                project(request), name(request), cursor(request), state(request), limit + 1, reader(request));
        boolean all = reader(request) == null;
        List<KnowledgeJson.Document> page = found.stream()
                .limit(limit)
                .map(each -> KnowledgeJson.Document.of(each, all))
                .toList();
        return Json.ok(new KnowledgeJson.Page<>(
                page, found.size() > limit ? cursor(page.getLast().id()) : null));
    }

    static String cursor(String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    static String cursor(Request request) {
        String given = request.query("cursor").orElse("");
        try {
            return new String(Base64.getUrlDecoder().decode(given), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + given + "' is no cursor.",
                    "cursor",
                    "Pass on 'next' of the page before, unchanged.");
        }
    }

    private static @Nullable DocumentState state(Request request) {
        String given = request.query("state").orElse("");
        if (given.isEmpty()) {
            return null;
        }
        try {
            return DocumentState.of(given);
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "There is no state '" + given + "'.",
                    "state",
                    "queued, parsing, embedding, ready, needs_ocr, encrypted, blank or failed.");
        }
    }

    private Response document(Request request) {
        String id = request.path("id");
        boolean all = reader(request) == null;
        KbDocument document = knowledge.document(project(request), name(request), id, reader(request));
        return request.query("text").filter("true"::equals).isPresent()
                ? Json.ok(KnowledgeJson.Whole.of(document, knowledge.text(project(request), name(request), id), all))
                : Json.ok(KnowledgeJson.Document.of(document, all));
    }

    /** Whom a request reads for; null for its key itself, which sees everything. */
    private static @Nullable Reader reader(Request request) {
        EndUser user = request.principal().endUser();
        return user == null ? null : Reader.of(user);
    }

    /** The body that changes an access list. */
    private record ShareBody(@Nullable JsonNode access) {}

    private Response share(Request request) {
        JsonNode access = Json.read(request, ShareBody.class).access();
        if (access == null || access.isNull()) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'access' is missing.",
                    "access",
                    "Send {\"access\": {\"groups\": [\"legal\"]}}, or {\"access\": {}} for everybody.");
        }
        try {
            KbDocument shared =
                    knowledge.share(project(request), name(request), request.path("id"), AccessField.read(access));
            return Json.ok(KnowledgeJson.Document.of(shared, true));
        } catch (IllegalArgumentException e) {
            throw new Refusal(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()), "access", null);
        }
    }

    private record RetryBody(@Nullable String password) {}

    private Response retry(Request request) {
        RetryBody body = request.body().length == 0 ? new RetryBody(null) : Json.read(request, RetryBody.class);
        return Json.ok(KnowledgeJson.Document.of(
                knowledge.retry(project(request), name(request), request.path("id"), body.password()), true));
    }

    private Response deleteDocument(Request request) {
        knowledge.deleteDocument(project(request), name(request), request.path("id"));
        return Response.empty(204);
    }

    private Response search(Request request) {
        SearchBody body = Json.read(request, SearchBody.class);
        body.refuseDocumentId();
        Question question = body.question(request.principal());
        try (Consultation consultation = knowledge.consult(project(request), List.of(name(request)))) {
            consultation.refuseUnknownFields(question);
            List<KnowledgeJson.Found> found = consultation.search(question, consultation.vectors(question)).stream()
                    .map(each -> KnowledgeJson.Found.of(each.hit()))
                    .toList();
            return Json.ok(new KnowledgeJson.Results(found, null, consultation.countWaiting()));
        }
    }

    private Response explain(Request request) {
        SearchBody body = Json.read(request, SearchBody.class);
        Question question = body.question(request.principal());
        String id = body.checkedDocumentId();
        knowledge.document(project(request), name(request), id, question.as());
        try (Consultation consultation = knowledge.consult(project(request), List.of(name(request)))) {
            consultation.refuseUnknownFields(question);
            Explanation explanation = consultation.explain(question, consultation.vectors(question), id);
            return Json.ok(new KnowledgeJson.Explained(
                    id,
                    outcome(explanation, question),
                    explanation.candidates(),
                    explanation.fusion().kind(),
                    explanation.fusion().doc(),
                    KnowledgeJson.byArm(explanation.scales(), KnowledgeJson::arithmetic),
                    explanation.passages().stream().map(KnowledgeJson.Step::of).toList()));
        }
    }

    private static String outcome(Explanation explanation, Question question) {
        if (explanation.passages().isEmpty()) {
            return "Not visible: the filter hides it, or it has no passages yet.";
        }
        int best = explanation.passages().stream()
                .mapToInt(Explanation.Step::rank)
                .filter(rank -> rank > 0)
                .min()
                .orElse(0);
        if (best == 0) {
            return "Not among the candidates: no arm lists one of its passages.";
        }
        String place = "Its best passage is number " + best + " of " + explanation.candidates() + " candidates";
        return !question.byDocument() && best > question.limit()
                ? place + ", after the " + question.limit() + " that the search returns."
                : place + ".";
    }
}
