package dev.weir.simulator;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What providers offer by script: chat completions and embeddings (also as Azure has them), responses, moderations,
 * messages, Google's contents, Bedrock's Converse, and Cohere's chat, embeddings and reranking. One instance serves one event loop.
 */
final class ProviderRoutes {
    static final String CHAT = "/v1/chat/completions";
    static final String EMBEDDINGS = "/v1/embeddings";
    static final String RESPONSES = "/v1/responses";
    static final String MODERATIONS = "/v1/moderations";
    static final String MESSAGES = "/v1/messages";
    static final String COUNT_TOKENS = "/v1/messages/count_tokens";
    static final String RERANK = "/v1/rerank";
    static final String COHERE = "/v2/";
    static final String COHERE_CHAT = "/v2/chat";
    static final String COHERE_EMBED = "/v2/embed";
    static final String COHERE_RERANK = "/v2/rerank";

    private static final Set<String> GOOGLES = Set.of(
            "generateContent",
            "streamGenerateContent",
            "countTokens",
            "batchEmbedContents",
            "embedContent",
            "predict",
            "rawPredict",
            "streamRawPredict");

    private final Vertx vertx;
    private final Backstage backstage;
    private final MessageDigest sha256;
    private final JsonBytes scratch = new JsonBytes();

    ProviderRoutes(Vertx vertx, Backstage backstage) {
        this.vertx = vertx;
        this.backstage = backstage;
        this.sha256 = sha256();
    }

    void chat(HttpServerRequest request, byte[] body) {
        serve(request, CHAT, body, this::chat);
    }

    void embeddings(HttpServerRequest request, byte[] body) {
        serve(request, EMBEDDINGS, body, this::embeddings);
    }

    void responses(HttpServerRequest request, byte[] body) {
        serve(request, RESPONSES, body, this::responses);
    }

    void moderations(HttpServerRequest request, byte[] body) {
        serve(request, MODERATIONS, body, this::moderations);
    }

    void messages(HttpServerRequest request, byte[] body) {
        serve(request, MESSAGES, body, this::messages);
    }

    void countTokens(HttpServerRequest request, byte[] body) {
        serve(request, COUNT_TOKENS, body, this::countTokens);
    }

    /** A method of a model as Google has them; Claude on Vertex is asked in Anthropic's words. */
    void google(HttpServerRequest request, GooglePath path, byte[] body) {
        serve(
                request,
                request.path(),
                body,
                switch (path.method()) {
                    case "generateContent", "streamGenerateContent" ->
                        (round, entry, bytes) -> generate(round, entry, GeminiSeen.read(bytes, path));
                    case "countTokens" -> (round, entry, bytes) -> countContents(round, entry, bytes, path);
                    case "batchEmbedContents", "embedContent", "predict" ->
                        (round, entry, bytes) -> embedContents(round, entry, bytes, path);
                    case "rawPredict", "streamRawPredict" -> (round, entry, bytes) -> claude(round, entry, bytes, path);
                    default -> throw new IllegalArgumentException("no method " + path.method());
                });
    }

    /** Whether Google has such a method. */
    static boolean isGoogles(GooglePath path) {
        return GOOGLES.contains(path.method());
    }

    private Payload generate(Round round, Entry entry, GeminiSeen seen) {
        ChatReply reply = reply(round, entry, seen.chat());
        return seen.chat().stream() ? new GeminiStream(reply, seen.thoughts()) : new GeminiBody(reply, seen.thoughts());
    }

    private Payload countContents(Round round, Entry entry, byte[] body, GooglePath path) {
        ChatSeen seen = GeminiSeen.read(body, path).chat();
        int tokens = round.script().behaviour(seen.model()).usage().prompt(seen.promptTokens());
        entry.understood(seen.model(), false, tokens);
        return new StatusBody(200, Map.of(), "{\"totalTokens\":" + tokens + "}");
    }

    private Payload embedContents(Round round, Entry entry, byte[] body, GooglePath path) {
        EmbeddingsSeen seen = GeminiSeen.embeddings(body, path);
        Behaviour behaviour = round.script().behaviour(seen.model());
        entry.understood(seen.model(), false, behaviour.usage().prompt(seen.promptTokens()));
        return new GeminiEmbeddings(seen, behaviour, path.method());
    }

