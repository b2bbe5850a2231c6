package dev.weir.provider;

import com.google.auto.service.AutoService;
import dev.weir.dialect.Conversations;
import dev.weir.dialect.JsonEdit;
import dev.weir.dialect.OpenAiChat;
import dev.weir.dialect.OpenAiEmbeddings;
import dev.weir.dialect.Rendered;
import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import dev.weir.spi.Dialect;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Operation;
import dev.weir.spi.OutboundException;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * Any server that speaks OpenAI's HTTP API. Requests in its dialect are passed on byte for byte but for the model's
 * name, Weir's own field, the wish for a usage event, and the passages that retrieval found; others are translated.
 */
final class OpenAiProvider implements Provider {
    private static final URI OPENAI = URI.create("https://api.openai.com/v1");
    private static final String CHAT = "/chat/completions";

    private final String name;
    private final VendorHttp http;
    private final ModelList models;
    private final Ways ways;

    /**
     * What servers differ in.
     *
     * @param path where a path such as {@code /embeddings} is for a model
     * @param models where models are listed
     * @param limitField what they call the output's bound
     * @param countsStreams whether a stream can be asked to end with its usage
     */
    record Ways(BinaryOperator<String> path, String models, String limitField, boolean countsStreams) {}

    OpenAiProvider(ProviderSettings settings, ExtensionContext context) {
        this(
                settings.name(),
                new VendorHttp(
                        settings,
                        context,
                        OPENAI,
                        settings.apiKey() == null
                                ? Map.of()
                                : Map.of("authorization", "Bearer " + settings.apiKey())),
                context,
                new Ways(
                        (model, path) -> path,
                        "/models",
                        limitField(settings.baseUrl() == null ? OPENAI : settings.baseUrl()),
                        true));
    }

    OpenAiProvider(String name, VendorHttp http, ExtensionContext context, Ways ways) {
        this.name = name;
        this.http = http;
        this.models = new ModelList(context.clock(), () -> http.models(ways.models()));
        this.ways = ways;
    }

    /** OpenAI's newer models know only the new name, other servers often only the old one. */
    private static String limitField(URI base) {
        String host = base.getHost() == null ? "" : base.getHost();
        boolean own = host.endsWith("openai.com") || host.endsWith("openai.azure.com");
        return own ? "max_completion_tokens" : "max_tokens";
    }

    @Override
    public Answer call(Call call) {
        try {
            return switch (call.operation()) {
                case Operation.Chat chat -> chat(call, chat);
                case Operation.Embed embed ->
                    http.whole(
                            call,
                            path(call, "/embeddings"),
                            ownFields(call).apply(embed.payload().json()),
                            OpenAiEmbeddings::readAnswer);
                case Operation.CountTokens count ->
                    new Answer.Whole(count.payload().dialect(), new byte[0], List.of(), null);
            };
        } catch (OutboundException e) {
            return OutboundFailures.refused(name, e);
        }
    }

    private Answer chat(Call call, Operation.Chat chat) throws OutboundException {
        return switch (body(call, chat)) {
            case Rendered.Unsaid(var refusal) -> refusal;
            case Rendered.Said(var body, var leftOut) -> {
                call.recording().leftOut(leftOut);
                yield chat.stream()
                        ? http.stream(call, path(call, CHAT), body, OpenAiEvents::new, OpenAiChat::readAnswer)
                        : http.whole(call, path(call, CHAT), body, OpenAiChat::readAnswer);
            }
        };
    }

    private String path(Call call, String path) {
        return ways.path().apply(call.chosenTarget().model(), path);
    }

    private Rendered body(Call call, Operation.Chat chat) {
        if (chat.payload().dialect() == Dialect.OPENAI_CHAT) {
            return new Rendered.Said(passedOn(call, chat), List.of());
        }
        return Conversations.toOpenAi(
                chat.payload(),
                call.chosenTarget().model(),
                ways.limitField(),
                call.lenient(),
                conversation -> PassagePrompt.before(conversation, call.passages()));
    }

    private byte[] passedOn(Call call, Operation.Chat chat) {
        JsonEdit edit = ownFields(call);
        if (chat.stream() && ways.countsStreams()) {
            edit = edit.setIn("stream_options", "include_usage", "true");
        }
        if (!call.passages().isEmpty()) {
            edit = edit.prepend("messages", PassagePrompt.message(call.passages()));
        }
        return edit.apply(chat.payload().json());
    }

    private static JsonEdit ownFields(Call call) {
        return JsonEdit.of().setText("model", call.chosenTarget().model()).remove("weir");
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
        public Optional<URI> address() {
            return Optional.of(OPENAI);
        }

        @Override
        public Provider create(ProviderSettings settings, ExtensionContext context) {
            return new OpenAiProvider(settings, context);
        }
    }
}
