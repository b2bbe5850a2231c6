package dev.weir.cache;

import dev.weir.spi.Dialect;
import dev.weir.spi.Payload;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request's body as the cache sees it: its members by name, so that their order and white space make no difference.
 * Inside a member order is kept, because models read it.
 */
final class RequestBody {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .build();

    /** What is read elsewhere, or says only how the answer is to be sent. */
    private static final Set<String> NOT_ABOUT_THE_ANSWER = Set.of("model", "weir", "stream", "stream_options");

    /** Tools, and what has a provider look something up. */
    private static final Set<String> TOOLS = Set.of("tools", "functions", "web_search_options", "mcp_servers");

    /**
     * For each dialect that is cached, the members whose whole effect on an answer a {@link dev.weir.spi.Delta} can
     * hold. A request with any other member gets its answer in the shape in which it was made.
     */
    private static final Map<Dialect, Set<String>> SHAPELESS = Map.of(
            Dialect.OPENAI_CHAT,
            Set.of(
                    "messages",
                    "temperature",
                    "top_p",
                    "max_tokens",
                    "max_completion_tokens",
                    "n",
                    "stop",
                    "seed",
                    "tools",
                    "tool_choice",
                    "parallel_tool_calls",
                    "response_format",
                    "presence_penalty",
                    "frequency_penalty",
                    "logit_bias",
                    "user",
                    "safety_identifier",
                    "reasoning_effort",
                    "verbosity",
                    "metadata",
                    "store"),
            Dialect.ANTHROPIC_MESSAGES,
            Set.of(
                    "messages",
                    "system",
                    "temperature",
                    "top_p",
                    "top_k",
                    "max_tokens",
                    "stop_sequences",
                    "tool_choice",
                    "metadata",
                    "output_config",
                    "output_format"),
            Dialect.OPENAI_EMBEDDINGS,
            Set.of("input", "encoding_format", "dimensions", "user"));

    private final Dialect dialect;
    private final TreeMap<String, JsonNode> members = new TreeMap<>();

    private RequestBody(Dialect dialect, JsonNode body) {
        this.dialect = dialect;
        body.properties().forEach(member -> {
            if (!NOT_ABOUT_THE_ANSWER.contains(member.getKey())) {
                members.put(member.getKey(), member.getValue());
            }
        });
    }

    /** Empty for a body that the cache does not understand. */
    static Optional<RequestBody> read(Payload payload) {
        if (!SHAPELESS.containsKey(payload.dialect())) {
            return Optional.empty();
        }
        try {
            JsonNode body = JSON.readTree(payload.json());
            return body.isObject() ? Optional.of(new RequestBody(payload.dialect(), body)) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** Whether the answer is drawn at random, as it is where no temperature is given. */
    boolean isSampled() {
        JsonNode temperature = members.get("temperature");
        boolean zero = temperature != null && temperature.isNumber() && temperature.doubleValue() == 0;
        return dialect != Dialect.OPENAI_EMBEDDINGS && !zero;
    }

    /** Whether the model may ask for something to be done, or the provider may do it. */
    boolean hasTools() {
        return TOOLS.stream().map(members::get).anyMatch(tools -> tools != null && !tools.isNull() && !isEmpty(tools));
    }

    private static boolean isEmpty(JsonNode node) {
        return node.isArray() && node.isEmpty();
    }

    /** Whether the provider is to keep the answer, which it would not if the request did not reach it. */
    boolean isStored() {
        JsonNode store = members.get("store");
        return store != null && store.isBoolean() && store.booleanValue();
    }

    /** Whether a stream and a whole answer hold different things, so that neither can stand for the other. */
    boolean needsItsShape() {
        Set<String> shapeless = SHAPELESS.getOrDefault(dialect, Set.of());
        return !shapeless.containsAll(members.keySet()) || isCited();
    }

    /** Anthropic's documents may ask for citations, which come in blocks of their own. */
    private boolean isCited() {
        JsonNode messages = members.get("messages");
        return dialect == Dialect.ANTHROPIC_MESSAGES && messages != null && messages.findValue("citations") != null;
    }

    /** The prompt that the request names, {@code id} or {@code id@version}; null if it names none. */
    @Nullable
    String prompt() {
        JsonNode prompt = members.get("prompt");
        if (prompt == null || !prompt.path("id").isString()) {
            return null;
        }
        String id = prompt.path("id").stringValue();
        JsonNode version = prompt.path("version");
        return version.isString() || version.isNumber() ? id + "@" + version.asString() : id;
    }

    void addTo(CacheKey.Builder key) {
        members.forEach((name, value) -> key.part(name).part(JSON.writeValueAsBytes(value)));
    }
}
