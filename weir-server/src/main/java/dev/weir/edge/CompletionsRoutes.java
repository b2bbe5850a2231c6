package dev.weir.edge;

import dev.weir.dialect.OpenAiChat;
import dev.weir.dialect.TextCompletion;
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
import dev.weir.spi.Role;
import dev.weir.spi.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** OpenAI's first API for text. Each prompt is a call of its own; they are answered one after the other. */
final class CompletionsRoutes {
    private final Gateway gateway;
    private final CallFactory calls;

    CompletionsRoutes(Gateway gateway, CallFactory calls) {
        this.gateway = gateway;
        this.calls = calls;
    }

    Routes routes() {
        return new Routes()
                .post(
                        "/v1/completions",
                        Access.from(Role.DEVELOPER),
                        "Goes on with a text, or with several; OpenAI's legacy completions, mapped onto chat.",
                        """
                        {"model": "weir/extractive", "prompt": "How do I back up Weir?", "max_tokens": 300, "weir": {"knowledge": ["weir-docs"]}}""",
                        this::complete);
    }

    private Response complete(Request request) {
        return switch (TextCompletion.read(request.json())) {
            case TextCompletion.Read.Understood(var completion) -> complete(request, completion);
            case TextCompletion.Read.Rejected(var refusal) -> throw new Refusal(refusal);
        };
    }

    private Response complete(Request request, TextCompletion completion) {
        List<Call> all = completion.chats().stream()
                .map(chat -> calls.make(request, chat, completion.options()))
                .toList();
        Call first = all.getFirst();
        Answer answer = gateway.call(first);
        return switch (answer) {
            case Refused refused -> error(first, refused);
            case Answer.Whole whole -> whole(completion, all, whole);
            case Answer.Streamed streamed ->
                Response.events(
                        Exchanged.headers(first), new CompletionFrames(completion, all, streamed.events(), gateway));
        };
    }

    private static Response error(Call call, Refused refused) {
        return Exchanged.refused(OpenAiRoutes.error(refused, call.requestId()), call);
    }

    private Response whole(TextCompletion completion, List<Call> all, Answer.Whole first) {
        List<AnswerContent> contents = new ArrayList<>();
        contents.add(AnswerContent.of(first.deltas()));
        Usage usage = first.usage() == null ? Usage.NONE : first.usage();
        for (Call call : all.subList(1, all.size())) {
            switch (gateway.call(call)) {
                case Answer.Whole whole -> {
                    contents.add(AnswerContent.of(whole.deltas()));
                    usage = whole.usage() == null ? usage : usage.plus(whole.usage());
                }
                case Refused refused -> {
                    return error(call, refused);
                }
                case Answer.Streamed streamed -> {
                    streamed.events().close();
                    throw new IllegalStateException("a stream that nobody asked for");
                }
            }
        }
        Call call = all.getFirst();
        Map<String, String> headers = Exchanged.headers(call);
        headers.put("content-type", "application/json");
        byte[] json = completion.write(id(call), created(call), Exchanged.model(call), contents, usage);
        byte[] body = call.options().present() ? OpenAiChat.withWeir(json, WeirExtras.json(call)) : json;
        return new Response.Full(200, headers, body);
    }

    static String id(Call call) {
        return "cmpl-" + call.recording().id().value();
    }

    static long created(Call call) {
        return call.recording().startedAt().getEpochSecond();
    }
}
