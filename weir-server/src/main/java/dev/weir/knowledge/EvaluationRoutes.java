package dev.weir.knowledge;

import dev.weir.http.Access;
import dev.weir.http.Handler;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.knowledge.evaluation.Bootstrap.Difference;
import dev.weir.knowledge.evaluation.Bootstrap.Interval;
import dev.weir.knowledge.evaluation.Measure;
import dev.weir.knowledge.evaluation.Measured;
import dev.weir.knowledge.evaluation.Tuning;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Judged queries of a knowledge base under {@code /api/kb/{name}}, and what is measured and fitted with them. */
final class EvaluationRoutes {
    private static final Access READ = Access.from(Role.VIEWER);
    private static final Access WRITE = Access.from(Role.DEVELOPER);
    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 500;

    private final Knowledge knowledge;
    private final JudgedQueries queries;

    EvaluationRoutes(Knowledge knowledge, JudgedQueries queries) {
        this.knowledge = knowledge;
        this.queries = queries;
    }

    Routes routes() {
        return new Routes()
                .post(
                        "/api/kb/{name}/queries",
                        WRITE,
                        "Adds or replaces judged queries: an object or a list.",
                        """
                        {"id": "q1", "query": "How long is the notice period?", "relevant": ["lease-7"]}""",
                        forKeys(this::put))
                .get("/api/kb/{name}/queries", READ, "Lists judged queries.", forKeys(this::page))
                .delete("/api/kb/{name}/queries/{id*}", WRITE, "Removes a judged query.", forKeys(this::delete))
                .post(
                        "/api/kb/{name}/evaluate",
                        READ,
                        "Measures ways of searching on the judged queries, and compares each with the first.",
                        """
                        {"configurations": [{"name": "today"}, {"name": "words", "arms": ["bm25"]}]}""",
                        forKeys(this::evaluate))
                .post(
                        "/api/kb/{name}/tune",
                        WRITE,
                        "Fits how much meaning counts against words to the judged queries; with apply it is set, if there is a gain.",
                        """
                        {"apply": true}""",
                        forKeys(this::tune));
    }

    private static Handler forKeys(Handler handler) {
        return KnowledgeRoutes.guarded(KnowledgeRoutes.keyOnly(handler));
    }

    private static ProjectId project(Request request) {
        return request.principal().project();
    }

    private Response put(Request request) {
        JsonNode body = Json.tree(request.body());
        List<QueryBody> bodies = new ArrayList<>();
        for (JsonNode each : body.isArray() ? body : List.of(body)) {
            bodies.add(Json.read(Json.bytes(each), QueryBody.class));
        }
        if (bodies.isEmpty()) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "The list of queries is empty.",
                    null,
                    "Send {\"id\": …, \"query\": …, \"relevant\": […]} or a list of such objects.");
        }
        queries.put(project(request), request.path("name"), bodies);
        return Json.ok(Map.of("added", bodies.size()));
    }

    private record Listed(String id, String query, String source, Map<String, Integer> grades, String updatedAt) {
        static Listed of(JudgedQuery query) {
            return new Listed(
                    query.id(),
                    query.query(),
                    query.source().wireName(),
                    query.grades(),
                    query.updatedAt().toString());
        }
    }

    private Response page(Request request) {
        int limit = request.query("limit", PAGE, 1, LARGEST_PAGE);
        List<Listed> found =
                queries
                        .page(project(request), request.path("name"), KnowledgeRoutes.cursor(request), limit + 1)
                        .stream()
                        .map(Listed::of)
                        .toList();
        List<Listed> page = found.stream().limit(limit).toList();
        return Json.ok(new KnowledgeJson.Page<>(
                page,
                found.size() > limit ? KnowledgeRoutes.cursor(page.getLast().id()) : null));
    }

    private Response delete(Request request) {
        queries.delete(project(request), request.path("name"), request.path("id"));
        return Response.empty(204);
    }

    private record Result(String name, int questions, Map<String, Interval> measures) {
        static Result of(Measured measured) {
            Map<String, Interval> measures = new LinkedHashMap<>();
            for (Measure each : Measure.values()) {
                measures.put(each.wireName(), measured.mean(each));
            }
            return new Result(measured.name(), measured.questions(), measures);
        }
    }

    /** What one way of searching is above the first, and whether that is more than luck. */
    private record Compared(String name, String against, String measure, Difference difference, boolean significant) {}

    private record Report(List<Result> data, List<Compared> comparisons) {}

    private Response evaluate(Request request) {
        EvaluationBody body = Json.read(request, EvaluationBody.class);
        String name = request.path("name");
        KbSettings settings = knowledge.summary(project(request), name).settings();
        List<Measured> measured = queries.measure(project(request), name, body.configurations(settings));
        List<Compared> comparisons = new ArrayList<>();
        for (Measured each : measured.subList(1, measured.size())) {
            for (Measure measure : Measure.values()) {
                Difference difference = each.above(measured.getFirst(), measure);
                comparisons.add(new Compared(
                        each.name(),
                        measured.getFirst().name(),
                        measure.wireName(),
                        difference,
                        difference.isSignificant()));
            }
        }
        return Json.ok(new Report(measured.stream().map(Result::of).toList(), comparisons));
    }

    private record TuneBody(@Nullable Boolean apply) {}

    private record Tuned(
            JsonNode fusion, Difference gain, int questions, boolean worthIt, boolean applied, String outcome) {}

    private Response tune(Request request) {
        boolean apply = Boolean.TRUE.equals(Json.read(request, TuneBody.class).apply());
        String name = request.path("name");
        KbSettings settings = knowledge.summary(project(request), name).settings();
        Tuning tuning = queries.tune(project(request), name, EvaluationBody.current(settings));
        JsonNode fusion = KbSettings.json(tuning.fusion());
        boolean applied = apply && tuning.isWorthIt();
        if (applied) {
            knowledge.change(project(request), name, new KbChange(null, fusion, null));
        }
        return Json.ok(new Tuned(
                fusion, tuning.gain(), tuning.questions(), tuning.isWorthIt(), applied, outcome(tuning, applied)));
    }

    private static String outcome(Tuning tuning, boolean applied) {
        if (!tuning.isWorthIt()) {
            return "Nothing is changed: on questions that had no part in the choice the gain is not more than luck.";
        }
        return applied
                ? "The new fusion is in force."
                : "The gain is more than luck; send {\"apply\": true} to set it.";
    }
}
