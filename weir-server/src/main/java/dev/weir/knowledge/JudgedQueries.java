package dev.weir.knowledge;

import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.knowledge.evaluation.Configuration;
import dev.weir.knowledge.evaluation.Judged;
import dev.weir.knowledge.evaluation.Measured;
import dev.weir.knowledge.evaluation.RetrievalEval;
import dev.weir.knowledge.evaluation.Tuning;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import java.util.List;
import java.util.function.Function;

/**
 * The judged queries of knowledge bases, and what they say of a way of searching. Thread-safe; everything may block and is
 * meant for virtual threads. What the caller did wrong is a {@link Refusal}.
 */
final class JudgedQueries {
    /** A base's queries are asked all together. */
    private static final int MOST = 5_000;

    private final JudgedQueryDao queries;
    private final Knowledge knowledge;
    private final Clock clock;

    JudgedQueries(Database database, Knowledge knowledge, Clock clock) {
        this.queries = new JudgedQueryDao(database);
        this.knowledge = knowledge;
        this.clock = clock;
    }

    /** Adds queries to one of the project's own bases; one of the same id is replaced. */
    void put(ProjectId project, String name, List<QueryBody> bodies) {
        Kb kb = knowledge.requireOwn(project, name);
        List<JudgedQuery> read =
                bodies.stream().map(body -> body.query(clock.instant())).toList();
        if (queries.count(project, kb.id()) + read.size() > MOST) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "A knowledge base has at most " + MOST + " judged queries.",
                    null,
                    "Delete some: a few hundred tell ways of searching apart.");
        }
        queries.put(project, kb.id(), read);
    }

    List<JudgedQuery> page(ProjectId project, String name, String after, int limit) {
        return queries.page(project, knowledge.requireOwn(project, name).id(), after, limit);
    }

    /**
     * @throws Refusal if there is none of that id
     */
    void delete(ProjectId project, String name, String id) {
        if (!queries.delete(project, knowledge.requireOwn(project, name).id(), id)) {
            throw new Refusal(
                    ErrorCode.NOT_FOUND,
                    "There is no judged query '" + id + "' of '" + name + "'.",
                    null,
                    "GET /api/kb/" + name + "/queries lists them.");
        }
    }

    /** Asks the queries in each of these ways. */
    List<Measured> measure(ProjectId project, String name, List<Configuration> configurations) {
        return asked(
                project,
                name,
                1,
                eval -> configurations.stream().map(eval::measure).toList());
    }

    /** Fits the fusion to the queries; changes nothing. */
    Tuning tune(ProjectId project, String name, Configuration current) {
        return asked(project, name, Tuning.FEWEST, eval -> eval.tune(current));
    }

    private <T> T asked(ProjectId project, String name, int fewest, Function<RetrievalEval, T> work) {
        Kb kb = knowledge.requireOwn(project, name);
        List<Judged> judged = queries.page(project, kb.id(), "", MOST).stream()
                .map(query -> new Judged(query.query(), query.grades()))
                .toList();
        if (judged.size() < fewest) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + name + "' has " + judged.size() + " judged queries; this needs at least " + fewest + ".",
                    null,
                    "POST /api/kb/" + name
                            + "/queries adds some: a question and the ids of the documents that answer it.");
        }
        try (Consultation consultation = knowledge.consult(project, List.of(name))) {
            return work.apply(new RetrievalEval(consultation.base(), judged));
        }
    }
}
