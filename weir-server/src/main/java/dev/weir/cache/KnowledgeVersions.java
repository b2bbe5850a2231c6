package dev.weir.cache;

import dev.weir.spi.ProjectId;
import java.util.List;

/** Tells one state of knowledge bases from another. Thread-safe. */
@FunctionalInterface
public interface KnowledgeVersions {
    /**
     * A text that changes with every change that a search of these bases could see.
     *
     * @throws dev.weir.http.Refusal if the project can read none of a name
     */
    String of(ProjectId project, List<String> names);
}
