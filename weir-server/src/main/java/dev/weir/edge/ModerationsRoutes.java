package dev.weir.edge;

import dev.weir.dialect.OpenAiChat;
import dev.weir.dialect.OpenAiModerations;
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

/** OpenAI's moderations, judged by whichever provider the model's deployments name. */
final class ModerationsRoutes {
    private final Gateway gateway;
    private final CallFactory calls;

    ModerationsRoutes(Gateway gateway, CallFactory calls) {
        this.gateway = gateway;
        this.calls = calls;
    }

    Routes routes() {
        return new Routes()
                .post(
                        "/v1/moderations",
                        Access.from(Role.DEVELOPER),
                        "Has texts and images judged by a provider's moderation model.",
                        """
                        {"model": "omni-moderation-latest", "input": "a text"}""",
                        this::moderate);
    }

    private Response moderate(Request request) {
        return switch (OpenAiModerations.readRequest(request.json(), calls.limits())) {
            case Parsed.Understood<Operation.Moderate>(var moderate, var options) -> {
                Call call = calls.make(request, moderate, options);
                yield respond(call, gateway.call(call));
            }
            case Parsed.Rejected<Operation.Moderate>(var refusal) -> throw new Refusal(refusal);
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
            case Answer.Streamed streamed -> {
                streamed.events().close();
                throw new IllegalStateException("a judgement is no stream");
            }
            case Refused refused -> Exchanged.refused(OpenAiRoutes.error(refused, call.requestId()), call);
        };
    }
}