    private Payload claude(Round round, Entry entry, byte[] body, GooglePath path) {
        if (path.model().equals("count-tokens")) {
            return countTokens(round, entry, body);
        }
        ChatReply reply = reply(round, entry, MessagesScan.read(GeminiSeen.named(body, path.model()), true));
        return reply.seen().stream() ? new MessagesStream(reply) : new MessagesBody(reply);
    }

    /** A deployment at Azure, named in the path or, with the paths that have no version, in the body. */
    void azure(HttpServerRequest request, AzurePath path, byte[] body) {
        Endpoint endpoint = path.embeddings() ? this::embeddings : this::azureChat;
        if (path.deployment() == null) {
            serve(request, request.path(), body, endpoint);
        } else if (request.getParam("api-version") == null) {
            Replies.json(request, 404, "{\"error\":{\"code\":\"404\",\"message\":\"Resource not found\"}}");
        } else {
            serve(request, request.path(), GeminiSeen.named(body, path.deployment()), endpoint);
        }
    }

    private Payload azureChat(Round round, Entry entry, byte[] body) {
        return new AzureReply(reply(round, entry, ChatScan.read(body)).payload());
    }

    /** What Bedrock does with a model. */
    void bedrock(HttpServerRequest request, ConversePath path, byte[] body) {
        serve(
                request,
                request.path(),
                body,
                switch (path.action()) {
                    case "count-tokens" -> (round, entry, bytes) -> countConverse(round, entry, bytes, path);
                    case "invoke" -> (round, entry, bytes) -> invoke(round, entry, bytes, path);
                    default -> (round, entry, bytes) -> converse(round, entry, bytes, path);
                });
    }

    private Payload converse(Round round, Entry entry, byte[] body, ConversePath path) {
        ChatReply reply = reply(round, entry, ConverseSeen.read(body, path));
        return reply.seen().stream() ? new ConverseStream(reply) : new ConverseBody(reply);
    }

    private Payload countConverse(Round round, Entry entry, byte[] body, ConversePath path) {
        ChatSeen seen = ConverseSeen.read(body, path);
        int tokens = round.script().behaviour(seen.model()).usage().prompt(seen.promptTokens());
        entry.understood(seen.model(), false, tokens);
        return new StatusBody(200, Map.of(), "{\"inputTokens\":" + tokens + "}");
    }

    /** Models that make embeddings are asked in their vendors' words: Titan's, or Cohere's. */
    private Payload invoke(Round round, Entry entry, byte[] body, ConversePath path) {
        EmbeddingsSeen titan = GeminiSeen.titan(body, path.model());
        EmbeddingsSeen seen = titan == null ? CohereSeen.embed(GeminiSeen.named(body, path.model())) : titan;
        return cohereEmbeddings(round, entry, seen, titan != null);
    }

    private Payload cohereEmbeddings(Round round, Entry entry, EmbeddingsSeen seen, boolean titan) {
        Behaviour behaviour = round.script().behaviour(seen.model());
        entry.understood(seen.model(), false, behaviour.usage().prompt(seen.promptTokens()));
        return new CohereEmbeddings(seen, behaviour, titan);
    }

    void cohereChat(HttpServerRequest request, byte[] body) {
        serve(request, COHERE_CHAT, body, (round, entry, bytes) -> {
            ChatReply reply = reply(round, entry, CohereSeen.chat(bytes));
            return reply.seen().stream() ? new CohereStream(reply) : new CohereBody(reply);
        });
    }

    void cohereEmbed(HttpServerRequest request, byte[] body) {
        serve(
                request,
                COHERE_EMBED,
                body,
                (round, entry, bytes) -> cohereEmbeddings(round, entry, CohereSeen.embed(bytes), false));
    }

    void rerank(HttpServerRequest request, byte[] body) {
        serve(request, request.path(), body, (_, entry, bytes) -> {
            CohereSeen.Reranking seen = CohereSeen.rerank(bytes);
            entry.understood(seen.model(), false, WordPieces.count(String.join(" ", seen.documents())));
            return new Reranked(seen);
        });
    }

    /** Google's access tokens for whoever asks. */
    void token(HttpServerRequest request) {
        Replies.json(
                request,
                200,
                "{\"access_token\":\"ya29.sim-" + backstage.options().clock().millis()
                        + "\",\"expires_in\":3599,\"token_type\":\"Bearer\"}");
    }

