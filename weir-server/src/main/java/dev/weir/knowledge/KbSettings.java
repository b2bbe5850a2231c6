package dev.weir.knowledge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.knowledge.chunker.Chunkers;
import dev.weir.knowledge.index.Fusion;
import dev.weir.spi.document.Chunker;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a knowledge base cuts, embeds and searches. What is null follows the defaults of the version of Weir that runs.
 *
 * @param chunker {@code {"kind": "recursive", "tokens": 200, …}}: one of {@link Chunkers}, with its own settings
 * @param fusion {@code {"kind": "zscore", "dense_weight": 0.7}}: one of {@link Fusion}
 * @param embedding one of {@link EmbeddingNames}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KbSettings(
        @Nullable JsonNode chunker,
        @Nullable JsonNode fusion,
        @Nullable String embedding) {
    /** Nothing chosen. */
    public static final KbSettings DEFAULTS = new KbSettings(null, null, null);

    public KbSettings {
        chunker = chunker == null || chunker.isNull() ? null : RecordSettings.object(chunker);
        fusion = fusion == null || fusion.isNull() ? null : RecordSettings.object(fusion);
    }

    static KbSettings stored(String json) {
        return Json.MAPPER.readValue(json, KbSettings.class);
    }

    String json() {
        return Json.MAPPER.writeValueAsString(this);
    }

    /**
     * These settings.
     *
     * @throws Refusal that names what cannot be
     */
    KbSettings checked() {
        cutting();
        fusing();
        return new KbSettings(chunker, fusion, embedding == null ? null : EmbeddingNames.checked(embedding));
    }

    /** A chunker and its settings, defaults included. */
    record Cutting(String kind, Record settings) {
        ObjectNode json() {
            ObjectNode json = Json.MAPPER.createObjectNode().put(RecordSettings.KIND, kind);
            json.setAll((ObjectNode) Json.MAPPER.valueToTree(settings));
            return json;
        }
    }

    /**
     * How documents are cut.
     *
     * @throws Refusal if there is no such chunker, as when an extension was taken away, or it cannot be set so
     */
    Cutting cutting() {
        JsonNode given = chunker == null ? object(Chunkers.DEFAULT) : chunker;
        String kind = RecordSettings.kind(
                "chunker", given, List.copyOf(new TreeSet<>(Chunkers.kinds().keySet())));
        return new Cutting(kind, RecordSettings.over("chunker", factory(kind).defaults(), given));
    }

    Chunker chunker(Chunker.Tools tools) {
        Cutting cutting = cutting();
        return create(factory(cutting.kind()), cutting.settings(), tools);
    }

    @SuppressWarnings("unchecked")
    private static <C extends Record> Chunker create(Chunker.Factory<C> factory, Record settings, Chunker.Tools tools) {
        return factory.create((C) settings, tools);
    }

    private static Chunker.Factory<?> factory(String kind) {
        return Objects.requireNonNull(Chunkers.kind(kind));
    }

    private static JsonNode object(String kind) {
        return Json.MAPPER.createObjectNode().put(RecordSettings.KIND, kind);
    }

    /** How the arms of a search are joined. */
    Fusion fusing() {
        JsonNode given = fusion == null ? object(Fusion.DEFAULT.kind()) : fusion;
        String kind = RecordSettings.kind(
                "fusion", given, Fusion.kinds().stream().map(Fusion::kind).toList());
        Fusion defaults = Fusion.kinds().stream()
                .filter(each -> each.kind().equals(kind))
                .findFirst()
                .orElseThrow();
        return (Fusion) RecordSettings.over("fusion", (Record) defaults, given);
    }

    /** One of {@link EmbeddingNames}. */
    public String embeddingName() {
        return embedding == null ? EmbeddingNames.DEFAULT : embedding;
    }

    /** The chunker with all its settings; as it is stored where there is none of its kind any more. */
    JsonNode chunkerJson() {
        try {
            return cutting().json();
        } catch (Refusal e) {
            return Objects.requireNonNullElseGet(chunker, Json.MAPPER::nullNode);
        }
    }

    /** The chunker and its settings in words. */
    public String chunkerText() {
        return text(chunkerJson());
    }

    /** The fusion and its settings in words. */
    public String fusionText() {
        return text(fusionJson());
    }

    private static String text(JsonNode kind) {
        StringBuilder text = new StringBuilder(kind.path(RecordSettings.KIND).asString(""));
        kind.properties().stream()
                .filter(each -> !each.getKey().equals(RecordSettings.KIND))
                .forEach(each -> text.append(", ")
                        .append(each.getKey().replace('_', ' '))
                        .append(' ')
                        .append(each.getValue().asString("")));
        return text.toString();
    }

    /** The fusion with all its settings. */
    ObjectNode fusionJson() {
        return json(fusing());
    }

    /** As it stands in settings. */
    static ObjectNode json(Fusion fusing) {
        ObjectNode json = Json.MAPPER.createObjectNode().put(RecordSettings.KIND, fusing.kind());
        json.setAll((ObjectNode) Json.MAPPER.valueToTree(fusing));
        return json;
    }

    /**
     * Names the way of cutting and embedding, defaults included: an index serves exactly one. Where the chunker is not
     * there, by what is stored.
     */
    String cut() {
        try {
            return cutting().json() + " " + embeddingName();
        } catch (Refusal e) {
            return chunker + " " + embeddingName();
        }
    }

    /** Only how to cut and embed, defaults included: what an index made in this way remembers. */
    KbSettings ofIndex() {
        return new KbSettings(cutting().json(), null, embeddingName());
    }

    /** These with others in place of what a change names. */
    KbSettings with(KbChange change) {
        return new KbSettings(
                change.chunker() == null ? chunker : change.chunker(),
                change.fusion() == null ? fusion : change.fusion(),
                change.embedding() == null ? embedding : change.embedding());
    }
}
