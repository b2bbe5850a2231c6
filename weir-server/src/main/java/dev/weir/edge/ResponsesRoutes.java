package dev.weir.edge;

import dev.weir.dialect.OpenAiChat;
import dev.weir.dialect.OpenAiResponses;
import dev.weir.dialect.Parsed;
import dev.weir.http.Access;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.pipeline.Gateway;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.Operation;
import dev.weir.spi.Role;
import java.util.Map;

/** OpenAI's Responses API. What it keeps, the pipeline keeps. */
final class ResponsesRoutes {
    private final Gateway gateway;
    private final CallFactory calls;

    ResponsesRoutes(Gateway gateway, CallFactory calls) {
        this.gateway = gateway;
        this.calls = calls;
    }

    Routes routes() {
        return new Routes()
                .post(
                        "/v1/responses",
                        Access.from(Role.DEVELOPER),
                        "Continues a conversation; OpenAI's Responses API, streaming or not.",
                        """
                        {"model": "weir/extractive", "input": "How do I back up Weir?", "weir": {"knowledge": ["weir-docs"]}}""",
                        this::respond);
    }

    private Response respond(Request request) {
        return switch (OpenAiResponses.readRequest(request.json(), calls.limits())) {
            case Parsed.Understood<Operation.Chat>(var chat, var options) -> {
                Call call = calls.make(request, chat, options);
                yield respond(call, gateway.call(call));
            }
            case Parsed.Rejected<Operation.Chat>(var refusal) -> throw new Refusal(refusal);
        };
    }

    private static Response respond(Call call, Answer answer) {
        return switch (answer) {
            case Answer.Whole whole -> {
                Map<String, String> headers = Exchanged.headers(call);
                headers.put("content-type", "application/json");
                byte[] body = call.options().present()
                        ? OpenAiChat.withWeir(whole.json(), WeirExtras.json(call))
                        : whole.json();
                yield new Response.Full(200, headers, body);
            }
            case Answer.Streamed streamed ->
                Response.events(Exchanged.headers(call), new ResponsesFrames(call, streamed.events()));
            case Refused refused -> Exchanged.refused(OpenAiRoutes.error(refused, call.requestId()), call);
        };
    }
}
