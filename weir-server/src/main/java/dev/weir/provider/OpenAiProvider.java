package dev.weir.provider;

import com.google.auto.service.AutoService;
import dev.weir.dialect.Conversations;
import dev.weir.dialect.JsonEdit;
import dev.weir.dialect.OpenAiChat;
import dev.weir.dialect.OpenAiEmbeddings;
import dev.weir.dialect.OpenAiModerations;
import dev.weir.dialect.OpenAiResponses;
import dev.weir.dialect.Rendered;
import dev.weir.dialect.Rerank;
import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import dev.weir.spi.Dialect;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Operation;
import dev.weir.spi.OutboundException;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSettings;
import dev.weir.spi.VendorBatches;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Any server that speaks OpenAI's HTTP API. Requests in its dialect are passed on byte for byte but for the model's
 * name, Weir's own field, the passages that retrieval found, and what its {@link ServerFit} changes; others are
 * translated.
 */
final class OpenAiProvider implements Provider {
    private static final String CHAT = "/chat/completions";
    private static final String RESPONSES = "/responses";

    /** A header of callers: which features they want that are not for everybody yet. */
    static final String BETA = "openai-beta";

    private final String name;
    private final VendorHttp http;
    private final ModelList models;
    private final ServerProfile server;
    private final ServerFit fit;
    private final BinaryOperator<String> paths;
    private final @Nullable VendorBatches batches;

    OpenAiProvider(ProviderSettings settings, ExtensionContext context) {
        this(settings, context, ServerProfile.of(settings));
    }

    private OpenAiProvider(ProviderSettings settings, ExtensionContext context, ServerProfile server) {
        this(
                settings.name(),
                new VendorHttp(
                        settings,
                        context,
                        server.address(),
                        settings.apiKey() == null ? Map.of() : Map.of("authorization", "Bearer " + settings.apiKey()),
                        VendorHttp.Authorization.NONE,
                        Set.of(BETA)),
                context,
                server,
                (model, path) -> path,
                true);
    }

    /**
     * A server with paths of its own.
     *
     * @param paths where a path such as {@code /embeddings} is for a model; {@code /models} is asked for without one
     */
    OpenAiProvider(
            String name,
            VendorHttp http,
            ExtensionContext context,
            ServerProfile server,
            BinaryOperator<String> paths) {
        this(name, http, context, server, paths, false);
    }

    private OpenAiProvider(
            String name,
            VendorHttp http,
            ExtensionContext context,
            ServerProfile server,
            BinaryOperator<String> paths,
            boolean hasBatches) {
        this.name = name;
        this.server = server;
        this.fit = new ServerFit(server);
        this.http = http;
        this.paths = paths;
        this.batches = hasBatches ? new OpenAiBatches(http) : null;
        this.models = new ModelList(context.clock(), () -> http.models(paths.apply("", "/models")));
    }

    @Override
    public Answer call(Call call) {
        try {
            return switch (call.operation()) {
                case Operation.Chat chat -> chat(call, chat);
                case Operation.Rerank rerank ->
                    server.has("rerank")
                            ? http.whole(
                                    call,
                                    path(call, "/rerank"),
                                    ownFields(call).apply(rerank.payload().json()),
                                    Rerank::readAnswer)
                            : lacks("rerank");
                case Operation.Embed embed when !server.has("embeddings") -> lacks("embeddings");
                case Operation.Embed embed ->
                    http.whole(
                            call,
                            path(call, "/embeddings"),
                            ownFields(call).apply(embed.payload().json()),
                            OpenAiEmbeddings::readAnswer);
                case Operation.Moderate moderate when !server.has("moderations") -> lacks("moderations");
                case Operation.Moderate moderate ->
                    http.whole(
                            call,
                            "/moderations",
                            ownFields(call).apply(moderate.payload().json()),
                            OpenAiModerations::readAnswer);
                case Operation.CountTokens count ->
                    new Answer.Whole(count.payload().dialect(), new byte[0], List.of(), null);
            };
        } catch (OutboundException e) {
            return OutboundFailures.refused(name, e);
        }
    }

    private Answer lacks(String endpoint) {
        return Answer.Refused.of(
                ErrorCode.INVALID_REQUEST,
                "Provider '" + name + "' (" + server.vendor() + ") has no /" + endpoint + ".",
                "model",
                "Use a model of another provider, or set 'capabilities: {endpoints: [" + endpoint
                        + "]}' at the provider if it has.");
    }

