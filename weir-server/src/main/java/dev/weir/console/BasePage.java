package dev.weir.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One knowledge base and its documents. */
public record BasePage(
        Shell shell,
        KnowledgeSource.Base base,
        KnowledgeSource.DocumentList list,
        @Nullable Link more,
        boolean mayChange,
        Instant now) {

    public boolean inWork() {
        return base.inWork() > 0
                || list.documents().stream().anyMatch(d -> d.state().inWork());
    }

    /** What to say below a document's name. */
    public String note(KnowledgeSource.Document document) {
        if (!document.reason().isEmpty()) {
            return document.reason();
        }
        boolean embedding = document.state() == KnowledgeSource.State.EMBEDDING;
        return embedding
                ? Figures.count(document.embedded()) + " of " + Figures.count(document.chunks()) + " chunks embedded"
                : "";
    }

    /** The part of a document's chunks that have their vector, as an SVG length. */
    public String share(KnowledgeSource.Document document) {
        return Figures.percent(document.chunks() == 0 ? 0 : (double) document.embedded() / document.chunks());
    }
}
