package dev.weir.tests;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A dialect that callers speak, and the provider whose dialect it meets. */
enum FaultCaller {
    CHAT("sim", "/v1/chat/completions"),
    MESSAGES("ant", "/v1/messages"),
    RESPONSES("resp", "/v1/responses"),
    MESSAGES_OVER_CHAT("sim", "/v1/messages"),
    RESPONSES_OVER_CHAT("sim", "/v1/responses"),
    RESPONSES_OVER_MESSAGES("ant", "/v1/responses"),
    CHAT_OVER_MESSAGES("ant", "/v1/chat/completions"),
    CHAT_OVER_GEMINI("gem", "/v1/chat/completions"),
    MESSAGES_OVER_BEDROCK("bed", "/v1/messages"),
    RESPONSES_OVER_COHERE("coh", "/v1/responses");

    /** The three, each with a provider of its own dialect. */
    static final List<FaultCaller> EQUAL = List.of(CHAT, MESSAGES, RESPONSES);

    /** A provider of each dialect that no caller speaks. */
    static final List<FaultCaller> FOREIGN = List.of(CHAT_OVER_GEMINI, MESSAGES_OVER_BEDROCK, RESPONSES_OVER_COHERE);

    private static final JsonMapper JSON = JsonMapper.shared();

    private final String provider;
    private final String path;

    FaultCaller(String provider, String path) {
        this.provider = provider;
        this.path = path;
    }

    /** What a caller made of a reply's body. */
    record Heard(String text, boolean whole, String error, long inputTokens) {}

    String provider() {
        return provider;
    }

    String path() {
        return path;
    }

    private boolean speaksMessages() {
        return path.endsWith("messages");
    }

    private boolean speaksResponses() {
        return path.endsWith("responses");
    }

    String body(String model, boolean streaming) {
        String head = "{\"model\": \"" + model + "\", \"stream\": " + streaming;
        if (speaksResponses()) {
            return head + ", \"input\": \"Tell me.\"}";
        }
        String more = speaksMessages()
                ? ", \"max_tokens\": 1000"
                : streaming ? ", \"stream_options\": {\"include_usage\": true}" : "";
        return head + more + ", \"messages\": [{\"role\": \"user\", \"content\": \"Tell me.\"}]}";
    }

    /** The dialect's word for an error that OpenAI's calls {@code code}. */
    String word(String code) {
        if (!speaksMessages()) {
            return code;
        }
        return switch (code) {
            case "provider_rate_limited" -> "rate_limit_error";
            case "provider_timeout" -> "timeout_error";
            case "provider_unavailable", "provider_invalid_answer" -> "api_error";
            default -> "invalid_request_error";
        };
    }

    Heard plain(JsonNode json) {
        if (speaksMessages()) {
            return new Heard(
                    json.at("/content/0/text").asString(""),
                    json.path("stop_reason").asString("").equals("end_turn"),
                    json.at("/error/type").asString(""),
                    messagesInput(json.path("usage")));
        }
        if (speaksResponses()) {
            return new Heard(
                    json.at("/output/0/content/0/text").asString(""),
                    json.path("status").asString("").equals("completed"),
                    json.at("/error/code").asString(""),
                    json.at("/usage/input_tokens").asLong(0));
        }
        return new Heard(
                json.at("/choices/0/message/content").asString(""),
                json.at("/choices/0/finish_reason").isString(),
                json.at("/error/code").asString(""),
                json.at("/usage/prompt_tokens").asLong(0));
    }

    private static long messagesInput(JsonNode usage) {
        return usage.path("input_tokens").asLong(0)
                + usage.path("cache_read_input_tokens").asLong(0)
                + usage.path("cache_creation_input_tokens").asLong(0);
    }

    /** Reads a stream as a strict client does: events in order, and nothing after an end. */
    Heard stream(String body) {
        Listener listener = speaksMessages()
                ? new MessagesListener()
                : speaksResponses() ? new ResponsesListener() : new ChatListener();
        List<String> events = new ArrayList<>();
        body.lines().filter(line -> line.startsWith("data: ")).forEach(line -> events.add(line.substring(6)));
        for (String event : events) {
            if (listener.whole) {
                throw new AssertionError("an event after the end: " + event);
            }
            listener.hear(event);
        }
        if (listener.whole == !listener.error.isEmpty()) {
            throw new AssertionError("neither a success nor an error, or both: " + body);
        }
        return new Heard(listener.text.toString(), listener.whole, listener.error, listener.input);
    }

    private abstract static class Listener {
        final StringBuilder text = new StringBuilder();
        boolean whole;
        String error = "";
        long input;

        abstract void hear(String event);
    }

    private static final class ChatListener extends Listener {
        private boolean finished;

        @Override
        void hear(String event) {
            if (event.equals("[DONE]")) {
                whole = finished;
                return;
            }
            JsonNode json = JSON.readTree(event);
            text.append(json.at("/choices/0/delta/content").asString(""));
            finished |= json.at("/choices/0/finish_reason").isString();
            error = json.at("/error/code").asString(error);
            input = json.at("/usage/prompt_tokens").asLong(input);
        }
    }

    private static final class MessagesListener extends Listener {
        private int open = -1;
        private boolean finished;

        @Override
        void hear(String event) {
            JsonNode json = JSON.readTree(event);
            int index = json.path("index").asInt(-1);
            switch (json.path("type").asString("")) {
                case "message_start" -> input = messagesInput(json.at("/message/usage"));
                case "content_block_start" -> open = expect(open == -1, index, event);
                case "content_block_delta" -> {
                    expect(open == index, index, event);
                    text.append(json.at("/delta/text").asString(""));
                }
                case "content_block_stop" -> open = expect(open == index, -1, event);
                case "message_delta" -> {
                    expect(open == -1, 0, event);
                    finished = json.at("/delta/stop_reason").isString();
                    input = Math.max(input, messagesInput(json.path("usage")));
                }
                case "message_stop" -> whole = finished;
                case "error" -> error = json.at("/error/type").asString("");
                default -> throw new AssertionError(event);
            }
        }

        private static int expect(boolean holds, int value, String event) {
            if (!holds) {
                throw new AssertionError("out of order: " + event);
            }
            return value;
        }
    }

    private static final class ResponsesListener extends Listener {
        private int number;
        private String item = "";

        @Override
        void hear(String event) {
            JsonNode json = JSON.readTree(event);
            if (json.path("sequence_number").asInt(-1) != number++) {
                throw new AssertionError("not number " + (number - 1) + ": " + event);
            }
            switch (json.path("type").asString("")) {
                case "response.output_item.added" -> item = json.at("/item/id").asString("");
                case "response.output_text.delta" -> {
                    expect(json.path("item_id").asString("").equals(item), event);
                    text.append(json.path("delta").asString(""));
                }
                case "response.output_text.done" ->
                    expect(json.path("text").asString("").contentEquals(text), event);
                case "response.completed" -> {
                    expect(
                            json.at("/response/output/0/content/0/text")
                                    .asString("")
                                    .contentEquals(text),
                            event);
                    expect(json.at("/response/output").size() == 1, event);
                    whole = json.at("/response/status").asString("").equals("completed");
                    input = json.at("/response/usage/input_tokens").asLong(0);
                }
                case "error" -> error = json.at("/error/code").asString("");
                case "response.failed" ->
                    expect(json.at("/response/status").asString("").equals("failed"), event);
                default -> {
                    // begins or ends something
                }
            }
        }

        private static void expect(boolean holds, String event) {
            if (!holds) {
                throw new AssertionError("does not fit: " + event);
            }
        }
    }
}
