package dev.weir.console;

import java.util.List;

/** All knowledge bases. */
public record KnowledgePage(Shell shell, List<KnowledgeSource.Base> bases, boolean mayChange) {}