    private Answer chat(Call call, Operation.Chat chat) throws OutboundException {
        if (server.says("responses") && chat.payload().dialect() == Dialect.OPENAI_RESPONSES) {
            byte[] body = response(call, chat);
            return chat.stream()
                    ? http.stream(call, RESPONSES, body, ResponsesEvents::new, OpenAiResponses::readAnswer)
                    : http.whole(call, RESPONSES, body, OpenAiResponses::readAnswer);
        }
        return switch (body(call, chat)) {
            case Rendered.Unsaid(var refusal) -> refusal;
            case Rendered.Said(var said, var leftOut) -> {
                call.recording().leftOut(leftOut);
                byte[] body = call.probabilities()
                        ? JsonEdit.of().set("logprobs", "true").apply(said)
                        : said;
                yield chat.stream()
                        ? http.stream(call, path(call, CHAT), body, OpenAiEvents::new, OpenAiChat::readAnswer)
                        : http.whole(call, path(call, CHAT), body, OpenAiChat::readAnswer);
            }
        };
    }

    private String path(Call call, String path) {
        return paths.apply(call.chosenTarget().model(), path);
    }

    private Rendered body(Call call, Operation.Chat chat) {
        if (chat.payload().dialect() == Dialect.OPENAI_CHAT) {
            return new Rendered.Said(
                    fit.passedOn(chat, passedOn(call), chat.payload().json()), List.of());
        }
        Rendered rendered = Conversations.toOpenAi(
                chat.payload(),
                call.chosenTarget().model(),
                server.limitField(),
                call.lenient(),
                conversation -> PassagePrompt.before(
                        chat.begun() ? conversation.withoutLast() : conversation, call.passages()));
        return switch (rendered) {
            case Rendered.Said said ->
                new Rendered.Said(fit.translated(chat, begun(chat, said.json())), said.leftOut());
            case Rendered.Unsaid unsaid -> unsaid;
        };
    }

    /** The beginning of the answer is the last message; the dialect itself knows no such thing, some servers do. */
    private static byte[] begun(Operation.Chat chat, byte[] json) {
        return chat.begun() ? OpenAiChat.begun(json, chat.messages().getLast().text()) : json;
    }

    private static byte[] response(Call call, Operation.Chat chat) {
        JsonEdit edit = ownFields(call);
        if (!call.passages().isEmpty()) {
            edit = edit.prepend(
                    "input", PassagePrompt.message(call.passages()), "{\"role\":\"user\",\"content\":", "}");
        }
        return edit.apply(OpenAiResponses.forOpenAi(chat.payload().json()));
    }

    private static JsonEdit passedOn(Call call) {
        return call.passages().isEmpty()
                ? ownFields(call)
                : ownFields(call).prepend("messages", PassagePrompt.message(call.passages()));
    }

    private static JsonEdit ownFields(Call call) {
        return JsonEdit.of().setText("model", call.chosenTarget().model()).remove("weir");
    }

    @Override
    public Optional<VendorBatches> batches() {
        return Optional.ofNullable(batches);
    }

    @Override
    public List<String> models() {
        return models.current();
    }

    /** Makes them. */
    @AutoService(Provider.Factory.class)
    public static final class Factory implements Provider.Factory {
        @Override
        public String kind() {
            return "openai";
        }

        @Override
        public boolean hasBatches() {
            return true;
        }

        @Override
        public List<Fault> faults(ProviderSettings settings) {
            String vendor = settings.vendor();
            return vendor == null || VendorTable.find(vendor).isPresent()
                    ? List.of()
                    : List.of(VendorTable.unknown(vendor));
        }

        @Override
        public Optional<URI> address() {
            return Optional.of(VendorTable.get("openai").profile().address());
        }

        @Override
        public Optional<URI> address(ProviderSettings settings) {
            return Optional.of(
                    settings.baseUrl() == null ? ServerProfile.of(settings).address() : settings.baseUrl());
        }

        @Override
        public boolean continuesAnswers(ProviderSettings settings) {
            return ServerProfile.of(settings).continuesAnswers();
        }

        @Override
        public Provider create(ProviderSettings settings, ExtensionContext context) {
            return new OpenAiProvider(settings, context);
        }
    }
}
