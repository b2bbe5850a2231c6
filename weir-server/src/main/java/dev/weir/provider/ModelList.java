package dev.weir.provider;

import dev.weir.http.Json;
import dev.weir.spi.OutboundException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The models a provider lists, asked for when they are needed and kept for a while. */
final class ModelList {
    private static final Logger log = LoggerFactory.getLogger(ModelList.class);
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration FAILED = Duration.ofSeconds(15);

    private final InstantSource clock;
    private final Source source;
    private List<String> models = List.of();
    private @Nullable Instant until;

    ModelList(InstantSource clock, Source source) {
        this.clock = clock;
        this.source = source;
    }

    /** Asks the provider. */
    interface Source {
        List<String> fetch() throws OutboundException;
    }

    synchronized List<String> current() {
        Instant now = clock.instant();
        if (until == null || now.isAfter(until)) {
            until = now.plus(refresh() ? FRESH : FAILED);
        }
        return models;
    }

    private boolean refresh() {
        try {
            models = List.copyOf(source.fetch());
            return !models.isEmpty();
        } catch (OutboundException e) {
            log.info("A provider does not list its models: {}", e.getMessage());
            return false;
        }
    }

    /** Google writes {@code models/} before a model's name. */
    private static void add(List<String> names, JsonNode name) {
        if (name.isString()) {
            String text = name.stringValue();
            names.add(text.startsWith("models/") ? text.substring("models/".length()) : text);
        }
    }

    /** OpenAI's and Anthropic's {@code data} with ids, or Cohere's and Google's {@code models} with names. */
    static List<String> read(byte[] body) {
        List<String> names = new ArrayList<>();
        try {
            JsonNode list = Json.MAPPER.readTree(body);
            list.path("data").forEach(model -> add(names, model.path("id")));
            list.path("models").forEach(model -> add(names, model.path("name")));
        } catch (JacksonException e) {
            return List.of();
        }
        return names;
    }
}
