package dev.weir.provider;

import com.google.auto.service.AutoService;
import dev.weir.dialect.Conversations;
import dev.weir.dialect.JsonEdit;
import dev.weir.dialect.OpenAiChat;
import dev.weir.dialect.OpenAiEmbeddings;
import dev.weir.dialect.OpenAiModerations;
import dev.weir.dialect.OpenAiResponses;
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

/**
 * Any server that speaks OpenAI's HTTP API. Requests in its dialect are passed on byte for byte but for the model's
 * name, Weir's own field, the wish for a usage event, and the passages that retrieval found; others are translated.
 */
final class OpenAiProvider implements Provider {
    private static final URI OPENAI = URI.create("https://api.openai.com/v1");
    private static final String CHAT = "/chat/completions";
    private static final String RESPONSES = "/responses";

    private final String name;
    private final VendorHttp http;
    private final ModelList models;
    private final String limitField;
    private final boolean responses;

    OpenAiProvider(ProviderSettings settings, ExtensionContext context) {
        this.name = settings.name();
        String key = settings.apiKey();
        this.http = new VendorHttp(
                settings, context, OPENAI, key == null ? Map.of() : Map.of("authorization", "Bearer " + key));
        this.models = new ModelList(context.clock(), () -> http.models("/models"));
        String base = (settings.baseUrl() == null ? OPENAI : settings.baseUrl()).getHost();
        String host = base == null ? "" : base;
        this.limitField = limitField(host);
        this.responses = settings.responses() == null ? host.endsWith("openai.com") : settings.responses();
    }

    /** OpenAI's newer models know only the new name, other servers often only the old one. */
    private static String limitField(String host) {
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
                            "/embeddings",
                            ownFields(call).apply(embed.payload().json()),
                            OpenAiEmbeddings::readAnswer);
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

    private Answer chat(Call call, Operation.Chat chat) throws OutboundException {
        if (responses && chat.payload().dialect() == Dialect.OPENAI_RESPONSES) {
            byte[] body = response(call, chat);
            return chat.stream()
                    ? http.stream(call, RESPONSES, body, ResponsesEvents::new, OpenAiResponses::readAnswer)
                    : http.whole(call, RESPONSES, body, OpenAiResponses::readAnswer);
        }
        return switch (body(call, chat)) {
            case Rendered.Unsaid(var refusal) -> refusal;
            case Rendered.Said(var body, var leftOut) -> {
                call.recording().leftOut(leftOut);
                yield chat.stream()
                        ? http.stream(call, CHAT, body, OpenAiEvents::new, OpenAiChat::readAnswer)
                        : http.whole(call, CHAT, body, OpenAiChat::readAnswer);
            }
        };
    }

    private Rendered body(Call call, Operation.Chat chat) {
        if (chat.payload().dialect() == Dialect.OPENAI_CHAT) {
            return new Rendered.Said(passedOn(call, chat), List.of());
        }
        Rendered rendered = Conversations.toOpenAi(
                chat.payload(),
                call.chosenTarget().model(),
                limitField,
                call.lenient(),
                conversation -> PassagePrompt.before(
                        chat.begun() ? conversation.withoutLast() : conversation, call.passages()));
        return chat.begun() ? begun(rendered, chat) : rendered;
    }

    /** The beginning of the answer is the last message; the dialect itself knows no such thing, some servers do. */
    private static Rendered begun(Rendered rendered, Operation.Chat chat) {
        return rendered instanceof Rendered.Said(var body, var leftOut)
                ? new Rendered.Said(
                        OpenAiChat.begun(body, chat.messages().getLast().text()), leftOut)
                : rendered;
    }

    private static byte[] response(Call call, Operation.Chat chat) {
        JsonEdit edit = ownFields(call);
        if (!call.passages().isEmpty()) {
            edit = edit.prepend(
                    "input", PassagePrompt.message(call.passages()), "{\"role\":\"user\",\"content\":", "}");
        }
        return edit.apply(chat.payload().json());
    }

    private static byte[] passedOn(Call call, Operation.Chat chat) {
        JsonEdit edit = ownFields(call);
        if (chat.stream()) {
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
