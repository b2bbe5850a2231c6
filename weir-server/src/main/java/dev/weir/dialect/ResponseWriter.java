package dev.weir.dialect;

import dev.weir.dialect.ResponseItem.Kind;
import dev.weir.dialect.ResponseItem.Part;
import dev.weir.spi.Answer;
import dev.weir.spi.Citation;
import dev.weir.spi.Delta;
import dev.weir.spi.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes one answer as OpenAI's Responses API does, in typed events, each with its number; the last one carries the
 * whole response. Items of the output begin when something for them arrives and stay open until the answer ends, but
 * for thoughts, which end when something else begins. It can also {@link #follow} the events of a vendor, and write
 * those of whoever goes on where the vendor broke off. Not thread-safe.
 */
public final class ResponseWriter {
    /** What a response says of requests that leave it open; OpenAI's defaults. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "parallel_tool_calls", "true",
            "store", "true",
            "temperature", "1.0",
            "text", "{\"format\":{\"type\":\"text\"}}",
            "tool_choice", "\"auto\"",
            "tools", "[]",
            "top_p", "1.0",
            "truncation", "\"disabled\"",
            "metadata", "{}",
            "reasoning", "{\"effort\":null,\"summary\":null}");

    private static final List<String> ECHOED = List.of(
            "instructions",
            "max_output_tokens",
            "max_tool_calls",
            "parallel_tool_calls",
            "previous_response_id",
            "prompt_cache_key",
            "reasoning",
            "safety_identifier",
            "service_tier",
            "store",
            "temperature",
            "text",
            "tool_choice",
            "tools",
            "top_logprobs",
            "top_p",
            "truncation",
            "user",
            "metadata");

    private final String base;
    private final List<ResponseItem> items = new ArrayList<>(2);
    private ObjectNode response;
    private boolean started;
    private int sequence;
    private @Nullable String finishReason;
    private @Nullable Usage usage;

    /**
     * @param base what ids are made of, after their prefixes
     * @param request what was asked, parts of which a response repeats
     */
    public ResponseWriter(String base, Instant created, String model, byte[] request) {
        this.base = base;
        this.response = response("resp_" + base, created.getEpochSecond(), model, Json.tree(request));
    }

    private static ObjectNode response(String id, long created, String model, JsonNode request) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("id", id);
        json.put("object", "response");
        json.put("created_at", created);
        json.put("status", "in_progress");
        json.put("background", false);
        json.putNull("completed_at");
        json.putNull("error");
        json.putNull("incomplete_details");
        json.put("model", model);
        json.putArray("output");
        for (String name : ECHOED) {
            JsonNode asked = request.path(name);
            String otherwise = DEFAULTS.getOrDefault(name, "null");
            json.set(
                    name,
                    asked.isMissingNode() || asked.isNull()
                            ? JsonMapper.shared().readTree(otherwise)
                            : asked);
        }
        json.putNull("usage");
        return json;
    }

    /** The response's id. */
    public String id() {
        return response.path("id").asString("");
    }

    /** Takes note of a vendor's event that is passed on as it came. */
    public void follow(byte[] json, List<Delta> deltas) {
        started = true;
        sequence++;
        if (!deltas.isEmpty() && deltas.getFirst().toolCall() == null) {
            deltas.forEach(this::followed);
            return;
        }
        JsonNode event = JsonMapper.shared().readTree(json);
        switch (event.path("type").asString("")) {
            case "response.created" -> {
                if (event.path("response") instanceof ObjectNode begun) {
                    response = begun;
                }
            }
            case "response.output_item.added" -> items.add(ResponseItem.of(event.path("item")));
            case "response.output_item.done" -> {
                int index = event.path("output_index").asInt(-1);
                if (index >= 0 && index < items.size()) {
                    items.get(index).close(event.path("item"));
                }
            }
            default -> {
                // parts are known by their texts
            }
        }
    }

    private void followed(Delta delta) {
        ResponseItem open = items.isEmpty() ? null : items.getLast();
        if (open == null || open.kind() != Kind.MESSAGE) {
            return;
        }
        if (!delta.text().isEmpty()) {
            part(open, false).append(delta.text());
        }
        if (!delta.refusal().isEmpty()) {
            part(open, true).append(delta.refusal());
        }
    }

    private static StringBuilder part(ResponseItem item, boolean refusal) {
        int place = item.part(refusal);
        if (place == item.parts().size()) {
            item.parts().add(new Part(refusal, new StringBuilder()));
        }
        return item.parts().get(place).text();
    }

    /** The events for these pieces, in order. Choices after the first one have no place here. */
    public List<byte[]> add(List<Delta> deltas, @Nullable Usage stated) {
        List<byte[]> events = new ArrayList<>(deltas.size() + 1);
        usage = stated == null ? usage : stated;
        start(events);
        for (Delta delta : deltas) {
            if (delta.choice() == 0) {
                add(delta, events);
            }
        }
        return events;
    }

    private void start(List<byte[]> events) {
        if (!started) {
            started = true;
            events.add(event("response.created", out -> tree(out, "response", response)));
            events.add(event("response.in_progress", out -> tree(out, "response", response)));
        }
    }

    private void add(Delta delta, List<byte[]> events) {
        if (!delta.reasoning().isEmpty()) {
            think(delta.reasoning(), events);
        }
        if (delta.signature() != null) {
            seal(delta, delta.signature(), events);
        }
        if (!delta.text().isEmpty()) {
            say(false, delta.text(), events);
        }
        if (!delta.refusal().isEmpty()) {
            say(true, delta.refusal(), events);
        }
        if (delta.toolCall() != null) {
            call(delta.toolCall(), events);
        }
        finishReason = delta.finishReason() == null ? finishReason : delta.finishReason();
    }

    /** Thoughts that were sealed are over: what comes then is another block of them. */
    private ResponseItem thoughts(List<byte[]> events) {
        ResponseItem last = items.isEmpty() ? null : items.getLast();
        boolean open = last != null && last.kind() == Kind.THOUGHTS && last.isOpen();
        if (last != null && open && !last.isSealed()) {
            return last;
        }
        endThoughts(events);
        return begin(new ResponseItem(Kind.THOUGHTS, newId(Kind.THOUGHTS)), events);
    }

    /** A seal on what was said, and not on thoughts or a call, has no place; none needs it. */
    private void seal(Delta delta, String signature, List<byte[]> events) {
        boolean said = !items.isEmpty() && items.getLast().kind() == Kind.MESSAGE;
        if (!said || delta.toolCall() != null) {
            thoughts(events).seal(signature);
        }
    }

    private void think(String thought, List<byte[]> events) {
        ResponseItem open = thoughts(events);
        if (!open.summarizedBefore()) {
            events.add(summaryEvent("response.reasoning_summary_part.added", open, out -> summary(out, "")));
        }
        open.text().append(thought);
        events.add(summaryEvent(
                "response.reasoning_summary_text.delta", open, out -> out.writeStringProperty("delta", thought)));
    }

    private static void summary(JsonGenerator out, String text) {
        out.writeObjectPropertyStart("part");
        out.writeStringProperty("type", "summary_text");
        out.writeStringProperty("text", text);
        out.writeEndObject();
    }

    private void say(boolean refusal, String text, List<byte[]> events) {
        endThoughts(events);
        ResponseItem message = message(events);
        int place = message.part(refusal);
        if (place == message.parts().size()) {
            Part part = new Part(refusal, new StringBuilder());
            message.parts().add(part);
            events.add(partEvent(
                    "response.content_part.added",
                    message,
                    place,
                    out -> tree(out, "part", ResponseItem.part(part, List.of()))));
        }
        message.parts().get(place).text().append(text);
        String type = refusal ? "response.refusal.delta" : "response.output_text.delta";
        events.add(partEvent(type, message, place, out -> {
            out.writeStringProperty("delta", text);
            if (!refusal) {
                out.writeArrayPropertyStart("logprobs").writeEndArray();
            }
        }));
    }

    private ResponseItem message(List<byte[]> events) {
        for (ResponseItem item : items) {
            if (item.kind() == Kind.MESSAGE && item.isOpen()) {
                return item;
            }
        }
        return begin(new ResponseItem(Kind.MESSAGE, newId(Kind.MESSAGE)), events);
    }

    private void call(Delta.ToolCall piece, List<byte[]> events) {
        endThoughts(events);
        ResponseItem call = items.stream()
                .filter(item -> item.kind() == Kind.CALL && item.toolCall() == piece.index())
                .findFirst()
                .orElseGet(() -> begin(
                        new ResponseItem(Kind.CALL, newId(Kind.CALL)).calling(piece.index(), piece.id(), piece.name()),
                        events));
        if (!piece.arguments().isEmpty()) {
            call.text().append(piece.arguments());
            events.add(itemEvent(
                    "response.function_call_arguments.delta",
                    call,
                    out -> out.writeStringProperty("delta", piece.arguments())));
        }
    }

    private ResponseItem begin(ResponseItem item, List<byte[]> events) {
        items.add(item);
        events.add(wholeItemEvent("response.output_item.added", item, item.begun()));
        return item;
    }

    private String newId(Kind kind) {
        return kind.prefix() + base + (items.isEmpty() ? "" : "_" + items.size());
    }

    private void endThoughts(List<byte[]> events) {
        ResponseItem last = items.isEmpty() ? null : items.getLast();
        if (last != null && last.kind() == Kind.THOUGHTS && last.isOpen()) {
            end(last, "completed", List.of(), events);
        }
    }

    /** The events with which the answer ends, without {@link #last}. */
    public List<byte[]> finish(List<Citation> citations) {
        List<byte[]> events = new ArrayList<>(4);
        start(events);
        String status = isCutShort() ? "incomplete" : "completed";
        for (ResponseItem item : items) {
            if (item.isOpen()) {
                end(item, item == items.getLast() ? status : "completed", citations, events);
            }
        }
        return events;
    }

    private boolean isCutShort() {
        return finishReason != null && (finishReason.equals("length") || finishReason.equals("content_filter"));
    }

    private void end(ResponseItem item, String status, List<Citation> citations, List<byte[]> events) {
        switch (item.kind()) {
            case THOUGHTS -> {
                String text = item.text().toString();
                if (!text.isEmpty()) {
                    events.add(summaryEvent(
                            "response.reasoning_summary_text.done",
                            item,
                            out -> out.writeStringProperty("text", text)));
                    events.add(summaryEvent("response.reasoning_summary_part.done", item, out -> summary(out, text)));
                }
            }
            case MESSAGE -> {
                for (int i = 0; i < item.parts().size(); i++) {
                    end(item, i, citations, events);
                }
            }
            case CALL ->
                events.add(itemEvent("response.function_call_arguments.done", item, out -> {
                    out.writeStringProperty("name", item.name());
                    out.writeStringProperty("arguments", item.text().toString());
                }));
            case OTHER -> {
                // only its own vendor knows how it ends
            }
        }
        JsonNode whole = item.whole(status, citations);
        item.close(whole);
        events.add(wholeItemEvent("response.output_item.done", item, whole));
    }

    private void end(ResponseItem message, int place, List<Citation> citations, List<byte[]> events) {
        Part part = message.parts().get(place);
        String text = part.text().toString();
        List<ObjectNode> annotations = ResponseItem.annotations(part, citations);
        for (int i = 0; i < annotations.size(); i++) {
            int number = i;
            events.add(partEvent("response.output_text.annotation.added", message, place, out -> {
                out.writeNumberProperty("annotation_index", number);
                tree(out, "annotation", annotations.get(number));
            }));
        }
        String type = part.refusal() ? "response.refusal.done" : "response.output_text.done";
        events.add(partEvent(type, message, place, out -> {
            out.writeStringProperty(part.refusal() ? "refusal" : "text", text);
            if (!part.refusal()) {
                out.writeArrayPropertyStart("logprobs").writeEndArray();
            }
        }));
        events.add(partEvent(
                "response.content_part.done",
                message,
                place,
                out -> tree(out, "part", ResponseItem.part(part, citations))));
    }

    /**
     * The whole response, when {@link #finish} was called.
     *
     * @param model who answered
     */
    public byte[] whole(String model, Instant now) {
        ObjectNode whole = response.deepCopy();
        boolean cut = isCutShort();
        whole.put("status", cut ? "incomplete" : "completed");
        whole.put("completed_at", now.getEpochSecond());
        whole.put("model", model);
        if (cut) {
            whole.putObject("incomplete_details")
                    .put("reason", "content_filter".equals(finishReason) ? "content_filter" : "max_output_tokens");
        }
        output(whole);
        whole.set("usage", usage(usage == null ? Usage.NONE : usage));
        return bytes(whole);
    }

    private void output(ObjectNode whole) {
        ArrayNode output = whole.putArray("output");
        items.forEach(item -> output.add(item.whole("incomplete", List.of())));
    }

    /** The last event, which carries the {@link #whole} response. */
    public byte[] last(byte[] whole) {
        String type = isCutShort() ? "response.incomplete" : "response.completed";
        return event(type, out -> {
            out.writeName("response");
            out.writeRawValue(new String(whole, java.nio.charset.StandardCharsets.UTF_8));
        });
    }

    /** The events with which a stream ends that broke: clients stop at the first, the second has what there is. */
    public List<byte[]> failed(Answer.Refused refusal, String requestId) {
        List<byte[]> events = new ArrayList<>(4);
        start(events);
        JsonNode error = JsonMapper.shared()
                .readTree(OpenAiErrors.write(refusal, requestId))
                .path("error");
        events.add(event("error", out -> {
            for (String name : List.of("code", "message", "param")) {
                tree(out, name, error.path(name));
            }
            tree(out, "error", error);
        }));
        ObjectNode whole = response.deepCopy();
        whole.put("status", "failed");
        whole.putObject("error")
                .put(
                        "code",
                        refusal.retryable()
                                ? "server_error"
                                : error.path("code").asString("server_error"))
                .put("message", error.path("message").asString(""));
        output(whole);
        events.add(event("response.failed", out -> tree(out, "response", whole)));
        return events;
    }

    private static ObjectNode usage(Usage usage) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("input_tokens", usage.inputTokens());
        ObjectNode input = json.putObject("input_tokens_details");
        input.put("cached_tokens", usage.cachedInputTokens());
        if (usage.cacheWriteTokens() > 0) {
            input.put("cache_write_tokens", usage.cacheWriteTokens());
        }
        json.put("output_tokens", usage.outputTokens());
        json.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoningTokens());
        json.put("total_tokens", usage.totalTokens());
        return json;
    }

    private byte[] wholeItemEvent(String type, ResponseItem item, JsonNode json) {
        return event(type, out -> {
            out.writeNumberProperty("output_index", items.indexOf(item));
            tree(out, "item", json);
        });
    }

    private byte[] itemEvent(String type, ResponseItem item, Consumer<JsonGenerator> rest) {
        return event(type, out -> {
            out.writeStringProperty("item_id", item.id());
            out.writeNumberProperty("output_index", items.indexOf(item));
            rest.accept(out);
        });
    }

    private byte[] partEvent(String type, ResponseItem item, int part, Consumer<JsonGenerator> rest) {
        return itemEvent(type, item, out -> {
            out.writeNumberProperty("content_index", part);
            rest.accept(out);
        });
    }

    private byte[] summaryEvent(String type, ResponseItem item, Consumer<JsonGenerator> rest) {
        return itemEvent(type, item, out -> {
            out.writeNumberProperty("summary_index", 0);
            rest.accept(out);
        });
    }

    private byte[] event(String type, Consumer<JsonGenerator> rest) {
        int number = sequence++;
        return Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty("type", type);
            rest.accept(out);
            out.writeNumberProperty("sequence_number", number);
            out.writeEndObject();
        });
    }

    private static void tree(JsonGenerator out, String name, JsonNode json) {
        out.writeName(name);
        out.writeRawValue(json.isMissingNode() ? "null" : json.toString());
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
