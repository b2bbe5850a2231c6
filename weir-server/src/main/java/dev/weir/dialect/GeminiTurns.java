package dev.weir.dialect;

import dev.weir.spi.Conversation;
import dev.weir.spi.Conversation.Kind;
import dev.weir.spi.Conversation.Part;
import dev.weir.spi.Conversation.Source;
import dev.weir.spi.Conversation.Speaker;
import dev.weir.spi.Conversation.Turn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The turns of a conversation as Gemini's {@code contents}. Results of tools name the function that was called and stand
 * in the order of the calls. A signature goes to the call before which it was given, else to the text; a call that has
 * none, where a model insists on one, gets the mark that Google gives for calls its model did not make.
 */
final class GeminiTurns {
    private static final String NOT_ITS_OWN = "skip_thought_signature_validator";

    private final Conversation conversation;
    private final String model;
    private final Gemini.Service service;
    private final Losses losses;
    private final JsonGenerator out;
    private final Map<String, Called> calls = new HashMap<>();

    private record Called(String name, int order) {}

    GeminiTurns(
            Conversation conversation, String model, Gemini.Service service, Losses losses, JsonGenerator out) {
        this.conversation = conversation;
        this.model = model;
        this.service = service;
        this.losses = losses;
        this.out = out;
    }

