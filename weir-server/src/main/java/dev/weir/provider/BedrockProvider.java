package dev.weir.provider;

import com.google.auto.service.AutoService;
import dev.weir.dialect.BedrockConverse;
import dev.weir.dialect.ConverseGuardrail;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Amazon Bedrock by its Converse API, whose words are the same for every model. Requests are signed with credentials of
 * AWS, or carry a key of Bedrock's own.
 */
final class BedrockProvider implements Provider {
    private static final String SERVICE = "bedrock";
    private static final Pattern HOST = Pattern.compile("bedrock-runtime(?:-fips)?\\.([a-z0-9-]+)\\.");

    private final String name;
    private final VendorHttp http;
    private final BedrockEmbeddings embeddings;
    private final @Nullable ConverseGuardrail guardrail;

    BedrockProvider(ProviderSettings settings, ExtensionContext context, Map<String, String> environment) {
        this.name = settings.name();
        String region = region(settings, environment);
        this.guardrail = guardrail(settings.options());
        URI vendor = address(region);
        this.http = new VendorHttp(
                settings, context, vendor, Map.of(), authorization(settings, context, environment, region), Set.of());
        this.embeddings = new BedrockEmbeddings(http);
    }

    private static URI address(String region) {
        return URI.create("https://bedrock-runtime." + region + ".amazonaws.com");
    }

    private static String region(ProviderSettings settings, Map<String, String> environment) {
        return knownRegion(settings, environment)
                .orElseThrow(() -> new IllegalArgumentException(
                        "provider '" + settings.name() + "' needs a region, such as options: {region: us-east-1}"));
    }

    private static Optional<String> knownRegion(ProviderSettings settings, Map<String, String> environment) {
        Matcher host = HOST.matcher(
                settings.baseUrl() == null ? "" : settings.baseUrl().toString());
        return Optional.ofNullable(settings.options().get("region"))
                .or(() -> host.find() ? Optional.of(host.group(1)) : Optional.empty())
                .or(() -> Optional.ofNullable(environment.get("AWS_REGION")))
                .or(() -> Optional.ofNullable(environment.get("AWS_DEFAULT_REGION")));
    }

    /** A key of Bedrock's own goes first, as with AWS's tools; without any credential, requests go out bare. */
    private static VendorHttp.Authorization authorization(
            ProviderSettings settings, ExtensionContext context, Map<String, String> environment, String region) {
        boolean configured = settings.options().containsKey("access_key_id");
        String key = settings.apiKey() == null && !configured
                ? environment.get("AWS_BEARER_TOKEN_BEDROCK")
                : settings.apiKey();
        if (key != null) {
            return (uri, sent, body, cancellation) -> Map.of("authorization", "Bearer " + key);
        }
        return AwsCredentials.of(settings.options(), environment)
                .<VendorHttp.Authorization>map(
                        credentials -> new AwsSignature(credentials, region, SERVICE, context.clock()))
                .orElse(VendorHttp.Authorization.NONE);
    }

    private static @Nullable ConverseGuardrail guardrail(Map<String, String> options) {
        String id = options.get("guardrail");
        return id == null
                ? null
                : new ConverseGuardrail(
                        id,
                        options.getOrDefault("guardrail_version", "DRAFT"),
                        options.get("guardrail_trace"),
                        options.get("guardrail_stream"));
    }

    @Override
    public Answer call(Call call) {
        try {
            return switch (call.operation()) {
                case Operation.Chat chat -> chat(call, chat);
                case Operation.CountTokens count -> count(call, count);
                case Operation.Embed embed -> embeddings.embed(call, embed);
                case Operation.Moderate _ -> NoModeration.by("Bedrock");
                case Operation.Rerank _ ->
                    Refused.of(
                            ErrorCode.INVALID_REQUEST,
                            "Weir does not rerank by Bedrock.",
                            "model",
                            "Use a model of Cohere's, or of a server that has /rerank.");
            };
        } catch (OutboundException e) {
            return OutboundFailures.refused(name, e);
        }
    }

    private Answer chat(Call call, Operation.Chat chat) throws OutboundException {
        String model = call.chosenTarget().model();
        Rendered body = BedrockConverse.write(
                chat.payload(),
                model,
                guardrail,
                call.lenient(),
                betas(call),
                conversation -> PassagePrompt.before(conversation, call.passages()));
        return switch (body) {
            case Rendered.Unsaid(var refusal) -> refusal;
            case Rendered.Said(var json, var leftOut) -> {
                call.recording().leftOut(leftOut);
                Call sent = withoutBetas(call);
                yield chat.stream()
                        ? http.stream(
                                sent,
                                path(model, "converse-stream"),
                                json,
                                ConverseEvents::new,
                                BedrockConverse::readAnswer)
                        : http.whole(sent, path(model, "converse"), json, BedrockConverse::readAnswer);
            }
        };
    }

