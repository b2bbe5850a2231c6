package dev.weir.simulator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the simulator understood of a request in Google's words.
 *
 * @param thoughts whether the answer is to begin with what was thought
 */
record GeminiSeen(ChatSeen chat, boolean thoughts) {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** @throws Unacceptable when Google would refuse the request, too */
    static GeminiSeen read(byte[] body, GooglePath path) {
        JsonNode root = tree(body);
        JsonNode request = root.has("generateContentRequest") ? root.path("generateContentRequest") : root;
        List<ChatSeen.Message> messages = new ArrayList<>();
        for (JsonNode content : request.path("contents")) {
            messages.add(message(content));
        }
        if (messages.isEmpty()) {
            throw new Unacceptable("* GenerateContentRequest.contents: contents is not specified", "contents");
        }
        int tokens = WordPieces.count(texts(request.path("systemInstruction").path("parts")));
        for (ChatSeen.Message message : messages) {
            tokens += WordPieces.count(message.text());
        }
        List<String> tools = new ArrayList<>();
        for (JsonNode tool : request.path("tools")) {
            for (JsonNode function : tool.path("functionDeclarations")) {
                tools.add(function.path("name").asString(""));
            }
        }
        JsonNode config = request.path("generationConfig");
        boolean stream = path.method().startsWith("stream");
        return new GeminiSeen(
                new ChatSeen(path.model(), stream, true, messages, tools, limit(config), tokens),
                config.path("thinkingConfig").path("includeThoughts").asBoolean(false));
    }

    private static @Nullable Integer limit(JsonNode config) {
        JsonNode limit = config.path("maxOutputTokens");
        if (limit.isMissingNode()) {
            return null;
        }
        if (!limit.canConvertToInt() || limit.asInt() < 1) {
            throw new Unacceptable("max_output_tokens must be positive.", "generationConfig.maxOutputTokens");
        }
        return limit.asInt();
    }

    private static ChatSeen.Message message(JsonNode content) {
        boolean result = false;
        for (JsonNode part : content.path("parts")) {
            result |= part.has("functionResponse");
        }
        String role = content.path("role").asString("user").equals("model") ? "assistant" : "user";
        return new ChatSeen.Message(result ? "tool" : role, texts(content.path("parts")));
    }

    private static String texts(JsonNode parts) {
        StringBuilder texts = new StringBuilder();
        for (JsonNode part : parts.isObject() ? List.of(parts) : parts) {
            texts.append(part.path("text").asString(""));
            JsonNode response = part.path("functionResponse").path("response");
            texts.append(response.isMissingNode() ? "" : response.toString());
        }
        return texts.toString();
    }

    /** The texts of {@code batchEmbedContents}, {@code embedContent} or Vertex's {@code predict}. */
    static EmbeddingsSeen embeddings(byte[] body, GooglePath path) {
        JsonNode root = tree(body);
        List<String> input = new ArrayList<>();
        JsonNode dimensions = root.path("parameters").path("outputDimensionality");
        for (JsonNode request : root.has("requests") ? root.path("requests") : List.of(root)) {
            if (request.has("content")) {
                input.add(texts(request.path("content").path("parts")));
                dimensions = request.path("outputDimensionality");
            }
        }
        for (JsonNode instance : root.path("instances")) {
            input.add(instance.path("content").asString(""));
        }
        if (input.isEmpty()) {
            throw new Unacceptable(
                    "* BatchEmbedContentsRequest.requests: at least one request is required", "requests");
        }
        int tokens = input.stream().mapToInt(WordPieces::count).sum();
        return new EmbeddingsSeen(
                path.model(), input, false, dimensions.canConvertToInt() ? dimensions.asInt() : null, tokens);
    }

    /** Titan takes one text; null for a request in other words. */
    static @Nullable EmbeddingsSeen titan(byte[] body, String model) {
        JsonNode root = tree(body);
        if (!root.path("inputText").isString()) {
            return null;
        }
        String text = root.path("inputText").stringValue();
        JsonNode dimensions = root.path("dimensions");
        return new EmbeddingsSeen(
                model,
                List.of(text),
                false,
                dimensions.canConvertToInt() ? dimensions.asInt() : null,
                WordPieces.count(text));
    }

    /** The same body with the model's name in it, which stood in the path. */
    static byte[] named(byte[] body, String model) {
        JsonNode root = tree(body);
        if (root instanceof ObjectNode object) {
            object.put("model", model);
        }
        return MAPPER.writeValueAsBytes(root);
    }

    static JsonNode tree(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw ChatScan.notJson(e);
        }
    }
}