    void write() {
        List<Turn> merged = merged();
        if (merged.isEmpty()) {
            throw BadRequest.field("messages", "'messages' must have a message of the user.", null);
        }
        out.writeArrayPropertyStart("contents");
        for (Turn turn : merged) {
            out.writeStartObject();
            out.writeStringProperty("role", turn.speaker() == Speaker.USER ? "user" : "model");
            out.writeArrayPropertyStart("parts");
            if (turn.speaker() == Speaker.USER) {
                said(turn.parts());
            } else {
                answered(turn.parts());
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private List<Turn> merged() {
        List<Turn> merged = new ArrayList<>();
        for (Turn turn : conversation.turns()) {
            List<Part> parts = turn.parts().stream().filter(this::saysSomething).toList();
            if (turn.speaker() == Speaker.SYSTEM) {
                losses.cannot(turn.field(), "takes instructions only before the first message");
            } else if (!parts.isEmpty()) {
                add(merged, new Turn(turn.speaker(), parts, turn.field()));
            }
        }
        return merged;
    }

    private boolean saysSomething(Part part) {
        return switch (part) {
            case Part.Text text -> !text.text().isEmpty();
            case Part.Unknown unknown -> {
                losses.cannot(unknown.field(), "has nothing like it");
                yield false;
            }
            case Part.Thought thought -> {
                boolean own = GeminiWords.opened(thought.signature()) != null;
                if (!own) {
                    losses.hint(thought.field());
                }
                yield own;
            }
            case Part.Media media -> canBeSent(media);
            case Part.ToolCall _, Part.ToolResult _ -> true;
        };
    }

    private static void add(List<Turn> turns, Turn turn) {
        Turn last = turns.isEmpty() ? null : turns.getLast();
        if (last == null || last.speaker() != turn.speaker()) {
            turns.add(turn);
            return;
        }
        List<Part> parts = new ArrayList<>(last.parts());
        parts.addAll(turn.parts());
        turns.set(turns.size() - 1, new Turn(turn.speaker(), parts, last.field()));
    }

    private void said(List<Part> parts) {
        List<Part.ToolResult> results = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.ToolResult result) {
                results.add(result);
            }
        }
        results.sort((a, b) -> Integer.compare(called(a).order(), called(b).order()));
        results.forEach(this::result);
        for (Part part : parts) {
            switch (part) {
                case Part.Text text -> text(text.text(), null);
                case Part.Media media -> media(media);
                case Part.ToolResult _, Part.ToolCall _, Part.Thought _, Part.Unknown _ -> {
                    // results are written, the rest is not the user's
                }
            }
        }
    }

    private Called called(Part.ToolResult result) {
        Called called = calls.get(result.callId());
        if (called == null) {
            throw BadRequest.field(
                    result.field(),
                    "'" + result.field() + "' is the result of a call '" + result.callId()
                            + "', which no message of the assistant made.",
                    "Send the assistant's message with the call before it.");
        }
        return called;
    }

    /** A seal before calls belongs to the first of them, wherever a text stands between. */
    private void answered(List<Part> parts) {
        String seal = null;
        boolean insists = GeminiWords.thinksByLevel(model);
        for (int i = 0; i < parts.size(); i++) {
            switch (parts.get(i)) {
                case Part.Thought thought -> seal = GeminiWords.opened(thought.signature());
                case Part.ToolCall call -> {
                    call(call, seal == null && insists ? NOT_ITS_OWN : seal);
                    seal = null;
                    insists = false;
                }
                case Part.Text text -> {
                    boolean kept = seal != null && callFollows(parts, i);
                    text(text.text(), kept ? null : seal);
                    seal = kept ? seal : null;
                }
                case Part.Media media -> media(media);
                case Part.ToolResult _, Part.Unknown _ -> {
                    // not the assistant's
                }
            }
        }
    }

    private static boolean callFollows(List<Part> parts, int from) {
        for (Part part : parts.subList(from, parts.size())) {
            if (part instanceof Part.Thought) {
                return false;
            }
            if (part instanceof Part.ToolCall) {
                return true;
            }
        }
        return false;
    }

    private void text(String text, @Nullable String signature) {
        out.writeStartObject();
        out.writeStringProperty("text", text);
        signature(signature);
        out.writeEndObject();
    }

    private void signature(@Nullable String signature) {
        if (signature != null) {
            out.writeStringProperty("thoughtSignature", signature);
        }
    }

    private void call(Part.ToolCall call, @Nullable String signature) {
        String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
        if (!AnthropicWriter.isObject(arguments)) {
            throw BadRequest.field(
                    call.field() + ".function.arguments",
                    "'" + call.field() + ".function.arguments' must be a JSON object, as text.",
                    null);
        }
        calls.put(call.id(), new Called(call.name(), calls.size()));
        out.writeStartObject();
        out.writeObjectPropertyStart("functionCall");
        id(call.id());
        out.writeStringProperty("name", call.name());
        out.writeName("args");
        out.writeRawValue(arguments);
        out.writeEndObject();
        signature(signature);
        out.writeEndObject();
    }

    /** Vertex goes by the order, and knows no ids. */
    private void id(String id) {
        if (service == Gemini.Service.GEMINI_API) {
            out.writeStringProperty("id", id);
        }
    }

    private void result(Part.ToolResult result) {
        StringBuilder text = new StringBuilder();
        List<Part.Media> media = new ArrayList<>();
        for (Part part : result.parts()) {
            switch (part) {
                case Part.Text words -> text.append(words.text());
                case Part.Media shown -> {
                    if (canBeSent(shown)) {
                        media.add(shown);
                    }
                }
                case Part.ToolCall _, Part.ToolResult _, Part.Thought _ -> {
                    // no tool says so
                }
                case Part.Unknown unknown -> losses.cannot(unknown.field(), "has nothing like it");
            }
        }
        boolean nested = GeminiWords.thinksByLevel(model);
        out.writeStartObject();
        out.writeObjectPropertyStart("functionResponse");
        id(result.callId());
        out.writeStringProperty("name", called(result).name());
        response(text.toString(), result.failed());
        if (nested && !media.isEmpty()) {
            out.writeArrayPropertyStart("parts");
            media.forEach(this::media);
            out.writeEndArray();
        }
        out.writeEndObject();
        out.writeEndObject();
        if (!nested) {
            media.forEach(this::media);
        }
    }

    /** An object goes through as it is; anything else comes under the name that Google suggests. */
    private void response(String text, boolean failed) {
        out.writeName("response");
        if (!failed && AnthropicWriter.isObject(text)) {
            out.writeRawValue(text);
        } else {
            out.writeStartObject();
            out.writeStringProperty(failed ? "error" : "result", text);
            out.writeEndObject();
        }
    }

    private boolean canBeSent(Part.Media media) {
        if (media.source() instanceof Source.Uploaded(String id) && !id.startsWith("files/")) {
            losses.cannot(media.field(), "does not find what was uploaded elsewhere");
            return false;
        }
        if (media.source() instanceof Source.At(String url)
                && service == Gemini.Service.VERTEX
                && mediaType(media.kind(), url) == null) {
            losses.cannot(media.field(), "needs an address whose ending tells what it is");
            return false;
        }
        return true;
    }

    private void media(Part.Media media) {
        out.writeStartObject();
        switch (media.source()) {
            case Source.Inline inline -> {
                out.writeObjectPropertyStart("inlineData");
                out.writeStringProperty("mimeType", inline.mediaType());
                out.writeStringProperty("data", inline.base64());
                out.writeEndObject();
            }
            case Source.At at -> file(at.url(), mediaType(media.kind(), at.url()));
            case Source.Uploaded uploaded ->
                file("https://generativelanguage.googleapis.com/v1beta/" + uploaded.id(), null);
        }
        out.writeEndObject();
    }

    private void file(String uri, @Nullable String mediaType) {
        out.writeObjectPropertyStart("fileData");
        if (mediaType != null) {
            out.writeStringProperty("mimeType", mediaType);
        }
        out.writeStringProperty("fileUri", uri);
        out.writeEndObject();
    }

    /** What the ending of an address tells; null if it tells nothing. */
    private static @Nullable String mediaType(Kind kind, String url) {
        String path = url.toLowerCase(Locale.ROOT);
        int query = path.indexOf('?');
        path = query < 0 ? path : path.substring(0, query);
        String ending = path.substring(path.lastIndexOf('.') + 1);
        return switch (ending) {
            case "png", "webp", "heic", "heif", "gif" -> "image/" + ending;
            case "jpg", "jpeg" -> "image/jpeg";
            case "pdf" -> "application/pdf";
            case "txt", "md" -> "text/plain";
            case "html", "csv" -> "text/" + ending;
            case "mp3", "wav", "aac", "flac", "ogg", "aiff" -> "audio/" + ending;
            case "mp4", "webm" -> (kind == Kind.AUDIO ? "audio/" : "video/") + ending;
            default -> null;
        };
    }
}
