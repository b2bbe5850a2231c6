package dev.weir.mirror;

import dev.weir.dialect.SseParser;
import dev.weir.dialect.UnreadableStreamException;
import dev.weir.http.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads one answer of any of the dialects that callers speak: OpenAI's, its Responses', Anthropic's. */
final class Reading {
    /** Where answers say what they cost: OpenRouter, LiteLLM; Vercel. */
    private static final List<String> COSTS =
            List.of("/usage/cost", "/usage/cost_usd", "/response/usage/cost", "/providerMetadata/gateway/cost");

    private final Shape shape = new Shape();
    private final List<String> events = new ArrayList<>();
    private final Map<Integer, String> finish = new TreeMap<>();
    private final MessageDigest text;
    private @Nullable Tokens tokens;
    private @Nullable BigDecimal cost;

    private Reading() {
        try {
            text = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Seen of(Told told) {
        return new Reading().read(told);
    }

    private Seen read(Told told) {
        boolean stream = told.contentType().startsWith("text/event-stream");
        if (stream) {
            events(told.body());
        } else if (told.body().length > 0) {
            whole(told.body());
        }
        return new Seen(
                told.status(),
                stream,
                shape.types(),
                List.copyOf(events),
                List.copyOf(finish.values()),
                tokens,
                told.cost() == null ? cost : told.cost(),
                HexFormat.of().formatHex(text.digest()));
    }

    private void whole(byte[] body) {
        try {
            JsonNode json = Json.MAPPER.readTree(body);
            shape.add("", json);
            take(json);
        } catch (JacksonException e) {
            shape.types().put("(not JSON)", Set.of("string"));
        }
    }

    private void events(byte[] body) {
        SseParser parser = new SseParser();
        try {
            List<SseParser.Message> all = new ArrayList<>(parser.feed(body));
            all.addAll(parser.finish());
            all.forEach(this::event);
        } catch (UnreadableStreamException e) {
            happened("unreadable");
        }
    }

    private void event(SseParser.Message message) {
        if (message.text().strip().equals("[DONE]")) {
            happened("[DONE]");
            return;
        }
        try {
            JsonNode json = Json.MAPPER.readTree(message.data());
            String type = json.path("type").asString("");
            if (type.equals("ping")) {
                return;
            }
            shape.add(type.isEmpty() ? "" : type + " ", json);
            EventKinds.of(json).forEach(this::happened);
            take(json);
        } catch (JacksonException e) {
            happened("not JSON");
        }
    }

    private void happened(String kind) {
        if (events.isEmpty() || !events.getLast().equals(kind)) {
            events.add(kind);
        }
    }

    private void take(JsonNode json) {
        usage(json.path("usage"));
        usage(json.at("/message/usage"));
        usage(json.at("/response/usage"));
        if (json.path("input_tokens").isNumber()) {
            usage(json);
        }
        for (String at : COSTS) {
            if (json.at(at).isNumber()) {
                cost = json.at(at).decimalValue();
            }
        }
        json.path("choices").forEach(this::choice);
        finished(0, json.path("stop_reason"));
        finished(0, json.at("/delta/stop_reason"));
        JsonNode response = json.has("response") ? json.path("response") : json;
        if (response.path("object").asString("").equals("response") && !isUnderWay(response)) {
            finished(0, response.path("status"));
            finished(0, response.at("/incomplete_details/reason"));
        }
        said(json.path("content"));
        said(json.path("delta"));
        if (!json.has("response")) {
            said(json.path("output"));
        }
    }

    private static boolean isUnderWay(JsonNode response) {
        return List.of("in_progress", "queued").contains(response.path("status").asString(""));
    }

    private void usage(JsonNode usage) {
        tokens = Tokens.latest(tokens, Tokens.of(usage));
    }

    private void choice(JsonNode choice) {
        finished(choice.path("index").asInt(0), choice.path("finish_reason"));
        said(choice.path("message"));
        said(choice.path("delta"));
        said(choice.path("text"));
    }

    private void finished(int index, JsonNode reason) {
        if (reason.isString()) {
            finish.put(index, reason.asString());
        }
    }

    /** Every text in it, whatever it is called, but for ids and names of types. */
    private void said(JsonNode node) {
        if (node.isString()) {
            text.update(node.asString().getBytes(StandardCharsets.UTF_8));
        } else if (node.isArray()) {
            node.forEach(this::said);
        } else if (node.isObject()) {
            for (String member : List.of(
                    "content",
                    "text",
                    "refusal",
                    "reasoning_content",
                    "thinking",
                    "partial_json",
                    "arguments",
                    "name")) {
                said(node.path(member));
            }
            said(node.path("tool_calls"));
            said(node.path("function"));
            if (node.path("input").isObject()) {
                text.update(node.path("input").toString().getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
