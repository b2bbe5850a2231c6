package dev.weir.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.http.Json;
import dev.weir.spi.Cached;
import dev.weir.spi.Call;
import dev.weir.spi.Citation;
import dev.weir.spi.Grounded;
import dev.weir.spi.Money;
import dev.weir.spi.Recording;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The {@code weir} member of an answer: only for requests that carried one. */
record WeirExtras(
        String exchangeId,
        List<Cited> citations,
        @Nullable Double confidence,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String confidenceCalibratedOn,
        @Nullable String cache,
        @Nullable String cost,
        @Nullable String costCurrency,
        boolean repaired,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode receipt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<GroundedWords.Told> sentences,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<GroundedWords.Dispute> conflicts,
        @JsonInclude(JsonInclude.Include.NON_NULL) GroundedWords.@Nullable Done grounding) {

    /** The one model that states a confidence of its own is {@code weir/extractive}; docs/knowledge.md has its rates. */
    private static final String QUESTIONS =
            "79 questions of the chunking evaluation, each with its document and without; 79 others held out";

    private static @Nullable String calibratedOn(Recording recording) {
        if (recording.confidence() != null) {
            return QUESTIONS;
        }
        Grounded grounded = recording.grounded();
        return grounded == null || grounded.confidence() == null ? null : grounded.calibratedOn();
    }

    static String json(Call call) {
        Recording recording = call.recording();
        Cached cached = recording.cached();
        Cached given = cached == null || cached.outcome() == Cached.Outcome.MISS ? null : cached;
        String receipt = recording.receipt();
        Grounded grounded = recording.grounded();
        Money cost = given == null ? recording.cost() : given.charge();
        WeirExtras extras = new WeirExtras(
                recording.id().value(),
                recording.citations().stream().map(Cited::of).toList(),
                recording.statedConfidence(),
                calibratedOn(recording),
                cached == null ? null : cached.outcome().wire(),
                cost == null ? null : cost.display(),
                given == null ? recording.currency() : given.currency(),
                recording.isRepaired(),
                receipt == null ? null : Json.tree(receipt.getBytes(StandardCharsets.UTF_8)),
                grounded == null ? null : GroundedWords.sentences(grounded),
                grounded == null ? null : GroundedWords.conflicts(grounded),
                grounded == null ? null : GroundedWords.done(grounded));
        return new String(Json.bytes(extras), StandardCharsets.UTF_8);
    }

    record Cited(
            int n,
            String kb,
            String documentId,
            String title,
            @Nullable Integer page,
            String heading,
            CitedSpan span,
            String quote) {
        static Cited of(Citation citation) {
            return new Cited(
                    citation.number(),
                    citation.knowledgeBase(),
                    citation.documentId(),
                    citation.title(),
                    citation.page(),
                    citation.heading(),
                    new CitedSpan(citation.start(), citation.end()),
                    citation.quote());
        }
    }

    record CitedSpan(int start, int end) {}
}
