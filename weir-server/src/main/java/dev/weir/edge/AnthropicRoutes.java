package dev.weir.edge;

import dev.weir.dialect.AnthropicErrors;
import dev.weir.dialect.AnthropicMessages;
import dev.weir.dialect.OpenAiChat;
import dev.weir.dialect.Parsed;
import dev.weir.http.Access;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.pipeline.Gateway;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Call;
import dev.weir.spi.Dialect;
import dev.weir.spi.Operation;
import dev.weir.spi.Role;
import dev.weir.spi.Usage;
import java.util.Map;

/** Anthropic's Messages API. */
final class AnthropicRoutes {
    /** Where Anthropic's clients look for the request's id. */
    private static final String REQUEST_ID = "request-id";

    private final Gateway gateway;
    private final CallFactory calls;

    AnthropicRoutes(Gateway gateway, CallFactory calls) {
        this.gateway = gateway;
        this.calls = calls;
    }

    Routes routes() {
        Access caller = Access.from(Role.DEVELOPER);
        return new Routes()
                .post(
                        "/v1/messages",
                        caller,
                        "Continues a conversation; Anthropic's Messages API, streaming or not.",
                        """
                        {"model": "weir/extractive", "max_tokens": 1024, "messages": [{"role": "user", "content": "How do I back up Weir?"}], "weir": {"knowledge": ["weir-docs"]}}""",
                        this::messages)
                .post(
                        "/v1/messages/count_tokens",
                        caller,
                        "Counts a conversation's tokens: the provider's own count where it has one, else an estimate.",
                        """
                        {"model": "weir/extractive", "messages": [{"role": "user", "content": "How do I back up Weir?"}]}""",
                        this::count);
    }

    private Response messages(Request request) {
        return switch (AnthropicMessages.readRequest(request.json(), calls.limits())) {
            case Parsed.Understood<Operation.Chat>(var chat, var options) -> {
                Call call = calls.make(request, chat, options);
                yield respond(call, gateway.call(call));
            }
            case Parsed.Rejected<Operation.Chat>(var refusal) -> throw new Refusal(refusal);
        };
    }

    private Response count(Request request) {
        return switch (AnthropicMessages.readCountRequest(request.json(), calls.limits())) {
            case Parsed.Understood<Operation.CountTokens>(var count, var options) -> {
                Call call = calls.make(request, count, options);
                yield respond(call, gateway.call(call));
            }
            case Parsed.Rejected<Operation.CountTokens>(var refusal) -> throw new Refusal(refusal);
        };
    }

    private static Response respond(Call call, Answer answer) {
        return switch (answer) {
            case Answer.Whole whole -> whole(call, inAnthropicsWords(call, whole));
            case Answer.Streamed streamed ->
                Response.events(Exchanged.headers(call), new AnthropicFrames(call, streamed.events()))
                        .with(REQUEST_ID, call.requestId());
            case Refused refused -> Exchanged.refused(error(refused, call.requestId()), call);
        };
    }

    private static byte[] inAnthropicsWords(Call call, Answer.Whole whole) {
        Usage usage = whole.usage();
        if (call.operation() instanceof Operation.CountTokens) {
            boolean own = whole.dialect() == Dialect.ANTHROPIC_MESSAGES && whole.json().length > 0;
            return own ? whole.json() : AnthropicMessages.writeCount(usage == null ? 0 : usage.inputTokens());
        }
        return whole.dialect() == Dialect.ANTHROPIC_MESSAGES
                ? whole.json()
                : AnthropicMessages.writeAnswer(
                        AnthropicFrames.messageId(call),
                        Exchanged.model(call),
                        AnswerContent.of(whole.deltas()),
                        usage);
    }

    private static Response whole(Call call, byte[] json) {
        Map<String, String> headers = Exchanged.headers(call);
        headers.put("content-type", "application/json");
        headers.put(REQUEST_ID, call.requestId());
        byte[] body = call.options().present() ? OpenAiChat.withWeir(json, WeirExtras.json(call)) : json;
        return new Response.Full(200, headers, body);
    }

    /** Anthropic's error envelope. */
    static Response.Full error(Refused refused, String requestId) {
        Response.Full response =
                Response.json(AnthropicErrors.status(refused), AnthropicErrors.write(refused, requestId));
        return Exchanged.withRetry(response, refused).with(REQUEST_ID, requestId);
    }
}
