package dev.weir.dialect;

import dev.weir.spi.Answer.Refused;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Delta;
import dev.weir.spi.Operation;
import dev.weir.spi.Usage;
import dev.weir.spi.WeirOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * OpenAI's first API for text on the wire ({@code POST /v1/completions}), which providers have given up: each prompt
 * becomes a conversation of one message. What chat has nothing like is refused by its field.
 *
 * @param prompts what is to be gone on with, in order
 * @param chats the same as conversations, one a prompt
 * @param choices how many answers each prompt gets
 * @param echo whether the prompt is repeated before its answer
 */
public record TextCompletion(
        List<String> prompts, List<Operation.Chat> chats, WeirOptions options, int choices, boolean echo) {
    /** OpenAI's own default. */
    private static final int MAX_TOKENS = 16;

    private static final int MOST_PROMPTS = 128;
    private static final List<String> KEPT = List.of(
            "model",
            "n",
            "stop",
            "temperature",
            "top_p",
            "seed",
            "frequency_penalty",
            "presence_penalty",
            "logit_bias",
            "user",
            "stream",
            "stream_options",
            "weir");

    public TextCompletion {
        prompts = List.copyOf(prompts);
        chats = List.copyOf(chats);
    }

    /** What came of reading a client's request. */
    public sealed interface Read {
        /** It makes sense. */
        record Understood(TextCompletion completion) implements Read {}

        /** It does not; the refusal names the place. */
        record Rejected(Refused refusal) implements Read {}
    }

    /** Reads a client's request. */
    public static Read read(byte[] body) {
        try {
            // Faults of the JSON itself are found by the strict reader.
            RequestReader.read(body, in -> {
                for (String name = in.nextMember(); name != null; name = in.nextMember()) {
                    in.skip();
                }
                return body;
            });
            return new Read.Understood(read(JsonView.of(body)));
        } catch (BadRequest bad) {
            return new Read.Rejected(bad.refusal());
        }
    }

    private static TextCompletion read(JsonView body) {
        refuse(body, "suffix", "is not offered: a chat model writes no text before another");
        refuse(body, "logprobs", "is not offered for a text that a chat model writes");
        int choices = whole(body, "n", 1);
        if (whole(body, "best_of", choices) > choices) {
            throw body.at("best_of").wrong("is not offered beyond 'n'");
        }
        List<String> prompts = prompts(body.at("prompt"));
        List<Operation.Chat> chats = new ArrayList<>();
        WeirOptions options = WeirOptions.ABSENT;
        for (String prompt : prompts) {
            switch (OpenAiChat.readRequest(chat(body, prompt))) {
                case Parsed.Understood<Operation.Chat>(var chat, var asked) -> {
                    chats.add(chat);
                    options = asked;
                }
                case Parsed.Rejected<Operation.Chat>(var refusal) -> throw new BadRequest(refusal);
            }
        }
        JsonView echo = body.at("echo");
        return new TextCompletion(prompts, chats, options, choices, echo.present() && echo.bool());
    }

    private static void refuse(JsonView body, String name, String why) {
        JsonView value = body.at(name);
        if (value.present() && !(value.isText() && value.text().isEmpty())) {
            throw value.wrong(why);
        }
    }

    private static int whole(JsonView body, String name, int otherwise) {
        JsonView value = body.at(name);
        if (value.absent()) {
            return otherwise;
        }
        long number = value.whole();
        if (number < 1 || number > MOST_PROMPTS) {
            throw value.wrong("must be a whole number from 1 to " + MOST_PROMPTS);
        }
        return (int) number;
    }

    private static List<String> prompts(JsonView prompt) {
        if (prompt.isText()) {
            return List.of(prompt.text());
        }
        if (!prompt.isList()) {
            throw BadRequest.field(
                    prompt.path(), "'prompt' must be a text or a list of texts.", "Send what is to be gone on with.");
        }
        List<JsonView> items = prompt.items();
        if (items.isEmpty() || items.size() > MOST_PROMPTS) {
            throw prompt.wrong("must hold 1 to " + MOST_PROMPTS + " texts");
        }
        for (JsonView item : items) {
            if (!item.isText()) {
                throw item.wrong("must be a text: token ids mean something to one model only");
            }
        }
        return items.stream().map(JsonView::text).toList();
    }

    private static byte[] chat(JsonView body, String prompt) {
        JsonView limit = body.at("max_tokens");
        return Json.write(out -> {
            out.writeStartObject();
            for (String name : KEPT) {
                JsonNode value = body.at(name).node();
                if (!value.isMissingNode()) {
                    out.writeName(name);
                    out.writeRawValue(value.toString());
                }
            }
            out.writeName("max_tokens");
            out.writeRawValue(limit.absent() ? Integer.toString(MAX_TOKENS) : limit.json());
            out.writeArrayPropertyStart("messages").writeStartObject();
            out.writeStringProperty("role", "user");
            out.writeStringProperty("content", prompt);
            out.writeEndObject().writeEndArray().writeEndObject();
        });
    }

    /**
     * The whole answer.
     *
     * @param contents each prompt's
     */
    public byte[] write(String id, long created, String model, List<AnswerContent> contents, Usage usage) {
        return Json.write(out -> {
            head(out, id, created, model);
            out.writeArrayPropertyStart("choices");
            for (int i = 0; i < contents.size(); i++) {
                List<AnswerContent.Choice> each = contents.get(i).choices();
                for (int j = 0; j < each.size(); j++) {
                    AnswerContent.Choice choice = each.get(j);
                    String text = choice.text() + choice.refusal();
                    choice(out, echo ? prompts.get(i) + text : text, i * choices + j, choice.finishReason());
                }
            }
            out.writeEndArray();
            usage(out, usage);
            out.writeEndObject();
        });
    }

    /** One event of a stream; {@code prompt} is the prompt's place. */
    public byte[] event(String id, long created, String model, int prompt, Delta delta) {
        return Json.write(out -> {
            head(out, id, created, model);
            out.writeArrayPropertyStart("choices");
            choice(out, delta.text() + delta.refusal(), prompt * choices + delta.choice(), delta.finishReason());
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    /** The event with which a stream tells its usage, or carries what is not part of the answer. */
    public static byte[] end(String id, long created, String model, @Nullable Usage usage) {
        return Json.write(out -> {
            head(out, id, created, model);
            out.writeArrayPropertyStart("choices").writeEndArray();
            if (usage != null) {
                usage(out, usage);
            }
            out.writeEndObject();
        });
    }

    private static void head(JsonGenerator out, String id, long created, String model) {
        out.writeStartObject();
        out.writeStringProperty("id", id);
        out.writeStringProperty("object", "text_completion");
        out.writeNumberProperty("created", created);
        out.writeStringProperty("model", model);
    }

    private static void choice(JsonGenerator out, String text, int index, @Nullable String finishReason) {
        out.writeStartObject();
        out.writeStringProperty("text", text);
        out.writeNumberProperty("index", index);
        out.writeNullProperty("logprobs");
        if (finishReason == null) {
            out.writeNullProperty("finish_reason");
        } else {
            out.writeStringProperty("finish_reason", finishReason);
        }
        out.writeEndObject();
    }

    private static void usage(JsonGenerator out, Usage usage) {
        out.writeObjectPropertyStart("usage");
        out.writeNumberProperty("prompt_tokens", usage.inputTokens());
        out.writeNumberProperty("completion_tokens", usage.outputTokens());
        out.writeNumberProperty("total_tokens", usage.totalTokens());
        out.writeEndObject();
    }
}
