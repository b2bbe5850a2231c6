package dev.weir.simulator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads requests in the words of Bedrock's Converse. */
final class ConverseSeen {
    private ConverseSeen() {}

    /** @throws Unacceptable when Bedrock would refuse the request, too */
    static ChatSeen read(byte[] body, ConversePath path) {
        JsonNode root = GeminiSeen.tree(body);
        JsonNode request = root.at("/input/converse").isObject() ? root.at("/input/converse") : root;
        List<ChatSeen.Message> messages = new ArrayList<>();
        int tokens = WordPieces.count(texts(request.path("system")));
        for (JsonNode message : request.path("messages")) {
            ChatSeen.Message read = message(message);
            tokens += WordPieces.count(read.text());
            messages.add(read);
        }
        if (messages.isEmpty()) {
            throw new Unacceptable("A conversation must start with a user message.", "messages");
        }
        List<String> tools = new ArrayList<>();
        for (JsonNode tool : request.at("/toolConfig/tools")) {
            if (tool.has("toolSpec")) {
                tools.add(tool.at("/toolSpec/name").asString(""));
            }
        }
        boolean stream = path.action().equals("converse-stream");
        return new ChatSeen(
                path.model(), stream, true, messages, tools, limit(request.at("/inferenceConfig/maxTokens")), tokens);
    }

    private static @Nullable Integer limit(JsonNode limit) {
        if (limit.isMissingNode()) {
            return null;
        }
        if (!limit.canConvertToInt() || limit.asInt() < 1) {
            throw new Unacceptable("maxTokens must be greater than or equal to 1", "inferenceConfig.maxTokens");
        }
        return limit.asInt();
    }

    private static ChatSeen.Message message(JsonNode message) {
        boolean result = false;
        for (JsonNode block : message.path("content")) {
            result |= block.has("toolResult");
        }
        String role = message.path("role").asString("");
        return new ChatSeen.Message(result ? "tool" : role, texts(message.path("content")));
    }

    private static String texts(JsonNode blocks) {
        StringBuilder texts = new StringBuilder();
        for (JsonNode block : blocks) {
            texts.append(block.path("text").asString(""));
            texts.append(texts(block.at("/toolResult/content")));
        }
        return texts.toString();
    }
}
