package dev.weir.knowledge;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** New settings for a knowledge base; what is null stays as it is. A kind is replaced with all its settings. */
public record KbChange(
        @Nullable JsonNode chunker,
        @Nullable JsonNode fusion,
        @Nullable String embedding) {}
