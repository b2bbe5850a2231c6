package dev.weir.edge;

import dev.weir.http.Json;
import dev.weir.spi.Call;
import dev.weir.spi.Citation;
import dev.weir.spi.Recording;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code weir} member of an answer: only for requests that carried one. */
record WeirExtras(
        String exchangeId,
        List<Cited> citations,
        @Nullable Double confidence,
        @Nullable String cost,
        @Nullable String costCurrency,
        boolean repaired) {

    static String json(Call call) {
        Recording recording = call.recording();
        WeirExtras extras = new WeirExtras(
                recording.id().value(),
                recording.citations().stream().map(Cited::of).toList(),
                recording.confidence(),
                recording.cost() == null ? null : recording.cost().display(),
                recording.currency(),
                recording.isRepaired());
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
