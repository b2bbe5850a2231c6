package dev.weir.provider;

import com.google.auto.service.AutoService;
import dev.weir.dialect.Gemini;
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

/** The Gemini API. Every request is translated: no client speaks its dialect to Weir. */
final class GeminiProvider implements Provider {
    private static final URI GOOGLE = URI.create("https://generativelanguage.googleapis.com/v1beta");

    private final String name;
    private final VendorHttp http;
    private final GeminiCalls gemini;
    private final ModelList models;

    GeminiProvider(ProviderSettings settings, ExtensionContext context) {
        this.name = settings.name();
        String key = settings.apiKey();
        this.http = new VendorHttp(settings, context, GOOGLE, key == null ? Map.of() : Map.of("x-goog-api-key", key));
        this.gemini = new GeminiCalls(http, Gemini.Service.GEMINI_API, model -> "/models/" + model);
        this.models = new ModelList(context.clock(), () -> http.models("/models?pageSize=1000"));
    }

    @Override
    public Answer call(Call call) {
        try {
            return switch (call.operation()) {
                case Operation.Chat chat -> gemini.chat(call, chat);
                case Operation.CountTokens count -> gemini.count(call, count);
                case Operation.Embed embed -> embed(call, embed);
                case Operation.Moderate _ -> NoModeration.by("Google");
                case Operation.Rerank rerank -> GeminiCalls.noReranking();
            };
        } catch (OutboundException e) {
            return OutboundFailures.refused(name, e);
        }
    }

    private Answer embed(Call call, Operation.Embed embed) throws OutboundException {
        String model = call.chosenTarget().model();
        return embed.input().isEmpty()
                ? GeminiCalls.noTokens()
                : http.whole(
                        call,
                        gemini.at(call, "batchEmbedContents"),
                        Gemini.embedRequest(embed, model),
                        body -> Gemini.readEmbeddings(body, embed, model));
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
            return "gemini";
        }

        @Override
        public Optional<URI> address() {
            return Optional.of(GOOGLE);
        }

        @Override
        public Provider create(ProviderSettings settings, ExtensionContext context) {
            return new GeminiProvider(settings, context);
        }
    }
}