    void googleModels(HttpServerRequest request) {
        JsonBytes out = new JsonBytes().raw("{\"models\":[");
        String comma = "";
        for (String name : names()) {
            out.raw(comma).raw("{\"name\":").string("models/" + name);
            out.raw(",\"supportedGenerationMethods\":[\"generateContent\",\"countTokens\",\"embedContent\"]}");
            comma = ",";
        }
        Replies.json(request, 200, out.raw("]}").toString());
    }

    /** Understands a body, notes it in the log, and knows the correct reply. */
    private interface Endpoint {
        Payload understand(Round round, Entry entry, byte[] body);
    }

    private void serve(HttpServerRequest request, String path, byte[] body, Endpoint endpoint) {
        Round round = backstage.round();
        Entry entry = open(round, request.headers(), path, body);
        try {
            play(request, round, entry, endpoint.understand(round, entry, body));
        } catch (Unacceptable e) {
            refuse(request, round, entry, 400, ErrorBody.invalid(e.text(), e.param()));
        } catch (BadScript e) {
            refuse(request, round, entry, 400, ErrorBody.invalid(String.valueOf(e.getMessage()), null));
        } catch (RuntimeException e) {
            ErrorBody error = new ErrorBody("The answer's function failed: " + e, "server_error", null, "server_error");
            refuse(request, round, entry, 500, error);
        }
    }

    /** The whole answer to a request of a batch. */
    record Line(int status, String body) {}

    /** Makes a request of a batch. Of the script's faults it meets those that are a status. */
    Line line(String path, byte[] body) {
        Round round = backstage.round();
        Entry entry = open(round, MultiMap.caseInsensitiveMultiMap(), path, body);
        Payload payload;
        try {
            payload = understood(path, round, entry, body);
            if (round.fault(entry.ordinal(), entry.model(), payload.prefilled()) instanceof Fault.Status status) {
                payload = StatusBody.of(status, ErrorWords.of(path));
            }
        } catch (Unacceptable e) {
            payload = StatusBody.of(400, ErrorBody.invalid(e.text(), e.param()), ErrorWords.of(path));
        }
        JsonBytes out = new JsonBytes();
        payload.write(0, out);
        entry.status(payload.status());
        entry.sent(1, payload.tokensIn(1));
        entry.end(Outcome.FINISHED, backstage.options().clock());
        return new Line(payload.status(), out.toString());
    }

    private Payload understood(String path, Round round, Entry entry, byte[] body) {
        return switch (path) {
            case CHAT -> chat(round, entry, body);
            case EMBEDDINGS -> embeddings(round, entry, body);
            case RESPONSES -> responses(round, entry, body);
            case MESSAGES -> messages(round, entry, body);
            default -> throw new IllegalArgumentException("no endpoint of batches: " + path);
        };
    }

    private Entry open(Round round, MultiMap headers, String path, byte[] body) {
        String ids = Entry.ids(
                headers.get("x-request-id"), headers.get("x-weir-exchange-id"), headers.get("x-weir-attempt-id"));
        Instant now = backstage.options().clock().instant();
        return round.log().open(now, path, ids, hash(body), backstage.options().keepBodies() ? body : null);
    }

    private Payload chat(Round round, Entry entry, byte[] body) {
        return reply(round, entry, ChatScan.read(body)).payload();
    }

    private Payload responses(Round round, Entry entry, byte[] body) {
        ChatReply reply = reply(round, entry, ResponsesScan.read(body));
        return reply.seen().stream() ? new ResponsesStream(reply) : new ResponsesBody(reply);
    }

    private Payload moderations(Round round, Entry entry, byte[] body) {
        ModerationsSeen seen = ModerationsScan.read(body);
        entry.understood(seen.model(), false, WordPieces.count(String.join(" ", seen.texts())));
        return new ModerationsBody(seen, entry.ordinal());
    }

    private Payload messages(Round round, Entry entry, byte[] body) {
        ChatReply reply = reply(round, entry, MessagesScan.read(body, true));
        return reply.seen().stream() ? new MessagesStream(reply) : new MessagesBody(reply);
    }

    private Payload countTokens(Round round, Entry entry, byte[] body) {
        ChatSeen seen = MessagesScan.read(body, false);
        int tokens = round.script().behaviour(seen.model()).usage().prompt(seen.promptTokens());
        entry.understood(seen.model(), false, tokens);
        return new StatusBody(200, Map.of(), "{\"input_tokens\":" + tokens + "}");
    }

