package dev.weir.knowledge;

import dev.weir.http.Refusal;
import dev.weir.knowledge.Readers.Reader;
import dev.weir.knowledge.index.Arm;
import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Operation;
import dev.weir.spi.Passage;
import dev.weir.spi.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds passages for a chat that names knowledge bases, and works out what its answer cites. It sees what the call's end
 * user may see; without one, documents with an access list stay out: a project's key is no reader whom a list could name.
 */
final class RetrievalStage implements Stage {
    private static final Logger log = LoggerFactory.getLogger(RetrievalStage.class);
    private static final int PASSAGES = 8;
    private static final String FIELD = "weir.knowledge";

    private final Knowledge knowledge;

    RetrievalStage(Knowledge knowledge) {
        this.knowledge = knowledge;
    }

    @Override
    public Answer handle(Call call, Next next) {
        if (!(call.operation() instanceof Operation.Chat chat)
                || call.options().knowledge().isEmpty()) {
            return next.proceed(call);
        }
        if (chat.question().isBlank()) {
            return Refused.of(
                    ErrorCode.INVALID_REQUEST,
                    "There is no user message with text to search the knowledge bases for.",
                    "messages",
                    "Send the question as a message of role 'user'.");
        }
        List<Passage> passages;
        try {
            passages = retrieve(call, chat.question());
        } catch (Refusal refusal) {
            return atField(refusal.refused());
        } catch (KnowledgeException e) {
            log.error(
                    "Retrieval failed for {}: {}",
                    call.recording().id(),
                    e.getMessage(),
                    KnowledgeException.stackOf(e));
            return Refused.of(ErrorCode.STORAGE_UNAVAILABLE, e.told());
        } catch (RejectedExecutionException e) {
            return Refused.of(ErrorCode.OVERLOADED, "Too many searches wait already. Try again in a moment.");
        }
        call.recording().retrieved(passages);
        return Cited.watch(next.proceed(call.withPassages(passages)), call.recording(), passages);
    }

    private static Refused atField(Refused refused) {
        return new Refused(
                refused.code(),
                refused.message(),
                FIELD,
                refused.hint(),
                refused.retryAfter(),
                refused.providerStatus());
    }

    private List<Passage> retrieve(Call call, String text) {
        Recording recording = call.recording();
        List<String> names = call.options().knowledge();
        Question question =
                Question.of(text, PASSAGES).as(Reader.of(call.principal().endUser()));
        long from = recording.elapsedNanos();
        try (Consultation consultation = knowledge.consult(call.principal().project(), names)) {
            consultation.awaitWords();
            long embeddingFrom = recording.elapsedNanos();
            QuestionVectors vectors = consultation.vectors(question);
            if (!vectors.isEmpty()) {
                recording.span("embeddings", embeddingFrom, attributes(vectors));
            }
            List<Consultation.Found> found = consultation.search(question, vectors);
            recording.span(
                    "retrieval",
                    from,
                    attributes(
                            names,
                            found,
                            !vectors.isEmpty(),
                            consultation.fusion().kind()));
            return numbered(found);
        }
    }

    private static Map<String, String> attributes(QuestionVectors vectors) {
        String models = vectors.byEncoder().keySet().stream().sorted().collect(Collectors.joining(","));
        int numbers = vectors.byEncoder().values().stream()
                .mapToInt(vector -> vector.length)
                .max()
                .orElse(0);
        return Map.of(
                "gen_ai.operation.name",
                "embeddings",
                "gen_ai.provider.name",
                "weir",
                "gen_ai.request.model",
                "embed",
                "gen_ai.response.model",
                models,
                "gen_ai.embeddings.dimension.count",
                Integer.toString(numbers));
    }

    private static Map<String, String> attributes(
            List<String> names, List<Consultation.Found> found, boolean byMeaning, String fusion) {
        String arms = byMeaning ? Arm.BM25.wireName() + "," + Arm.DENSE.wireName() : Arm.BM25.wireName();
        return Map.of(
                "gen_ai.data_source.id",
                String.join(",", names),
                "weir.retrieval.k",
                Integer.toString(PASSAGES),
                "weir.retrieval.hits",
                Integer.toString(found.size()),
                "weir.retrieval.arms",
                arms,
                "weir.retrieval.fusion",
                fusion,
                "weir.retrieval.documents",
                found.stream().map(each -> each.hit().documentId()).distinct().collect(Collectors.joining(",")));
    }

    private static List<Passage> numbered(List<Consultation.Found> found) {
        List<Passage> passages = new ArrayList<>();
        for (Consultation.Found each : found) {
            passages.add(new Passage(
                    passages.size() + 1,
                    each.knowledgeBase(),
                    each.hit().documentId(),
                    each.hit().title(),
                    each.hit().chunkId(),
                    each.hit().context().text(),
                    each.hit().context().span().start(),
                    each.hit().context().span().end(),
                    each.hit().page(),
                    KnowledgeJson.joined(each.hit().headings()),
                    each.hit().score()));
        }
        return passages;
    }
}
