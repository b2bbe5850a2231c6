package dev.weir.dialect;

import dev.weir.spi.Citation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One item of a response's output while it is made. Not thread-safe. */
final class ResponseItem {
    /** What an item is. */
    enum Kind {
        THOUGHTS("reasoning", "rs_"),
        MESSAGE("message", "msg_"),
        CALL("function_call", "fc_"),
        /** Something of the vendor's, kept as it came. */
        OTHER("", "");

        private final String type;
        private final String prefix;

        Kind(String type, String prefix) {
            this.type = type;
            this.prefix = prefix;
        }

        String prefix() {
            return prefix;
        }

        static Kind of(String type) {
            for (Kind kind : values()) {
                if (kind.type.equals(type)) {
                    return kind;
                }
            }
            return OTHER;
        }
    }

    /** A message's content is text and perhaps a refusal. */
    record Part(boolean refusal, StringBuilder text) {}

    private final Kind kind;
    private final String id;
    private final List<Part> parts = new ArrayList<>(1);
    private final StringBuilder text = new StringBuilder();
    private String callId = "";
    private String name = "";
    private int toolCall = -1;
    private boolean summarized;
    private @Nullable String seal;
    private @Nullable JsonNode done;

    ResponseItem(Kind kind, String id) {
        this.kind = kind;
        this.id = id;
    }

    /** An item that another writer began. */
    static ResponseItem of(JsonNode begun) {
        ResponseItem item = new ResponseItem(
                Kind.of(begun.path("type").asString("")), begun.path("id").asString(""));
        item.callId = begun.path("call_id").asString("");
        item.name = begun.path("name").asString("");
        return item;
    }

    ResponseItem calling(int number, @Nullable String call, @Nullable String tool) {
        toolCall = number;
        callId = call == null ? "call_" + id : call;
        name = tool == null ? "" : tool;
        return this;
    }

    Kind kind() {
        return kind;
    }

    String id() {
        return id;
    }

    List<Part> parts() {
        return parts;
    }

    /** Thoughts, or a call's arguments. */
    StringBuilder text() {
        return text;
    }

    /** The vendor's seal on thoughts, where there is one. */
    void seal(String signature) {
        seal = signature;
    }

    boolean isSealed() {
        return seal != null;
    }

    int toolCall() {
        return toolCall;
    }

    String name() {
        return name;
    }

    boolean isOpen() {
        return done == null;
    }

    /** Whether its summary was announced; true from then on. */
    boolean summarizedBefore() {
        boolean before = summarized;
        summarized = true;
        return before;
    }

    void close(JsonNode as) {
        done = as;
    }

    /** The place of a part of this kind; the size of the list if there is none yet. */
    int part(boolean refusal) {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).refusal() == refusal) {
                return i;
            }
        }
        return parts.size();
    }

    /** As it is when it begins. */
    ObjectNode begun() {
        return json("in_progress", true, List.of());
    }

    /** As it is at its end. */
    JsonNode whole(String status, List<Citation> citations) {
        return done == null ? json(status, false, citations) : done;
    }

    private ObjectNode json(String status, boolean empty, List<Citation> citations) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("id", id);
        json.put("type", kind.type);
        switch (kind) {
            case THOUGHTS -> {
                ArrayNode summary = json.putArray("summary");
                if (!empty && !text.isEmpty()) {
                    summary.addObject().put("type", "summary_text").put("text", text.toString());
                }
                if (seal != null) {
                    json.put("encrypted_content", ThoughtSeal.marked(seal));
                }
            }
            case MESSAGE -> {
                json.put("status", status);
                ArrayNode content = json.putArray("content");
                if (!empty) {
                    parts.forEach(part -> content.add(part(part, citations)));
                }
                json.put("role", "assistant");
            }
            case CALL -> {
                json.put("status", status);
                json.put("arguments", empty ? "" : text.toString());
                json.put("call_id", callId);
                json.put("name", name);
            }
            case OTHER -> json.put("status", status);
        }
        return json;
    }

    static ObjectNode part(Part part, List<Citation> citations) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        if (part.refusal()) {
            return json.put("type", "refusal").put("refusal", part.text().toString());
        }
        json.put("type", "output_text");
        ArrayNode annotations = json.putArray("annotations");
        annotations(part, citations).forEach(annotations::add);
        json.putArray("logprobs");
        return json.put("text", part.text().toString());
    }

    /** A document that is cited is a file to OpenAI's clients; the index is where its mark stands in the text. */
    static List<ObjectNode> annotations(Part part, List<Citation> citations) {
        List<ObjectNode> annotations = new ArrayList<>();
        for (Citation citation : part.refusal() ? List.<Citation>of() : citations) {
            int mark = part.text().indexOf("[" + citation.number() + "]");
            annotations.add(JsonMapper.shared()
                    .createObjectNode()
                    .put("type", "file_citation")
                    .put("file_id", citation.documentId())
                    .put("filename", citation.title())
                    .put("index", Math.max(0, mark)));
        }
        return annotations;
    }
}