    /** What Anthropic takes as a header stands in the body here. */
    private static List<String> betas(Call call) {
        String asked = call.vendorHeaders().get(AnthropicProvider.BETA);
        return asked == null
                ? List.of()
                : Stream.of(asked.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    /** Those that the body says are not left out. */
    private static Call withoutBetas(Call call) {
        Map<String, String> rest = new HashMap<>(call.vendorHeaders());
        boolean said = BedrockConverse.takesBetas(call.chosenTarget().model());
        return said && rest.remove(AnthropicProvider.BETA) != null ? call.withVendorHeaders(rest) : call;
    }

    /** Only some models are counted, and none by the name of an inference profile: Weir estimates the others. */
    private Answer count(Call call, Operation.CountTokens count) throws OutboundException {
        String model = call.chosenTarget().model();
        Rendered body = BedrockConverse.writeCount(
                count.payload(), model, conversation -> PassagePrompt.before(conversation, call.passages()));
        return switch (body) {
            case Rendered.Unsaid(var refusal) -> refusal;
            case Rendered.Said(var json, var _) -> {
                Answer answer = http.whole(call, path(model, "count-tokens"), json, BedrockConverse::readCount);
                yield answer instanceof Refused refused && refused.code() == ErrorCode.PROVIDER_REJECTED
                        ? new Answer.Whole(count.payload().dialect(), new byte[0], List.of(), null)
                        : answer;
            }
        };
    }

    /** The name may be an ARN with slashes and colons. */
    static String path(String model, String action) {
        return "/model/" + AwsSignature.encoded(model, false) + "/" + action;
    }

    /** They are listed at another address, which the runtime's credentials often may not ask. */
    @Override
    public List<String> models() {
        return List.of();
    }

    /** Makes them. */
    @AutoService(Provider.Factory.class)
    public static final class Factory implements Provider.Factory {
        private static final String[][] PAIRS = {
            {"access_key_id", "secret_access_key"},
            {"secret_access_key", "access_key_id"},
            {"session_token", "access_key_id"}
        };

        @Override
        public String kind() {
            return "bedrock";
        }

        @Override
        public List<Provider.Option> options() {
            return List.of(
                    Provider.Option.of("region", "AWS's region; absent: that of base_url, or of AWS_REGION."),
                    Provider.Option.secret("access_key_id", "AWS's key id; absent: AWS_ACCESS_KEY_ID."),
                    Provider.Option.secret("secret_access_key", "Its secret; comes with access_key_id."),
                    Provider.Option.secret("session_token", "Comes with credentials that expire."),
                    Provider.Option.of("guardrail", "A guardrail's id or ARN; absent: none."),
                    Provider.Option.of("guardrail_version", "The guardrail's version; absent: DRAFT."),
                    Provider.Option.oneOf(
                            "guardrail_trace",
                            "Whether answers say what the guardrail did.",
                            "enabled",
                            "disabled",
                            "enabled_full"),
                    Provider.Option.oneOf(
                            "guardrail_stream", "Whether streams wait for the guardrail.", "sync", "async"));
        }

        @Override
        public List<Provider.Fault> faults(ProviderSettings settings) {
            List<Provider.Fault> faults = new ArrayList<>();
            if (knownRegion(settings, System.getenv()).isEmpty()) {
                faults.add(new Provider.Fault(
                        "options.region", "is missing", "a region of AWS's, such as us-east-1, or AWS_REGION"));
            }
            for (String[] pair : PAIRS) {
                if (settings.options().containsKey(pair[0])
                        && !settings.options().containsKey(pair[1])) {
                    faults.add(new Provider.Fault(
                            "options." + pair[1], "is missing", "it comes together with " + pair[0]));
                }
            }
            return faults;
        }

        /** Prices are the same in this table for every region. */
        @Override
        public Optional<URI> address() {
            return Optional.of(BedrockProvider.address("us-east-1"));
        }

        @Override
        public Optional<URI> address(ProviderSettings settings) {
            return Optional.of(
                    settings.baseUrl() == null
                            ? BedrockProvider.address(region(settings, System.getenv()))
                            : settings.baseUrl());
        }

        @Override
        public Provider create(ProviderSettings settings, ExtensionContext context) {
            return new BedrockProvider(settings, context, System.getenv());
        }
    }
}
