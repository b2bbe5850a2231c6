package dev.weir.provider;

import com.google.auto.service.AutoService;
import dev.weir.dialect.JsonEdit;
import dev.weir.dialect.OpenAiChat;
import dev.weir.dialect.OpenAiEmbeddings;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.Cancellation;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Operation;
import dev.weir.spi.Outbound;
import dev.weir.spi.OutboundException;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSettings;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Any server that speaks OpenAI's HTTP API. Requests are passed on byte for byte but for the model's name, Weir's own
 * field, the wish for a usage event, and the passages that retrieval found.
 */
final class OpenAiProvider implements Provider {
    private static final int MAX_ANSWER = 64 << 20;
    private static final int MAX_ERROR = 1 << 20;

    private static final URI OPENAI = URI.create("https://api.openai.com/v1");

    private final String name;
    private final ProviderSettings settings;
    private final Outbound outbound;
    private final InstantSource clock;
    private final ModelList models;

    OpenAiProvider(ProviderSettings settings, ExtensionContext context) {
        this.name = settings.name();
        this.settings = settings;
        this.outbound = context.outbound();
        this.clock = context.clock();
        this.models = new ModelList(context.clock(), this::fetchModels);
    }

    @Override
    public Answer call(Call call) {
        try {
            return switch (call.operation()) {
                case Operation.Chat chat when chat.stream() -> stream(call, chat);
                case Operation.Chat chat ->
                    whole(call, "/chat/completions", chatBody(call, chat), OpenAiChat::readAnswer);
                case Operation.Embed embed ->
                    whole(call, "/embeddings", embedBody(call, embed), OpenAiEmbeddings::readAnswer);
            };
        } catch (OutboundException e) {
            return OutboundFailures.refused(name, e);
        }
    }

    private static byte[] chatBody(Call call, Operation.Chat chat) {
        JsonEdit edit = ownFields(call);
        if (chat.stream()) {
            edit = edit.setIn("stream_options", "include_usage", "true");
        }
        if (!call.passages().isEmpty()) {
            edit = edit.prepend("messages", PassagePrompt.message(call.passages()));
        }
        return edit.apply(chat.payload().json());
    }

    private static byte[] embedBody(Call call, Operation.Embed embed) {
        return ownFields(call).apply(embed.payload().json());
    }

    private static JsonEdit ownFields(Call call) {
        return JsonEdit.of().setText("model", call.chosenTarget().model()).remove("weir");
    }

    private Answer whole(Call call, String path, byte[] body, Function<byte[], Answer> reader)
            throws OutboundException {
        try (Outbound.Reply reply = send(call, path, body)) {
            if (reply.status() != 200) {
                return refused(reply);
            }
            return reader.apply(reply.readAll(MAX_ANSWER));
        }
    }

    private Answer stream(Call call, Operation.Chat chat) throws OutboundException {
        Outbound.Reply reply = send(call, "/chat/completions", chatBody(call, chat));
        boolean handedOn = false;
        try {
            Refused refused = reply.status() == 200 ? notAStream(reply) : refused(reply);
            OpenAiEvents events = new OpenAiEvents(name, reply, call.timeouts(), call.recording()::elapsedNanos);
            refused = refused == null ? events.awaitFirst() : refused;
            handedOn = refused == null;
            return refused == null ? new Answer.Streamed(events) : refused;
        } finally {
            if (!handedOn) {
                reply.close();
            }
        }
    }

    /** Some servers answer 200 with an error in a plain body. */
    private @Nullable Refused notAStream(Outbound.Reply reply) throws OutboundException {
        String type = reply.header("content-type").orElse("");
        if (!type.startsWith("application/json")) {
            return null;
        }
        Answer answer = OpenAiChat.readAnswer(reply.readAll(MAX_ANSWER));
        return answer instanceof Refused refused
                ? refused
                : Refused.of(
                        ErrorCode.PROVIDER_INVALID_ANSWER,
                        "Provider '" + name + "' answered in one piece although a stream was asked for.");
    }

    private Refused refused(Outbound.Reply reply) throws OutboundException {
        Refused refused =
                OpenAiErrors.read(reply.status(), reply.readAll(MAX_ERROR), RetryHints.read(reply, clock.instant()));
        return new Refused(
                refused.code(),
                "Provider '" + name + "': " + refused.message(),
                refused.field(),
                refused.hint(),
                refused.retryAfter(),
                refused.providerStatus());
    }

    private Outbound.Reply send(Call call, String path, byte[] body) throws OutboundException {
        Duration left = Duration.between(call.recording().startedAt(), call.deadline())
                .minusNanos(call.recording().elapsedNanos());
        Map<String, String> headers = headers();
        headers.put("content-type", "application/json");
        headers.put("x-weir-exchange-id", call.recording().id().value());
        return outbound.send(
                new Outbound.Request(
                        "POST",
                        at(path),
                        headers,
                        body,
                        settings.allowPrivate(),
                        call.timeouts().withTotal(left)),
                call.cancellation());
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>(settings.headers());
        if (settings.apiKey() != null) {
            headers.put("authorization", "Bearer " + settings.apiKey());
        }
        return headers;
    }

    private URI at(String path) {
        return settings.at(OPENAI, path);
    }

    @Override
    public List<String> models() {
        return models.current();
    }

    private List<String> fetchModels() throws OutboundException {
        Outbound.Timeouts brief = new Outbound.Timeouts(
                Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(6));
        Outbound.Request request =
                new Outbound.Request("GET", at("/models"), headers(), new byte[0], settings.allowPrivate(), brief);
        try (Outbound.Reply reply = outbound.send(request, new Cancellation())) {
            return reply.status() == 200 ? ModelList.read(reply.readAll(MAX_ERROR * 8)) : List.of();
        }
    }

    /** Makes them. */
    @AutoService(Provider.Factory.class)
    public static final class Factory implements Provider.Factory {
        @Override
        public String kind() {
            return "openai";
        }

        @Override
        public Provider create(ProviderSettings settings, ExtensionContext context) {
            return new OpenAiProvider(settings, context);
        }
    }
}
