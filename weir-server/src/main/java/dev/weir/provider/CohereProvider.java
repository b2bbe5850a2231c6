package dev.weir.provider;

import com.google.auto.service.AutoService;
import dev.weir.dialect.CohereChat;
import dev.weir.dialect.Rendered;
import dev.weir.dialect.Rerank;
import dev.weir.dialect.VendorEmbeddings;
import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Operation;
import dev.weir.spi.OutboundException;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Cohere's own API, version 2: chat, embeddings and reranking. */
final class CohereProvider implements Provider {
    private static final URI COHERE = URI.create("https://api.cohere.com/v2");

    private final String name;
    private final VendorHttp http;
    private final ModelList models;

    CohereProvider(ProviderSettings settings, ExtensionContext context) {
        this.name = settings.name();
        String key = settings.apiKey();
        this.http = new VendorHttp(
                settings, context, COHERE, key == null ? Map.of() : Map.of("authorization", "Bearer " + key));
        this.models = new ModelList(context.clock(), () -> http.models("/models?page_size=1000"));
    }

    @Override
    public Answer call(Call call) {
        String model = call.chosenTarget().model();
        try {
            return switch (call.operation()) {
                case Operation.Chat chat -> chat(call, chat);
                case Operation.Embed embed ->
                    embed.input().isEmpty()
                            ? VendorEmbeddings.noTokenIds("Cohere")
                            : http.whole(
                                    call,
                                    "/embed",
                                    VendorEmbeddings.writeCohere(embed, model),
                                    body -> VendorEmbeddings.readCohere(body, embed, model));
                case Operation.Moderate _ -> NoModeration.by("Cohere");
                case Operation.Rerank rerank -> rerank(call, rerank);
                case Operation.CountTokens count ->
                    new Answer.Whole(count.payload().dialect(), new byte[0], List.of(), null);
            };
        } catch (OutboundException e) {
            return OutboundFailures.refused(name, e);
        }
    }

    private Answer chat(Call call, Operation.Chat chat) throws OutboundException {
        Rendered body = CohereChat.write(
                chat.payload(),
                call.chosenTarget().model(),
                call.lenient(),
                conversation -> PassagePrompt.before(conversation, call.passages()));
        return switch (body) {
            case Rendered.Unsaid(var refusal) -> refusal;
            case Rendered.Said(var json, var leftOut) -> {
                call.recording().leftOut(leftOut);
                yield chat.stream()
                        ? http.stream(call, "/chat", json, CohereEvents::new, CohereChat::readAnswer)
                        : http.whole(call, "/chat", json, CohereChat::readAnswer);
            }
        };
    }

    private Answer rerank(Call call, Operation.Rerank rerank) throws OutboundException {
        byte[] body = Rerank.forCohere(rerank, call.chosenTarget().model());
        Answer answer = http.whole(call, "/rerank", body, Rerank::readAnswer);
        return answer instanceof Answer.Whole whole && Rerank.wantsDocuments(rerank)
                ? new Answer.Whole(
                        whole.dialect(),
                        Rerank.withDocuments(whole.json(), rerank.documents()),
                        whole.deltas(),
                        whole.usage())
                : answer;
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
            return "cohere";
        }

        @Override
        public Optional<URI> address() {
            return Optional.of(COHERE);
        }

        @Override
        public Provider create(ProviderSettings settings, ExtensionContext context) {
            return new CohereProvider(settings, context);
        }
    }
}
