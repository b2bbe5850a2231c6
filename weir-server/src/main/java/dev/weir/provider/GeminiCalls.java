package dev.weir.provider;

import dev.weir.dialect.Conversations;
import dev.weir.dialect.Gemini;
import dev.weir.dialect.Rendered;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Operation;
import dev.weir.spi.OutboundException;
import dev.weir.spi.Payload;
import java.util.function.UnaryOperator;

/** Calls of {@code generateContent} and its like, which the Gemini API and Vertex have in common. */
final class GeminiCalls {
    private final VendorHttp http;
    private final Gemini.Service service;
    private final UnaryOperator<String> path;

    /**
     * @param path where a model is
     */
    GeminiCalls(VendorHttp http, Gemini.Service service, UnaryOperator<String> path) {
        this.http = http;
        this.service = service;
        this.path = path;
    }

    Answer chat(Call call, Operation.Chat chat) throws OutboundException {
        return switch (body(call, chat.payload())) {
            case Rendered.Unsaid(var refusal) -> refusal;
            case Rendered.Said(var body, var leftOut) -> {
                call.recording().leftOut(leftOut);
                yield chat.stream()
                        ? http.stream(
                                call,
                                at(call, "streamGenerateContent") + "?alt=sse",
                                body,
                                GeminiEvents::new,
                                Gemini::readAnswer)
                        : http.whole(call, at(call, "generateContent"), body, Gemini::readAnswer);
            }
        };
    }

    Answer count(Call call, Operation.CountTokens count) throws OutboundException {
        return switch (body(call, count.payload())) {
            case Rendered.Unsaid(var refusal) -> refusal;
            case Rendered.Said(var body, var _) ->
                http.whole(
                        call,
                        at(call, "countTokens"),
                        Gemini.countRequest(body, call.chosenTarget().model(), service),
                        Gemini::readCount);
        };
    }

    private Rendered body(Call call, Payload payload) {
        return Conversations.toGemini(
                payload,
                call.chosenTarget().model(),
                service,
                call.lenient(),
                conversation -> PassagePrompt.before(conversation, call.passages()));
    }

    /** Where a method of the model is. */
    String at(Call call, String method) {
        return path.apply(PathText.encoded(call.chosenTarget().model())) + ":" + method;
    }

    static Refused noReranking() {
        return Refused.of(
                ErrorCode.INVALID_REQUEST,
                "Google's models rank no documents here.",
                "model",
                "Use a model of another provider, such as Cohere's.");
    }

    /** Google counts tokens by itself, and takes none that somebody else made. */
    static Refused noTokens() {
        return Refused.of(
                ErrorCode.INVALID_REQUEST,
                "'input' holds token ids, which only the model that made them understands.",
                "input",
                "Send texts.");
    }
}
