package dev.weir.classifier;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Role;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Classifiers of prompts, under {@code /api/classifiers}. They belong to the installation. */
final class ClassifierRoutes {
    /** Of scores between 0 and 1. */
    private static final double MARGIN = 0.05;

    private final Classifiers classifiers;
    private final Classifiers.Audit audit;

    ClassifierRoutes(Classifiers classifiers, Classifiers.Audit audit) {
        this.classifiers = classifiers;
        this.audit = audit;
    }

    Routes routes() {
        return new Routes()
                .get(
                        "/api/classifiers",
                        Access.from(Role.VIEWER),
                        "The classifiers of prompts: labels, how many examples, how often they are right.",
                        request -> Json.ok(new Page(classifiers.list(), null)))
                .post(
                        "/api/classifiers",
                        Access.from(Role.ADMIN),
                        "Trains the next version of a classifier from labelled prompts, or from results of an evaluation"
                                + " (`results`); it is used from then on. Needs a key for all projects.",
                        """
                        {"name": "mine", "examples": [{"text": "Fix this loop.", "kind": "code", "complexity": "low"}]}""",
                        this::train)
                .post(
                        "/api/classifiers/{name}/classify",
                        Access.from(Role.DEVELOPER),
                        "What a classifier holds of a text.",
                        "{\"text\": \"Translate this into French.\"}",
                        this::classify)
                .get(
                        "/api/classifiers/{name}/versions",
                        Access.from(Role.VIEWER),
                        "The versions of a classifier that are kept, and which one is in use.",
                        this::versions)
                .put(
                        "/api/classifiers/{name}/version",
                        Access.from(Role.ADMIN),
                        "Uses one of the kept versions from the next call on, until another is chosen or trained. Needs a"
                                + " key for all projects.",
                        "{\"version\": 2}",
                        this::use)
                .delete(
                        "/api/classifiers/{name}/newest",
                        Access.from(Role.ADMIN),
                        "Removes the newest version; the one before is used again. Needs a key for all projects.",
                        this::rollBack);
    }

    private record Page(
            List<ClassifierVersion> data, @Nullable String next) {}

    /**
     * What to learn from: {@code examples}, or {@code results} of an evaluation.
     *
     * @param margin how far below the best score a model may be that is taken because it is cheaper
     */
    private record Wanted(
            @Nullable String name,
            @Nullable List<LabelledPrompt> examples,
            @Nullable List<EvaluationResult> results,
            @Nullable Double margin) {
        List<LabelledPrompt> labelled() {
            double allowed = margin == null ? MARGIN : margin;
            if (!(allowed >= 0)) {
                throw new Refusal(
                        ErrorCode.INVALID_REQUEST, "'margin' is negative.", "margin", "Send 0 or more, such as 0.05.");
            }
            return examples == null ? EvaluationResult.labels(Objects.requireNonNull(results), allowed) : examples;
        }
    }

    private record Text(@Nullable String text) {}

    private Response train(Request request) {
        requireInstallation(request);
        Wanted wanted = Json.read(request, Wanted.class);
        if (wanted.name() == null || (wanted.examples() == null) == (wanted.results() == null)) {
            String field = wanted.name() == null ? "name" : "examples";
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    wanted.examples() != null && wanted.results() != null
                            ? "'examples' and 'results' are both there, and one is learned from."
                            : "'" + field + "' is missing.",
                    field,
                    "Send {\"name\": …, \"examples\": [{\"text\": …, \"kind\": …, \"complexity\": …}]}, or results:"
                            + " [{\"text\": …, \"model\": …, \"score\": …, \"cost\": …}] instead of examples.");
        }
        ClassifierVersion version = classifiers.train(wanted.name(), wanted.labelled());
        audit.note(
                request.principal(),
                "classifier.train",
                version.name(),
                Map.of("version", "" + version.version(), "examples", "" + version.examples()));
        return Json.created(version);
    }

    private Response classify(Request request) {
        String text = Json.read(request, Text.class).text();
        if (text == null || text.isBlank()) {
            throw new Refusal(ErrorCode.INVALID_REQUEST, "'text' is missing.", "text", "Send {\"text\": …}.");
        }
        return Json.ok(classifiers.classifyNow(request.path("name"), text));
    }

    private record Versions(
            int inUse,
            List<ClassifierVersion> data,
            @Nullable String next) {}

    private record Choice(@Nullable Integer version) {}

    private Response versions(Request request) {
        String name = request.path("name");
        List<ClassifierVersion> kept = classifiers.kept(name);
        return Json.ok(new Versions(classifiers.inUse(name), kept, null));
    }

    private Response use(Request request) {
        requireInstallation(request);
        Integer version = Json.read(request, Choice.class).version();
        if (version == null) {
            throw new Refusal(ErrorCode.INVALID_REQUEST, "'version' is missing.", "version", "Send {\"version\": …}.");
        }
        ClassifierVersion used = classifiers.use(request.path("name"), version);
        audit.note(request.principal(), "classifier.use", used.name(), Map.of("version", "" + used.version()));
        return Json.ok(used);
    }

    private Response rollBack(Request request) {
        requireInstallation(request);
        ClassifierVersion version = classifiers.rollBack(request.path("name"));
        audit.note(
                request.principal(), "classifier.roll_back", version.name(), Map.of("version", "" + version.version()));
        return Json.ok(version);
    }

    private static void requireInstallation(Request request) {
        if (!request.principal().allProjects()) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN,
                    "A classifier belongs to the whole installation, but this key sees one project.",
                    null,
                    "Use a key for all projects.");
        }
    }
}
