package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.Delta;
import dev.weir.spi.Dialect;
import dev.weir.spi.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What one {@code GenerateContentResponse} says; a whole answer is one, a stream is a row of them. Tools' calls that
 * come without an id are given one.
 */
final class GeminiResponse {
    private final Seen seen;
    private final List<Candidate> candidates = new ArrayList<>(1);
    private GeminiUsage usage = new GeminiUsage();
    private boolean listed;
    private @Nullable String responseId;
    private @Nullable String blocked;
    private Answer.@Nullable Refused refusal;

    /** What was seen of an answer so far: how many calls each candidate made, and which are over. */
    static final class Seen {
        private final Map<Integer, Integer> calls = new HashMap<>(2);
        private final Map<Integer, Boolean> finished = new HashMap<>(2);
        private final Map<Integer, Boolean> spoke = new HashMap<>(2);
        private boolean blocked;

        boolean complete() {
            return blocked || (!finished.isEmpty() && !finished.containsValue(false));
        }
    }

    private static final class Candidate {
        private final List<GeminiPart> parts = new ArrayList<>(2);
        private int index;
        private @Nullable String finish;
        private @Nullable String message;
        private @Nullable String logprobs;
    }

    private GeminiResponse(Seen seen) {
        this.seen = seen;
    }

    static GeminiResponse read(byte[] json, Seen seen) {
        GeminiResponse response = new GeminiResponse(seen);
        try (JsonParser parser = Json.fromVendor(json)) {
            response.read(parser);
        } catch (JacksonException e) {
            response.refusal = ProviderError.unreadable(e.getOriginalMessage());
        }
        return response;
    }

    /** A whole answer, or why there is none. */
    static Answer whole(byte[] json) {
        GeminiResponse response = read(json, new Seen());
        if (response.refusal == null && !response.listed && response.blocked == null) {
            return ProviderError.unreadable("it has no candidates");
        }
        List<Delta> deltas = response.deltas();
        return response.refusal != null
                ? response.refusal
                : new Answer.Whole(Dialect.GEMINI, json, deltas, response.usage.usage());
    }

    GeminiUsage usage() {
        return usage;
    }

    /** Why it is no answer; known when {@link #deltas} were asked for. */
    Answer.@Nullable Refused refusal() {
        return refusal;
    }

    private void read(JsonParser parser) {
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_ARRAY) {
            first = parser.nextToken();
        }
        if (first != JsonToken.START_OBJECT) {
            refusal = ProviderError.unreadable("it is not a JSON object");
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "candidates" -> candidates(parser);
                case "promptFeedback" -> feedback(parser);
                case "usageMetadata" -> usage = GeminiUsage.read(parser);
                case "responseId" -> responseId = Text.orNull(parser);
                case "error" -> refusal = ProviderError.inside(parser);
                default -> parser.skipChildren();
            }
        }
    }

    private void feedback(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        String reason = null;
        String message = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "blockReason" -> reason = Text.orEmpty(parser);
                case "blockReasonMessage" -> message = Text.orNull(parser);
                default -> parser.skipChildren();
            }
        }
        if (reason != null) {
            blocked = message == null
                    ? "The prompt was blocked" + (reason.isEmpty() ? "." : ": " + reason + ".")
                    : message;
        }
    }

    private void candidates(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                listed = true;
                candidates.add(candidate(parser));
            } else {
                parser.skipChildren();
            }
        }
    }

    private static Candidate candidate(JsonParser parser) {
        Candidate candidate = new Candidate();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "index" -> candidate.index = Text.index(parser, 0);
                case "finishReason" -> candidate.finish = GeminiWords.finish(parser);
                case "finishMessage" -> candidate.message = Text.orNull(parser);
                case "logprobsResult" -> candidate.logprobs = GeminiLogprobs.read(parser);
                case "content" -> content(parser, candidate.parts);
                default -> parser.skipChildren();
            }
        }
        return candidate;
    }

    private static void content(JsonParser parser, List<GeminiPart> parts) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            if (parser.nextToken() == JsonToken.START_ARRAY && name.equals("parts")) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    parts.add(GeminiPart.read(parser));
                }
            } else {
                parser.skipChildren();
            }
        }
    }

    /** What it adds to the answer. */
    List<Delta> deltas() {
        List<Delta> deltas = new ArrayList<>(2);
        for (Candidate candidate : candidates) {
            add(candidate, deltas);
        }
        if (blocked != null && candidates.isEmpty()) {
            seen.blocked = true;
            deltas.add(new Delta(0, "", "", blocked, null, "content_filter"));
        }
        return deltas;
    }

    private void add(Candidate candidate, List<Delta> deltas) {
        int choice = candidate.index;
        seen.finished.putIfAbsent(choice, false);
        for (GeminiPart part : candidate.parts) {
            Delta delta = delta(choice, part);
            if (delta != null) {
                seen.spoke.put(choice, true);
                deltas.add(delta);
            }
        }
        if (candidate.logprobs != null) {
            deltas.add(new Delta(choice, "", "", "", null, null, null, candidate.logprobs));
        }
        if (candidate.finish != null) {
            finish(candidate, candidate.finish, deltas);
        }
    }

    private @Nullable Delta delta(int choice, GeminiPart part) {
        String seal = part.signature() == null ? null : GeminiWords.sealed(part.signature());
        if (part.call() != null) {
            return new Delta(choice, "", "", "", call(choice, part.call()), null, seal);
        }
        String text = part.thought() ? "" : part.text();
        String thoughts = part.thought() ? part.text() : "";
        return part.text().isEmpty() && seal == null ? null : new Delta(choice, text, thoughts, "", null, null, seal);
    }

    private Delta.ToolCall call(int choice, GeminiPart.Call call) {
        int index = seen.calls.merge(choice, 1, Integer::sum) - 1;
        String id = call.id() == null ? madeId(choice, index) : call.id();
        return new Delta.ToolCall(index, id, call.name(), call.args());
    }

    private String madeId(int choice, int index) {
        if (responseId == null || responseId.isEmpty()) {
            return "call_" + UUID.randomUUID().toString().replace("-", "");
        }
        return "call_" + responseId + "_" + (choice == 0 ? "" : choice + "_") + index;
    }

    private void finish(Candidate candidate, String reason, List<Delta> deltas) {
        int choice = candidate.index;
        seen.finished.put(choice, true);
        String why = candidate.message == null ? reason : reason + ", " + candidate.message;
        if (GeminiWords.spoilt(reason)) {
            refusal = Answer.Refused.of(
                    ErrorCode.PROVIDER_INVALID_ANSWER, "The model broke off what it was saying: " + why);
            return;
        }
        boolean silent = !seen.spoke.containsKey(choice);
        String refused = GeminiWords.filtered(reason) && silent ? "The answer was withheld: " + why : "";
        String finish = GeminiWords.finishReason(reason, seen.calls.containsKey(choice));
        deltas.add(new Delta(choice, "", "", refused, null, finish));
    }
}
