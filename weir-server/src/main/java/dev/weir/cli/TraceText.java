package dev.weir.cli;

import dev.weir.http.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** An exchange as text: a waterfall of its steps, then its tokens, cost, messages and sources. */
final class TraceText {
    private final JsonNode exchange;

    /**
     * @param exchange as {@code GET /api/exchanges/ID} answers it
     */
    TraceText(JsonNode exchange) {
        this.exchange = exchange;
    }

    void print(PrintWriter out) {
        head(out);
        waterfall(out);
        tokens(out);
        costs(out);
        messages(out);
        sources(out);
    }

    private void head(PrintWriter out) {
        String asked = Shown.text(exchange, "model");
        String answered = Shown.text(exchange, "deployment");
        out.println(Shown.text(exchange, "id") + "   " + Shown.text(exchange, "status") + "   "
                + Shown.time(exchange, "time"));
        out.println(asked + (answered.isEmpty() || answered.equals(asked) ? "" : " → " + answered) + "   "
                + Shown.text(exchange, "operation")
                + (exchange.path("stream").asBoolean(false) ? ", streamed" : ""));
        String error = Shown.text(exchange, "error");
        if (!error.isEmpty()) {
            out.println(error + ": " + Shown.text(exchange, "error_message"));
        }
    }

    /** When each step ran. */
    void waterfall(PrintWriter out) {
        out.println();
        new Waterfall(exchange).print(out);
    }

    private void tokens(PrintWriter out) {
        JsonNode usage = exchange.path("usage");
        out.println();
        out.println("tokens   input " + Shown.number(usage, "input_tokens")
                + part(usage, "cached_input_tokens", "cached")
                + part(usage, "cache_write_tokens", "written to the cache")
                + part(usage, "hour_cache_write_tokens", "of them for an hour")
                + part(usage, "audio_input_tokens", "sound")
                + part(usage, "cached_audio_input_tokens", "cached sound")
                + part(usage, "tool_tokens", "from tools")
                + ", output " + Shown.number(usage, "output_tokens")
                + part(usage, "reasoning_tokens", "reasoning")
                + (usage.path("estimated").asBoolean(false) ? "; counted by Weir, the provider did not say" : ""));
    }

    private static String part(JsonNode usage, String member, String name) {
        long count = usage.path(member).asLong(0);
        return count == 0 ? "" : " (" + Shown.number(count) + " " + name + ")";
    }

    private void costs(PrintWriter out) {
        List<String> lines = new ArrayList<>();
        exchange.path("attempts").forEach(attempt -> lines.add(new CostText(attempt).line()));
        for (int i = 0; i < lines.size(); i++) {
            out.println((i == 0 ? "cost     " : "         ") + lines.get(i));
        }
        cache(out);
    }

    private void cache(PrintWriter out) {
        JsonNode cache = exchange.path("cache");
        if (cache.isObject() && !Shown.text(cache, "outcome").equals("miss")) {
            String charge = Shown.text(cache, "charge");
            out.println("cache    " + Shown.text(cache, "outcome") + ", made for " + Shown.text(cache, "source")
                    + (charge.isEmpty() ? "" : ", charged " + charge + " " + Shown.text(cache, "charge_currency")));
        }
    }

    private void messages(PrintWriter out) {
        if (exchange.path("erased").asBoolean(false)) {
            out.println();
            out.println("The messages were erased.");
            return;
        }
        request().path("messages").forEach(message -> said(out, Shown.text(message, "role"), content(message)));
        exchange.path("messages").forEach(choice -> {
            said(out, "assistant", Shown.text(choice, "text"));
            choice.path("tool_calls")
                    .forEach(call -> said(
                            out, "tool call", Shown.text(call, "name") + "(" + Shown.text(call, "arguments") + ")"));
        });
    }

    private JsonNode request() {
        JsonNode request = exchange.path("request");
        return request.isString() ? Json.MAPPER.readTree(request.asString()) : request;
    }

    private static String content(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isString()) {
            return content.asString();
        }
        List<String> parts = new ArrayList<>();
        Consumer<JsonNode> add =
                part -> parts.add(part.has("text") ? Shown.text(part, "text") : "[" + Shown.text(part, "type") + "]");
        content.forEach(add);
        return String.join("\n", parts);
    }

    private static void said(PrintWriter out, String who, String text) {
        if (!text.isEmpty()) {
            out.println();
            out.println(who);
            text.lines().forEach(line -> out.println("  " + line));
        }
    }

    private void sources(PrintWriter out) {
        if (!exchange.path("passages").isEmpty()) {
            out.println();
            out.println("passages");
            Table table =
                    new Table().number("").number("score").text("document").text("heading");
            exchange.path("passages")
                    .forEach(passage -> table.row(
                            "[" + passage.path("number").asInt(0) + "]",
                            String.format(
                                    Locale.ROOT, "%.3f", passage.path("score").asDouble(0)),
                            Shown.text(passage, "knowledge_base") + "/" + Shown.text(passage, "document_id"),
                            Shown.text(passage, "heading")));
            table.print(out, "  ");
        }
        if (exchange.path("confidence").isNumber()) {
            out.println("confidence " + Shown.share(exchange.path("confidence").asDouble(0)));
        }
    }
}
