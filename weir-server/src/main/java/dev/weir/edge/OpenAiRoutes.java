package dev.weir.edge;

import dev.weir.dialect.OpenAiChat;
import dev.weir.dialect.OpenAiEmbeddings;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.Parsed;
import dev.weir.dialect.Rerank;
import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.pipeline.Gateway;
import dev.weir.routing.Models;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Operation;
import dev.weir.spi.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** OpenAI's chat, embeddings and models, and reranking, which OpenAI has not. */
final class OpenAiRoutes {
    private final Gateway gateway;
    private final Models models;
    private final CallFactory calls;
    private final Instant startedAt;

    OpenAiRoutes(Gateway gateway, Models models, CallFactory calls, Instant startedAt) {
        this.gateway = gateway;
        this.models = models;
        this.calls = calls;
        this.startedAt = startedAt;
    }

    Routes routes() {
        Access caller = Access.from(Role.DEVELOPER);
        return new Routes()
                .post(
                        "/v1/chat/completions",
                        caller,
                        "Continues a conversation; OpenAI's chat completions, streaming or not.",
                        """
                        {"model": "weir/extractive", "messages": [{"role": "user", "content": "How do I back up Weir?"}], "weir": {"knowledge": ["weir-docs"]}}""",
                        this::chat)
                .post("/v1/embeddings", caller, "Turns texts into vectors.", """
                        {"model": "weir/embed", "input": ["a text", "another"]}""", this::embed)
                .post(
                        "/v1/rerank",
                        caller,
                        "Puts documents in order by how well they answer a question; as Cohere's and Jina's rerank.",
                        """
                        {"model": "rerank", "query": "What is the capital of Italy?", "documents": ["Rome", "Tokyo"], "top_n": 1}""",
                        this::rerank)
                .get("/v1/models", Access.from(Role.VIEWER), "Lists the models that can be asked for.", this::list)
                .get("/v1/models/{id*}", Access.from(Role.VIEWER), "One model.", this::model);
    }

    private Response chat(Request request) {
        return switch (OpenAiChat.readRequest(request.json(), calls.limits())) {
            case Parsed.Understood<Operation.Chat>(var chat, var options) -> {
                Call call = calls.make(request, chat, options);
                yield respond(call, gateway.call(call));
            }
            case Parsed.Rejected<Operation.Chat>(var refusal) -> throw new Refusal(refusal);
        };
    }

    private Response embed(Request request) {
        return switch (OpenAiEmbeddings.readRequest(request.json())) {
            case Parsed.Understood<Operation.Embed>(var embed, var options) -> {
                Call call = calls.make(request, embed, options);
                yield respond(call, gateway.call(call));
            }
            case Parsed.Rejected<Operation.Embed>(var refusal) -> throw new Refusal(refusal);
        };
    }

    private Response rerank(Request request) {
        return switch (Rerank.readRequest(request.json())) {
            case Parsed.Understood<Operation.Rerank>(var rerank, var options) -> {
                Call call = calls.make(request, rerank, options);
                yield respond(call, gateway.call(call));
            }
            case Parsed.Rejected<Operation.Rerank>(var refusal) -> throw new Refusal(refusal);
        };
    }

    private static Response respond(Call call, Answer answer) {
        return switch (answer) {
            case Answer.Whole whole -> whole(call, inOpenAisWords(call, whole));
            case Answer.Streamed streamed
            when call.operation() instanceof Operation.Chat chat ->
                Response.events(Exchanged.headers(call), new ChatFrames(call, chat, streamed.events()));
            case Answer.Streamed streamed -> throw new IllegalStateException("only chats stream");
            case Refused refused -> Exchanged.refused(error(refused, call.requestId()), call);
        };
    }

    private static byte[] inOpenAisWords(Call call, Answer.Whole whole) {
        return switch (whole.dialect()) {
            case OPENAI_CHAT, OPENAI_EMBEDDINGS, OPENAI_MODERATIONS, RERANK -> whole.json();
            default -> TranslatedChat.whole(call, whole);
        };
    }

    private static Response whole(Call call, byte[] json) {
        Map<String, String> headers = Exchanged.headers(call);
        headers.put("content-type", "application/json");
        byte[] body = call.options().present() ? OpenAiChat.withWeir(json, WeirExtras.json(call)) : json;
        return new Response.Full(200, headers, body);
    }

    /** OpenAI's error envelope. */
    static Response.Full error(Refused refused, String requestId) {
        return Exchanged.withRetry(Response.json(refused.status(), OpenAiErrors.write(refused, requestId)), refused);
    }

    private record ModelCard(String id, String object, long created, String ownedBy) {}

    /** A card with one thing more that OpenAI's cards do not have. */
    private record AliasCard(String id, String object, long created, String ownedBy, String aliasOf) {}

    private record ModelCards(String object, List<Object> data) {}

    private Response list(Request request) {
        List<Object> cards = new ArrayList<>();
        models.list().forEach(model -> cards.add(card(model)));
        models.aliases().forEach((alias, model) -> cards.add(card(alias, model)));
        return Json.ok(new ModelCards("list", cards));
    }

    private Response model(Request request) {
        String id = request.path("id");
        return models.find(id)
                .map(found -> Json.ok(found.name().equals(id) ? card(found) : card(id, found)))
                .orElseThrow(() -> new Refusal(
                        ErrorCode.MODEL_NOT_FOUND,
                        "There is no model '" + id + "'.",
                        "model",
                        "GET /v1/models lists what there is."));
    }

    private AliasCard card(String alias, Models.Model model) {
        return new AliasCard(
                alias, "model", startedAt.getEpochSecond(), model.first().provider(), model.name());
    }

    private ModelCard card(Models.Model model) {
        return new ModelCard(
                model.name(), "model", startedAt.getEpochSecond(), model.first().provider());
    }
}