    private ChatReply reply(Round round, Entry entry, ChatSeen seen) {
        UsageNumbers usage = round.script().behaviour(seen.model()).usage();
        entry.understood(seen.model(), seen.stream(), usage.prompt(seen.promptTokens()));
        long created = backstage.options().clock().millis() / 1000;
        Speech speech = round.speaker(seen.model()).answer(seen);
        return new ChatReply(entry.ordinal(), created, seen, speech, usage);
    }

    private Payload embeddings(Round round, Entry entry, byte[] body) {
        EmbeddingsSeen seen = EmbeddingsScan.read(body);
        Behaviour behaviour = round.script().behaviour(seen.model());
        entry.understood(seen.model(), false, behaviour.usage().prompt(seen.promptTokens()));
        return new EmbeddingsBody(seen, behaviour);
    }

    private void play(HttpServerRequest request, Round round, Entry entry, Payload payload) {
        Fault fault = fault(request.headers(), round, entry, payload.prefilled());
        Duration delay = delay(request.headers(), round);
        switch (fault) {
            case Fault.Status status ->
                send(
                        request,
                        round,
                        entry,
                        StatusBody.of(status, ErrorWords.of(request.path())),
                        delay,
                        Pace.IMMEDIATE,
                        null);
            case Fault.Slow slow -> send(request, round, entry, payload, delay, slow.pace(), slow);
            case Fault.Silence _, Fault.Cut _, Fault.Malformed _, Fault.NoDone _ ->
                send(request, round, entry, payload, delay, pace(round, entry), fault);
            case null -> send(request, round, entry, payload, delay, pace(round, entry), null);
        }
    }

    private static Pace pace(Round round, Entry entry) {
        return round.script().behaviour(entry.model()).pace();
    }

    private void refuse(HttpServerRequest request, Round round, Entry entry, int status, ErrorBody error) {
        send(
                request,
                round,
                entry,
                StatusBody.of(status, error, ErrorWords.of(request.path())),
                Duration.ZERO,
                Pace.IMMEDIATE,
                null);
    }

    private void send(
            HttpServerRequest request,
            Round round,
            Entry entry,
            Payload payload,
            Duration delay,
            Pace pace,
            @Nullable Fault fault) {
        Schedule schedule = new Schedule(delay, pace, round.script().seed(), entry.ordinal());
        new Transmission(vertx, backstage, request, entry, payload, schedule, fault, scratch).start();
    }

    private static @Nullable Fault fault(MultiMap headers, Round round, Entry entry, boolean prefilled) {
        Fault scripted = round.fault(entry.ordinal(), entry.model(), prefilled);
        String asked = round.script().headersSelect() ? headers.get(FaultHeader.NAME) : null;
        return asked == null ? scripted : FaultHeader.parse(asked);
    }

    private static Duration delay(MultiMap headers, Round round) {
        String asked = round.script().headersSelect() ? headers.get("x-sim-delay") : null;
        return asked == null ? Duration.ZERO : Durations.parse("x-sim-delay", asked);
    }

    void models(HttpServerRequest request) {
        JsonBytes out = new JsonBytes().raw("{\"object\":\"list\",\"data\":[");
        String comma = "";
        for (String name : names()) {
            model(out.raw(comma), name);
            comma = ",";
        }
        Replies.json(request, 200, out.raw("]}").toString());
    }

    void model(HttpServerRequest request, String name) {
        if (names().contains(name)) {
            JsonBytes out = new JsonBytes();
            model(out, name);
            Replies.json(request, 200, out.toString());
        } else {
            String message = "The model '" + name + "' does not exist; the script has " + names();
            Replies.error(request, 404, new ErrorBody(message, "invalid_request_error", "model", "model_not_found"));
        }
    }

    private Set<String> names() {
        Map<String, Behaviour> models = backstage.round().script().models();
        return models.isEmpty() ? Set.of("sim") : models.keySet();
    }

    private static void model(JsonBytes out, String name) {
        out.raw("{\"id\":").string(name).raw(",\"object\":\"model\",\"created\":0,\"owned_by\":\"weir-simulator\"}");
    }

    private long hash(byte[] body) {
        return ByteBuffer.wrap(sha256.digest(body)).getLong();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
