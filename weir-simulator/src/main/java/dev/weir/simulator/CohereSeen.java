package dev.weir.simulator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads requests in Cohere's words, version 2. */
final class CohereSeen {
    private CohereSeen() {}

    /** @throws Unacceptable when Cohere would refuse the request, too */
    static ChatSeen chat(byte[] body) {
        JsonNode root = GeminiSeen.tree(body);
        List<ChatSeen.Message> messages = new ArrayList<>();
        int tokens = 0;
        for (JsonNode message : root.path("messages")) {
            String text = texts(message.path("content"));
            tokens += WordPieces.count(text);
            messages.add(new ChatSeen.Message(message.path("role").asString(""), text));
        }
        if (messages.isEmpty()) {
            throw new Unacceptable("invalid request: list of messages must be at least one", "messages");
        }
        List<String> tools = new ArrayList<>();
        for (JsonNode tool : root.path("tools")) {
            tools.add(tool.at("/function/name").asString(""));
        }
        return new ChatSeen(
                model(root),
                root.path("stream").asBoolean(false),
                true,
                messages,
                tools,
                limit(root.path("max_tokens")),
                tokens);
    }

    private static String model(JsonNode root) {
        if (!root.path("model").isString()) {
            throw new Unacceptable("invalid request: model is required", "model");
        }
        return root.path("model").stringValue();
    }

    private static @Nullable Integer limit(JsonNode limit) {
        if (limit.isMissingNode() || limit.isNull()) {
            return null;
        }
        if (!limit.canConvertToInt() || limit.asInt() < 1) {
            throw new Unacceptable("invalid request: max_tokens must be greater than 0", "max_tokens");
        }
        return limit.asInt();
    }

    private static String texts(JsonNode content) {
        if (content.isString()) {
            return content.stringValue();
        }
        StringBuilder texts = new StringBuilder();
        for (JsonNode block : content) {
            texts.append(block.path("text").asString(""));
        }
        return texts.toString();
    }

    static EmbeddingsSeen embed(byte[] body) {
        JsonNode root = GeminiSeen.tree(body);
        List<String> input = strings(root.path("texts"));
        if (input.isEmpty()) {
            throw new Unacceptable("invalid request: at least one text is required", "texts");
        }
        JsonNode dimensions = root.path("output_dimension");
        int tokens = input.stream().mapToInt(WordPieces::count).sum();
        return new EmbeddingsSeen(
                model(root), input, false, dimensions.canConvertToInt() ? dimensions.asInt() : null, tokens);
    }

    private static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        for (JsonNode element : list) {
            strings.add(element.isObject() ? element.path("text").asString("") : element.asString(""));
        }
        return strings;
    }

    /**
     * What is to be put in order.
     *
     * @param most how many results are wanted
     */
    record Reranking(String model, String query, List<String> documents, int most) {}

    static Reranking rerank(byte[] body) {
        JsonNode root = GeminiSeen.tree(body);
        List<String> documents = strings(root.path("documents"));
        if (documents.isEmpty()) {
            throw new Unacceptable("invalid request: list of documents must not be empty", "documents");
        }
        int most = root.path("top_n").canConvertToInt() ? root.path("top_n").asInt() : documents.size();
        return new Reranking(model(root), root.path("query").asString(""), documents, most);
    }
}
