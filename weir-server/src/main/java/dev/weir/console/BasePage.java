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
}
