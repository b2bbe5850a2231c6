package dev.weir.provider;

import com.google.auto.service.AutoService;
import dev.weir.dialect.AnthropicMessages;
import dev.weir.dialect.Gemini;
import dev.weir.dialect.JsonEdit;
import dev.weir.dialect.Rendered;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Operation;
import dev.weir.spi.OutboundException;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Google's Vertex AI: Gemini in Google's dialect, and Claude in Anthropic's, which is passed on byte for byte but for
 * what Vertex wants otherwise. The credential is a service account, or an access token that somebody else renews.
 */
final class VertexProvider implements Provider {
    private static final String ANTHROPIC_VERSION = "\"vertex-2023-10-16\"";

    private final String name;
    private final VendorHttp http;
    private final String place;
    private final GeminiCalls gemini;

    private VertexProvider(ProviderSettings settings, ExtensionContext context, @Nullable ServiceAccount account) {
        this.name = settings.name();
        String said = settings.options().get("project");
        String project = said == null && account != null ? account.project() : said;
        this.place = "/projects/" + PathText.encoded(String.valueOf(project)) + "/locations/"
                + PathText.encoded(location(settings)) + "/publishers/";
        String token = settings.apiKey();
        Map<String, String> own =
                token == null || account != null ? Map.of() : Map.of("authorization", "Bearer " + token);
        this.http = account == null
                ? new VendorHttp(settings, context, address(location(settings)), own)
                : new VendorHttp(
                        settings,
                        context,
                        address(location(settings)),
                        own,
                        new GoogleTokens(account, context, settings.allowPrivate()));
        this.gemini = new GeminiCalls(http, Gemini.Service.VERTEX, model -> place + "google/models/" + model);
    }

    private static @Nullable ServiceAccount account(ProviderSettings settings) {
        String credentials = settings.options().get("credentials");
        return credentials == null ? null : ServiceAccount.read(file(credentials));
    }

    /** A {@code ~/} is what a shell would make of it. */
    private static Path file(String written) {
        return written.startsWith("~/")
                ? Path.of(System.getProperty("user.home"), written.substring(2))
                : Path.of(written);
    }

    private static String location(ProviderSettings settings) {
        return settings.options().getOrDefault("location", "global");
    }

    private static URI address(String location) {
        String region = location.equals("global") ? "" : PathText.encoded(location) + "-";
        return URI.create("https://" + region + "aiplatform.googleapis.com/v1");
    }

    @Override
    public Answer call(Call call) {
        try {
            boolean claude = call.chosenTarget().model().startsWith("claude");
            return switch (call.operation()) {
                case Operation.Chat chat -> claude ? claude(call, chat) : gemini.chat(call, chat);
                case Operation.CountTokens count -> claude ? count(call, count) : gemini.count(call, count);
                case Operation.Embed embed -> claude ? noEmbeddings() : embed(call, embed);
                case Operation.Moderate _ -> NoModeration.by("Vertex AI");
                case Operation.Rerank rerank -> GeminiCalls.noReranking();
            };
        } catch (OutboundException e) {
            return OutboundFailures.refused(name, e);
        }
    }

    private Answer claude(Call call, Operation.Chat chat) throws OutboundException {
        String at = place + "anthropic/models/"
                + PathText.encoded(call.chosenTarget().model());
        return switch (AnthropicProvider.body(call, chat)) {
            case Rendered.Unsaid(var refusal) -> refusal;
            case Rendered.Said(var body, var leftOut) -> {
                call.recording().leftOut(leftOut);
                byte[] sent = JsonEdit.of()
                        .remove("model")
                        .set("anthropic_version", ANTHROPIC_VERSION)
                        .apply(body);
                yield chat.stream()
                        ? http.stream(
                                call,
                                at + ":streamRawPredict",
                                sent,
                                AnthropicEvents::new,
                                AnthropicMessages::readAnswer)
                        : http.whole(call, at + ":rawPredict", sent, AnthropicMessages::readAnswer);
            }
        };
    }

    private Answer count(Call call, Operation.CountTokens count) throws OutboundException {
        return http.whole(
                call,
                place + "anthropic/models/count-tokens:rawPredict",
                AnthropicProvider.passedOn(call, count.payload()),
                AnthropicMessages::readCount);
    }

    private static Refused noEmbeddings() {
        return Refused.of(
                ErrorCode.INVALID_REQUEST,
                "Claude makes no embeddings.",
                "model",
                "Use an embedding model, such as gemini-embedding-001.");
    }

    /** Gemini's embedding models take one text at a time here, the older ones many. */
    private Answer embed(Call call, Operation.Embed embed) throws OutboundException {
        if (embed.input().isEmpty()) {
            return GeminiCalls.noTokens();
        }
        String model = call.chosenTarget().model();
        boolean single = model.startsWith("gemini");
        List<byte[]> bodies = new ArrayList<>();
        List<List<String>> rounds =
                single ? embed.input().stream().map(List::of).toList() : List.of(embed.input());
        for (List<String> texts : rounds) {
            Answer answer = http.whole(
                    call,
                    gemini.at(call, "predict"),
                    Gemini.predictRequest(texts, embed),
                    body -> new Answer.Whole(body, List.of(), null));
            if (!(answer instanceof Answer.Whole whole)) {
                return answer;
            }
            bodies.add(whole.json());
        }
        return Gemini.readEmbeddings(bodies, embed, model);
    }

    /** Vertex lists what there is in its garden, not what a project may call. */
    @Override
    public List<String> models() {
        return List.of();
    }

    /** Makes them. */
    @AutoService(Provider.Factory.class)
    public static final class Factory implements Provider.Factory {
        @Override
        public String kind() {
            return "vertex";
        }

        @Override
        public List<Provider.Option> options() {
            return List.of(
                    Provider.Option.of("project", "The project's id; absent: the one that the credentials name."),
                    Provider.Option.of("location", "The region that is called, such as europe-west4; absent: global."),
                    Provider.Option.of(
                            "credentials",
                            "The JSON file with a service account's key, with which access tokens are fetched and"
                                    + " renewed; absent: api_key is an access token."));
        }

        @Override
        public Optional<URI> address() {
            return Optional.of(VertexProvider.address("global"));
        }

        @Override
        public Optional<URI> address(ProviderSettings settings) {
            return Optional.of(
                    settings.baseUrl() == null ? VertexProvider.address(location(settings)) : settings.baseUrl());
        }

        @Override
        public List<Provider.Fault> faults(ProviderSettings settings) {
            List<Provider.Fault> faults = new ArrayList<>();
            try {
                ServiceAccount account = account(settings);
                if (!settings.options().containsKey("project") && (account == null || account.project() == null)) {
                    faults.add(new Provider.Fault(
                            "options.project",
                            "is missing",
                            "the id of the project at Google, such as my-project-1234"));
                }
            } catch (IllegalArgumentException e) {
                faults.add(new Provider.Fault(
                        "options.credentials",
                        String.valueOf(e.getMessage()),
                        "a service account's key as Google's console gives it out, in JSON"));
            }
            return faults;
        }

        @Override
        public Provider create(ProviderSettings settings, ExtensionContext context) {
            return new VertexProvider(settings, context, account(settings));
        }
    }
}
