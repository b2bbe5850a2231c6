package dev.weir.app;

import dev.weir.console.KnowledgeSource;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.kernel.Clock;
import dev.weir.knowledge.Consultation;
import dev.weir.knowledge.DocumentPlace;
import dev.weir.knowledge.KbDocument;
import dev.weir.knowledge.KbSummary;
import dev.weir.knowledge.Knowledge;
import dev.weir.knowledge.Question;
import dev.weir.knowledge.QuestionVectors;
import dev.weir.knowledge.Readers.Reader;
import dev.weir.knowledge.Submission;
import dev.weir.knowledge.Unread;
import dev.weir.knowledge.document.DocumentReader;
import dev.weir.knowledge.document.DocumentReading;
import dev.weir.knowledge.index.Explanation;
import dev.weir.spi.EndUser;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import dev.weir.spi.document.TokenCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Knowledge bases as the console wants them. */
final class ConsoleKnowledge implements KnowledgeSource {
    private final Knowledge knowledge;
    private final TokenCounter tokens;
    private final Clock clock;
    private final DocumentReader reader = new DocumentReader();

    ConsoleKnowledge(Knowledge knowledge, TokenCounter tokens, Clock clock) {
        this.knowledge = knowledge;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public List<Base> bases(Principal principal) {
        return knowledge.list(principal.project()).stream()
                .map(ConsoleKnowledge::base)
                .toList();
    }

    private static Base base(KbSummary summary) {
        return new Base(
                summary.name(),
                summary.documents(),
                summary.chunks(),
                summary.unfinished(),
                summary.failed(),
                summary.bytes(),
                summary.settings().embeddingName(),
                summary.settings().chunkerText(),
                summary.settings().fusionText(),
                rebuilding(summary.rebuilding()),
                summary.installation());
    }

    private static String rebuilding(KbSummary.@Nullable Rebuilding rebuilding) {
        return rebuilding == null
                ? ""
                : "cut anew: " + rebuilding.documents() + " of " + rebuilding.of() + " documents, "
                        + rebuilding.waiting() + " passages without vectors; the old index serves";
    }

    @Override
    public Optional<Base> base(Principal principal, String name) {
        return bases(principal).stream()
                .filter(base -> base.name().equals(name))
                .findFirst();
    }

    @Override
    public void create(Principal principal, String name) {
        knowledge.create(principal.project(), name);
    }

    @Override
    public void delete(Principal principal, String name) {
        knowledge.delete(principal.project(), name);
    }

    @Override
    public DocumentList documents(Principal principal, String base, @Nullable String cursor, int limit) {
        DocumentPlace after = cursor == null ? null : DocumentPlace.parse(cursor);
        List<KbDocument> found = knowledge.documents(principal.project(), base, after, limit + 1);
        boolean more = found.size() > limit;
        List<KbDocument> page = more ? found.subList(0, limit) : found;
        return new DocumentList(
                page.stream().map(ConsoleKnowledge::document).toList(),
                more ? DocumentPlace.of(page.getLast()).text() : null);
    }

    private static Document document(KbDocument document) {
        return new Document(
                document.id(),
                document.title(),
                State.valueOf(document.state().name()),
                document.reason() == null ? "" : document.reason(),
                document.bytes(),
                document.chunks(),
                document.updatedAt(),
                progress(document.progress()));
    }

    private static String progress(KbDocument.@Nullable Progress progress) {
        if (progress == null) {
            return "";
        }
        return "page " + progress.page() + (progress.pages() == 0 ? "" : " of " + progress.pages());
    }

    @Override
    public Optional<DocumentText> document(Principal principal, String base, String id) {
        try {
            KbDocument found = knowledge.document(principal.project(), base, id);
            Knowledge.FullText text = knowledge.text(principal.project(), base, id);
            List<Chunk> chunks = text.chunks().stream()
                    .map(chunk -> new Chunk(
                            id + "#" + chunk.ordinal(),
                            chunk.span().start(),
                            chunk.span().end(),
                            String.join(" › ", chunk.headings()),
                            tokens.count(chunk.text())))
                    .toList();
            return Optional.of(new DocumentText(document(found), text.text().text(), chunks, readers(found.readers())));
        } catch (Refusal e) {
            if (e.refused().code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static KnowledgeSource.Readers readers(dev.weir.knowledge.Readers readers) {
        List<String> attributes = readers.attributes().entrySet().stream()
                .map(each -> each.getKey() + ": " + String.join(" or ", each.getValue()))
                .toList();
        return new KnowledgeSource.Readers(readers.users(), readers.groups(), attributes);
    }

    @Override
    public long largestForm() {
        return knowledge.largestForm();
    }

    @Override
    public void receive(Request request, String base) {
        refuse(knowledge.receive(request, base));
    }

    @Override
    public void retry(Principal principal, String base, String id, String password) {
        knowledge.retry(principal.project(), base, id, password.isEmpty() ? null : password);
    }

    @Override
    public void add(Principal principal, String base, List<Upload> files) {
        List<Submission> submissions = new ArrayList<>();
        List<Unread> refused = new ArrayList<>();
        for (Upload file : files) {
            switch (reader.read(file.name(), file.content())) {
                case DocumentReading.Read(var text) -> submissions.add(Submission.of(file.name(), text));
                case DocumentReading.Refused(var reason, var message) ->
                    refused.add(new Unread(file.name(), message, file.content().length));
            }
        }
        knowledge.add(principal.project(), base, submissions, refused);
        refuse(refused);
    }

    private static void refuse(List<Unread> refused) {
        if (!refused.isEmpty()) {
            throw new Refusal(
                    ErrorCode.DOCUMENT_REFUSED,
                    refused.stream().map(Unread::reason).collect(Collectors.joining(" ")),
                    null,
                    "It is listed as failed until it is added again, corrected, or deleted.");
        }
    }

    @Override
    public void remove(Principal principal, String base, String id) {
        knowledge.deleteDocument(principal.project(), base, id);
    }

    @Override
    public Found search(Principal principal, String base, String query, int limit) {
        long start = clock.nanoTime();
        try (Consultation consultation = knowledge.consult(principal.project(), List.of(base))) {
            EndUser user = principal.endUser();
            Question plain = Question.of(query, limit);
            Question question = user == null ? plain : plain.as(Reader.of(user));
            QuestionVectors vectors = consultation.vectors(question);
            String fusion = consultation.fusion().doc();
            List<Consultation.Found> found = consultation.search(question, vectors);
            if (found.isEmpty()) {
                return new Found(List.of(), fusion, clock.nanoTime() - start);
            }
            Explanation numbers = consultation.explain(
                    question, vectors, found.getFirst().hit().documentId());
            List<KnowledgeSource.Hit> hits = found.stream()
                    .map(each -> hit(each.hit(), numbers.scales()))
                    .toList();
            return new Found(hits, fusion, clock.nanoTime() - start);
        }
    }

    private static KnowledgeSource.Hit hit(
            dev.weir.knowledge.index.Hit hit, Map<dev.weir.knowledge.index.Arm, Explanation.Weighed> scales) {
        return new KnowledgeSource.Hit(
                hit.documentId(),
                hit.title(),
                hit.page(),
                String.join(" › ", hit.headings()),
                hit.text(),
                hit.span().start(),
                hit.span().end(),
                hit.score(),
                arm(hit, dev.weir.knowledge.index.Arm.BM25, scales),
                arm(hit, dev.weir.knowledge.index.Arm.DENSE, scales));
    }

    private static KnowledgeSource.@Nullable Arm arm(
            dev.weir.knowledge.index.Hit hit,
            dev.weir.knowledge.index.Arm arm,
            Map<dev.weir.knowledge.index.Arm, Explanation.Weighed> scales) {
        dev.weir.knowledge.index.Hit.Opinion opinion = hit.arms().get(arm);
        Explanation.Weighed scale = scales.get(arm);
        if (opinion == null || opinion.rank() == 0 || scale == null) {
            return null;
        }
        double comparable = scale.scale().of(opinion.score(), opinion.rank());
        return new KnowledgeSource.Arm(opinion.rank(), opinion.score(), scale.weight() * comparable);
    }
}
