package dev.weir.provider;

import com.google.auto.service.AutoService;
import dev.weir.dialect.AnthropicMessages;
import dev.weir.dialect.Conversations;
import dev.weir.dialect.JsonEdit;
import dev.weir.dialect.Rendered;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.Dialect;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Operation;
import dev.weir.spi.OutboundException;
import dev.weir.spi.Payload;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSettings;
import dev.weir.spi.VendorBatches;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Anthropic's Messages API. Requests in its dialect are passed on byte for byte but for the model's name, Weir's own
 * field, and the passages that retrieval found; others are translated.
 */
final class AnthropicProvider implements Provider {
    private static final URI ANTHROPIC = URI.create("https://api.anthropic.com/v1");
    private static final String VERSION = "2023-06-01";
    private static final String MESSAGES = "/messages";

    /** A header of callers: which features they want that are not for everybody yet. */
    static final String BETA = "anthropic-beta";

    private final String name;
    private final VendorHttp http;
    private final ModelList models;
    private final AnthropicBatches batches;

    AnthropicProvider(ProviderSettings settings, ExtensionContext context) {
        this.name = settings.name();
        Map<String, String> headers = new HashMap<>();
        headers.put("anthropic-version", settings.headers().getOrDefault("anthropic-version", VERSION));
        String key = settings.apiKey();
        if (key != null) {
            headers.put("x-api-key", key);
        }
        this.http = new VendorHttp(settings, context, ANTHROPIC, headers, VendorHttp.Authorization.NONE, Set.of(BETA));
        this.batches = new AnthropicBatches(http);
        this.models = new ModelList(context.clock(), () -> http.models("/models?limit=1000"));
    }

    @Override
    public Answer call(Call call) {
        try {
            return switch (call.operation()) {
                case Operation.Chat chat -> chat(call, chat);
                case Operation.CountTokens count ->
                    http.whole(
                            call,
                            MESSAGES + "/count_tokens",
                            passedOn(call, count.payload()),
                            AnthropicMessages::readCount);
                case Operation.Moderate _ -> NoModeration.by("Anthropic");
                case Operation.Rerank _ ->
                    Refused.of(
                            ErrorCode.INVALID_REQUEST,
                            "Anthropic does not rerank.",
                            "model",
                            "Use a model of Cohere's, or of a server that has /rerank.");
                case Operation.Embed embed ->
                    Refused.of(
                            ErrorCode.INVALID_REQUEST,
                            "Anthropic makes no embeddings.",
                            "model",
                            "Use a model of another provider, or weir/embed.");
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
                        ? http.stream(call, MESSAGES, body, AnthropicEvents::new, AnthropicMessages::readAnswer)
                        : http.whole(call, MESSAGES, body, AnthropicMessages::readAnswer);
            }
        };
    }

    static Rendered body(Call call, Operation.Chat chat) {
        if (chat.payload().dialect() == Dialect.ANTHROPIC_MESSAGES) {
            return new Rendered.Said(passedOn(call, chat.payload()), List.of());
        }
        return Conversations.toAnthropic(
                chat.payload(),
                call.chosenTarget().model(),
                call.lenient(),
                conversation -> PassagePrompt.before(conversation, call.passages()));
    }

    static byte[] passedOn(Call call, Payload payload) {
        JsonEdit edit =
                JsonEdit.of().setText("model", call.chosenTarget().model()).remove("weir");
        if (!call.passages().isEmpty()) {
            edit = edit.prepend("system", PassagePrompt.block(call.passages()), "{\"type\":\"text\",\"text\":", "}");
        }
        return edit.apply(payload.json());
    }

    @Override
    public Optional<VendorBatches> batches() {
        return Optional.of(batches);
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
            return "anthropic";
        }

        @Override
        public boolean hasBatches() {
            return true;
        }

        @Override
        public Optional<URI> address() {
            return Optional.of(ANTHROPIC);
        }

        @Override
        public Provider create(ProviderSettings settings, ExtensionContext context) {
            return new AnthropicProvider(settings, context);
        }
    }
}
