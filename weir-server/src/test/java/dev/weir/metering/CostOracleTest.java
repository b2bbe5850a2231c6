package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.dialect.AnthropicMessages;
import dev.weir.dialect.BedrockConverse;
import dev.weir.dialect.CohereChat;
import dev.weir.dialect.Gemini;
import dev.weir.dialect.OpenAiChat;
import dev.weir.dialect.OpenAiEmbeddings;
import dev.weir.dialect.OpenAiResponses;
import dev.weir.spi.Answer;
import dev.weir.spi.Event;
import dev.weir.spi.Usage;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Usage of real responses, with the classes and prices that genai-prices finds in them. */
class CostOracleTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    /** A day on which the oracle's prices held. */
    private static final Instant DAY = Instant.parse("2026-08-01T12:00:00Z");

    private static final PriceBook BOOK = PriceBook.shipped();
    /** Speakers of OpenAI's dialect under another flavour's name. */
    private static final Set<String> DEFAULT_IS_CHAT = Set.of("groq", "mistral", "x-ai", "perplexity");

    private static @Nullable JsonNode oracle;

    @BeforeAll
    static void read() throws Exception {
        oracle = MAPPER.readTree(CostOracle.read("usages.json"));
    }

    /** One extractor's view of one response. */
    record Case(JsonNode entry, JsonNode usage, JsonNode extractor) {
        String provider() {
            return extractor.path("provider_id").asString();
        }

        boolean chat() {
            String flavor = extractor.path("api_flavor").asString();
            return flavor.equals("chat") || (flavor.equals("default") && DEFAULT_IS_CHAT.contains(provider()));
        }

        boolean embeddings() {
            return extractor.path("api_flavor").asString().equals("embeddings")
                    && !provider().equals("cohere");
        }

        /** A response that the oracle reads by the rules of Anthropic's dialect. */
        boolean messages() {
            String flavor = extractor.path("api_flavor").asString();
            return flavor.equals("anthropic")
                    || (flavor.equals("default") && provider().equals("anthropic"));
        }

        boolean gemini() {
            return provider().equals("google")
                    && extractor.path("api_flavor").asString().equals("default");
        }

        /** A response that the oracle reads by the rules of Bedrock's Converse. */
        boolean converse() {
            return provider().equals("aws")
                    && extractor.path("api_flavor").asString().equals("default");
        }

        /** A chat's answer that the oracle reads by what Cohere billed. */
        boolean cohere() {
            return provider().equals("cohere")
                    && extractor.path("api_flavor").asString().equals("default");
        }

        /** A response that the oracle reads by the rules of the Responses API. */
        boolean responses() {
            return extractor.path("api_flavor").asString().equals("responses");
        }

        boolean priced() {
            return extractor.has("input_price");
        }
    }

    /** The oracle is newer than the price table beside it, which does not have this model of this provider yet. */
    private static boolean beyondTheTable(Case each) {
        return each.provider().equals("aws")
                && each.entry.path("model").asString().equals("openai.gpt-5.6-luna");
    }

    /**
     * The oracle reads every response with every provider's rules; xAI's, which add reasoning to the completion, make
     * sense of xAI's responses only.
     */
    private static boolean readAsXAi(Case each) {
        return each.provider().equals("x-ai")
                && !each.entry.path("model").asString("").contains("grok");
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (JsonNode entry : Objects.requireNonNull(oracle)) {
            for (JsonNode extracted : entry.path("extracted")) {
                for (JsonNode extractor : extracted.path("extractors")) {
                    cases.add(new Case(entry, extracted.path("usage"), extractor));
                }
            }
        }
        return cases;
    }

    @Test
    void chatUsageIsReadIntoTheExpectedClasses() {
        List<Case> chats =
                cases().stream().filter(each -> each.chat() && !readAsXAi(each)).toList();

        assertThat(chats).hasSizeGreaterThan(2000);
        for (Case each : chats) {
            Usage read = readChat(each);
            assertThat(read.inputTokens()).as(each.toString()).isEqualTo(count(each, "input_tokens"));
            assertThat(read.outputTokens()).as(each.toString()).isEqualTo(count(each, "output_tokens"));
            if (each.provider().equals("openai")) {
                assertThat(read).as(each.toString()).isEqualTo(expected(each.usage, read.reasoningTokens()));
            }
        }
        System.out.printf(
                "cost oracle: %d responses in OpenAI's chat dialect, %d views%n",
                chats.stream().map(Case::entry).distinct().count(), chats.size());
    }

    @Test
    void chatUsageCostsWhatTheOracleSays() {
        List<Case> chats =
                cases().stream().filter(each -> each.chat() && each.priced()).toList();

        assertThat(chats).isNotEmpty();
        chats.forEach(each -> assertCost(each, readChat(each)));
        System.out.printf("cost oracle: %d priced views in OpenAI's chat dialect%n", chats.size());
    }

    @Test
    void messagesUsageCostsWhatTheOracleSays() {
        List<Case> messages = cases().stream()
                .filter(each -> each.messages() && each.priced() && !beyondTheTable(each))
                .toList();

        assertThat(messages).hasSizeGreaterThan(100);
        for (Case each : messages) {
            Usage read = readMessages(each);
            // Only the vendor's own rules look at searches.
            assertThat(read.toBuilder().searches(0).build())
                    .as(each.toString())
                    .isEqualTo(expected(each.usage, read.reasoningTokens()).toBuilder()
                            .searches(0)
                            .build());
            assertCost(each, read);
        }
        System.out.printf("cost oracle: %d priced views in Anthropic's dialect%n", messages.size());
    }

    @Test
    void geminisUsageCostsWhatTheOracleSays() {
        List<Case> all = cases().stream().filter(Case::gemini).toList();

        assertThat(all).hasSizeGreaterThan(90);
        for (Case each : all) {
            Usage read = readGemini(each);
            Usage expected = expected(each.usage, read.reasoningTokens());
            assertThat(read.toolTokens()).isEqualTo(count(each, "input_tool_tokens"));
            assertThat(read.reasoningTokens()).isEqualTo(count(each, "output_reasoning_tokens"));
            assertThat(read.inputTokens()).as(each.toString()).isEqualTo(expected.inputTokens());
            assertThat(read.outputTokens()).as(each.toString()).isEqualTo(expected.outputTokens());
            if (each.priced()) {
                assertCost(each, read);
            }
        }
        System.out.printf(
                "cost oracle: %d views in Gemini's dialect, %d of them priced%n",
                all.size(), all.stream().filter(Case::priced).count());
    }

    @Test
    void conversesUsageIsReadIntoTheExpectedClasses() {
        List<Case> answers = cases().stream().filter(Case::converse).toList();

        assertThat(answers).isNotEmpty();
        for (Case each : answers) {
            String body = "{\"output\":{\"message\":{}},\"usage\":" + each.entry.at("/body/usage") + "}";
            var answer = (Answer.Whole) BedrockConverse.readAnswer(body.getBytes(StandardCharsets.UTF_8));
            Usage read = Objects.requireNonNull(answer.usage(), each.toString());
            assertThat(read).as(each.toString()).isEqualTo(expected(each.usage, 0));
            if (each.priced()) {
                assertCost(each, read);
            }
        }
        System.out.printf("cost oracle: %d answers of Converse%n", answers.size());
    }

    @Test
    void coheresUsageIsReadIntoTheExpectedClasses() {
        List<Case> answers = cases().stream().filter(Case::cohere).toList();

        assertThat(answers).isNotEmpty();
        for (Case each : answers) {
            String body = "{\"message\":{},\"usage\":" + each.entry.at("/body/usage") + "}";
            var answer = (Answer.Whole) CohereChat.readAnswer(body.getBytes(StandardCharsets.UTF_8));
            Usage read = Objects.requireNonNull(answer.usage(), each.toString());
            assertThat(read.inputTokens()).as(each.toString()).isEqualTo(count(each, "input_tokens"));
            assertThat(read.outputTokens()).as(each.toString()).isEqualTo(count(each, "output_tokens"));
            if (each.priced()) {
                assertCost(each, read);
            }
        }
        System.out.printf("cost oracle: %d answers of Cohere%n", answers.size());
    }

    @Test
    void searchesOfTheWebArePartOfTheBill() {
        List<Case> searched = cases().stream()
                .filter(each -> each.extractor.has("total_price"))
                .toList();

        assertThat(searched).isNotEmpty();
        for (Case each : searched) {
            assertThat(price(each).orElseThrow().cost(readMessages(each)).amount())
                    .as(each.toString())
                    .isEqualByComparingTo(amount(each, "total_price"));
        }
    }

    @Test
    void responsesUsageCostsWhatTheOracleSays() {
        List<Case> responses = cases().stream().filter(Case::responses).toList();

        assertThat(responses).hasSizeGreaterThan(200);
        for (Case each : responses) {
            Usage read = readResponses(each);
            assertThat(read.inputTokens()).as(each.toString()).isEqualTo(count(each, "input_tokens"));
            assertThat(read.outputTokens()).as(each.toString()).isEqualTo(count(each, "output_tokens"));
            if (each.provider().equals("openai")) {
                assertThat(read).as(each.toString()).isEqualTo(expected(each.usage, read.reasoningTokens()));
            }
            if (each.priced() && !beyondTheTable(each)) {
                assertCost(each, read);
            }
        }
        System.out.printf(
                "cost oracle: %d views in the dialect of the Responses API, %d priced%n",
                responses.size(), responses.stream().filter(Case::priced).count());
    }

    @Test
    void embeddingsUsageIsReadIntoTheExpectedClasses() {
        List<Case> embeddings = cases().stream().filter(Case::embeddings).toList();

        assertThat(embeddings).isNotEmpty();
        for (Case each : embeddings) {
            String body = "{\"data\":[],\"usage\":" + each.entry.at("/body/usage") + "}";
            var answer = (Answer.Whole) OpenAiEmbeddings.readAnswer(body.getBytes(StandardCharsets.UTF_8));
            assertThat(Objects.requireNonNull(answer.usage()).inputTokens()).isEqualTo(count(each, "input_tokens"));
        }
    }

    @Test
    void everyPricedClassOfEveryProviderCostsWhatTheOracleSays() {
        List<Case> priced = cases().stream()
                .filter(each -> each.priced() && !beyondTheTable(each))
                .toList();

        assertThat(priced).hasSizeGreaterThan(800);
        priced.forEach(each -> assertCost(each, expected(each.usage, 0)));
        System.out.printf(
                "cost oracle: %d priced views of %d responses%n",
                priced.size(), priced.stream().map(Case::entry).distinct().count());
    }

    @Test
    void whatTheOracleDoesNotPriceHasNoPrice() {
        List<Case> unpriced = cases().stream()
                .filter(each -> !each.priced() && each.entry.hasNonNull("model"))
                .toList();

        assertThat(unpriced).isNotEmpty();
        for (Case each : unpriced) {
            assertThat(price(each)).as(each.toString()).isEmpty();
        }
    }

    private static void assertCost(Case each, Usage usage) {
        Price price = price(each).orElseThrow(() -> new AssertionError("no price: " + each));

        assertThat(price.inputCost(usage).amount())
                .as(each.toString())
                .isEqualByComparingTo(amount(each, "input_price"));
        assertThat(price.outputCost(usage).amount())
                .as(each.toString())
                .isEqualByComparingTo(amount(each, "output_price"));
    }

    private static Optional<Price> price(Case each) {
        return BOOK.price(each.provider(), each.entry.path("model").asString(), DAY);
    }

    private static BigDecimal amount(Case each, String name) {
        return new BigDecimal(each.extractor.path(name).asString("0"));
    }

    private static Usage readChat(Case each) {
        String body = "{\"choices\":[],\"usage\":" + each.entry.at("/body/usage") + "}";
        Usage usage = ((Event.Chunk) OpenAiChat.readChunk(body.getBytes(StandardCharsets.UTF_8))).usage();
        return Objects.requireNonNull(usage, each.toString());
    }

    private static Usage readGemini(Case each) {
        String body = "{\"candidates\":[{}],\"usageMetadata\":" + each.entry.at("/body/usageMetadata") + "}";
        var answer = (Answer.Whole) Gemini.readAnswer(body.getBytes(StandardCharsets.UTF_8));
        return Objects.requireNonNull(answer.usage(), each.toString());
    }

    private static Usage readResponses(Case each) {
        String body = "{\"output\":[],\"usage\":" + each.entry.at("/body/usage") + "}";
        var answer = (Answer.Whole) OpenAiResponses.readAnswer(body.getBytes(StandardCharsets.UTF_8));
        return Objects.requireNonNull(answer.usage(), each.toString());
    }

    private static Usage readMessages(Case each) {
        String body = "{\"content\":[],\"usage\":" + each.entry.at("/body/usage") + "}";
        var answer = (Answer.Whole) AnthropicMessages.readAnswer(body.getBytes(StandardCharsets.UTF_8));
        return Objects.requireNonNull(answer.usage(), each.toString());
    }

    private static Usage expected(JsonNode usage, long reasoning) {
        return Usage.builder()
                .inputTokens(usage.path("input_tokens").asLong(0))
                .cachedInputTokens(usage.path("cache_read_tokens").asLong(0))
                .cacheWriteTokens(usage.path("cache_write_tokens").asLong(0))
                .outputTokens(usage.path("output_tokens").asLong(0))
                .reasoningTokens(usage.path("output_reasoning_tokens").asLong(reasoning))
                .audioInputTokens(usage.path("input_audio_tokens").asLong(0))
                .audioOutputTokens(usage.path("output_audio_tokens").asLong(0))
                .searches(usage.path("web_searches").asLong(0))
                .cachedAudioInputTokens(usage.path("cache_audio_read_tokens").asLong(0))
                .build();
    }

    private static long count(Case each, String name) {
        return each.usage.path(name).asLong(0);
    }
}
