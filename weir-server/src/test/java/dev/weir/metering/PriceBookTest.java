package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.spi.Money;
import dev.weir.spi.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PriceBookTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final PriceBook BOOK = PriceBook.shipped();

    @Test
    void aPriceHoldsFromItsDayOn() {
        assertThat(id("openai", "o3", "2025-06-09T23:59:59Z")).isEqualTo("openai/o3");
        assertThat(id("openai", "o3", "2025-06-10T00:00:00Z")).isEqualTo("openai/o3@2025-06-10");
    }

    @Test
    void aPriceMayHoldForSomeHoursOfTheDay() {
        assertThat(id("deepseek", "deepseek-chat", "2026-01-01T00:29:59Z")).isEqualTo("deepseek/deepseek-chat");
        assertThat(id("deepseek", "deepseek-chat", "2026-01-01T00:30:00Z")).contains("@00:30Z-16:30Z");
        assertThat(id("deepseek", "deepseek-chat", "2026-01-01T16:30:00Z")).isEqualTo("deepseek/deepseek-chat");
    }

    @Test
    void theVendorIsKnownByItsAddressThenItsName() {
        assertThat(BOOK.price("prod", "https://api.openai.com/v1", "gpt-4o", NOW))
                .isPresent();
        assertThat(BOOK.price("groq", "https://api.openai.com/v1", "gpt-4o", NOW)
                        .orElseThrow()
                        .id())
                .startsWith("openai/");
        assertThat(BOOK.price("my-openai", "http://proxy.local/v1", "GPT-4o", NOW))
                .isPresent();
        assertThat(BOOK.price(null, "gpt-4o", NOW).orElseThrow().id()).startsWith("openai/");
        assertThat(BOOK.price("azure", "gpt-4o", NOW)).isPresent();
    }

    @Test
    void aPriceIsReadAsPeopleSayIt() {
        PriceBook own = BOOK.withOverrides(List.of(
                new PriceOverride("mine", new BigDecimal("2.50"), null, new BigDecimal("10"), 1_000_000, "EUR", null)));
        assertThat(own.price("anybody", "mine", NOW).orElseThrow().text())
                .isEqualTo("input 2.5 EUR per 1M tokens, output 10 EUR per 1M tokens");
        PriceBook small = BOOK.withOverrides(List.of(
                new PriceOverride("mine", new BigDecimal("0.002"), null, new BigDecimal("0.004"), 1000, "USD", null)));
        assertThat(small.price("anybody", "mine", NOW).orElseThrow().text())
                .isEqualTo("input 0.002 USD per 1K tokens, output 0.004 USD per 1K tokens");
    }

    @Test
    void theRatesOneByOneAreThoseInWords() {
        Price price = BOOK.price("anthropic", "claude-sonnet-4-5", NOW).orElseThrow();

        assertThat(price.text())
                .contains("cache write 3.75 (above", "cache write for an hour 6 (above 200000 input tokens 12) USD");
        assertThat(price.lines().stream().filter(line -> line.aboveInputTokens() == null))
                .extracting(Price.Line::of, Price.Line::amount)
                .containsExactly(
                        tuple("input", "3"),
                        tuple("cached_input", "0.3"),
                        tuple("cache_write", "3.75"),
                        tuple("hour_cache_write", "6"),
                        tuple("output", "15"),
                        tuple("search", "10"));
    }

    @Test
    void whatNobodyKnowsHasNoPrice() {
        assertThat(BOOK.price("backup", "http://127.0.0.1:9001/v1", "gpt-4o", NOW))
                .isEmpty();
        assertThat(BOOK.price("openai", "no-such-model", NOW)).isEmpty();
        assertThat(BOOK.price(null, "no-such-model", NOW)).isEmpty();
    }

    @Test
    void modelsInThisProcessCostNothing() {
        Price price = BOOK.price("weir", "embed", NOW).orElseThrow();

        assertThat(price.cost(Usage.of(1_000_000, 1_000_000))).isEqualTo(Money.ZERO);
        assertThat(BOOK.price(null, "weir/extractive", NOW)).contains(Price.FREE);
    }

    @Test
    void longInputsCostTheirTierForTheWholeCall() {
        Price price = BOOK.price("google", "gemini-2.5-pro", NOW).orElseThrow();

        assertThat(price.cost(Usage.of(200_000, 0)).display()).isEqualTo("0.250000");
        assertThat(price.cost(Usage.of(200_001, 1000)).display()).isEqualTo("0.5150025");
    }

    @Test
    void theOperatorsPriceGoesBeforeTheTable() {
        PriceBook book = BOOK.withOverrides(List.of(
                own("gpt-4o", "2.5", "2026-01-01"), own("gpt-4o", "9", "2026-12-01"), own("backup/local", "0", null)));

        assertThat(book.price("openai", "gpt-4o", NOW).orElseThrow().id()).isEqualTo("own/gpt-4o@2026-01-01");
        assertThat(book.price("openai", "gpt-4o", Instant.parse("2025-12-31T23:00:00Z"))
                        .orElseThrow()
                        .id())
                .isEqualTo("openai/gpt-4o");
        assertThat(book.price("backup", "local", NOW).orElseThrow().cost(Usage.of(5, 5)))
                .isEqualTo(Money.ZERO);
        assertThat(book.price("other", "local", NOW)).isEmpty();
        assertThat(book.price("openai", "gpt-4o", NOW).orElseThrow().currency()).isEqualTo("EUR");
    }

    @Test
    void aPriceFinerThanAPicodollarIsRoundedHalfEven() {
        PriceOverride third = new PriceOverride("m", new BigDecimal("0.000000000005"), null, null, 10, "USD", null);
        Price price = third.price();

        assertThat(price.cost(Usage.of(1, 0))).isEqualTo(new Money(0));
        assertThat(price.cost(Usage.of(3, 0))).isEqualTo(new Money(2));
    }

    @Test
    void wrongPricesAreRefused() {
        assertThatThrownBy(() -> own("m", "-1", null)).hasMessageContaining("negative");
        assertThatThrownBy(() -> new PriceOverride("m", BigDecimal.ONE, null, null, 0, "USD", null))
                .hasMessageContaining("per");
        assertThatThrownBy(() -> new PriceOverride("m", BigDecimal.ONE, null, null, 1, "dollars", null))
                .hasMessageContaining("currency");
    }

    @Property(tries = 2000)
    void noUsageCostsLessThanNothingOrMoreThanTheDearestRate(
            @ForAll @LongRange(max = 1_000_000_000) long input,
            @ForAll @LongRange(max = 1_000_000_000) long cached,
            @ForAll @LongRange(max = 1_000_000_000) long written,
            @ForAll @LongRange(max = 1_000_000_000) long audio) {
        Usage usage = Usage.builder()
                .inputTokens(input)
                .cachedInputTokens(cached)
                .cacheWriteTokens(written)
                .audioInputTokens(audio)
                .build();
        Price price = new PriceOverride("m", new BigDecimal("600"), new BigDecimal("300"), null, 1_000_000, "USD", null)
                .price();

        assertThat(price.cost(usage).picodollars())
                .isEqualTo(600_000_000L * (input - Math.min(cached, input)) + 300_000_000L * Math.min(cached, input));
    }

    private static PriceOverride own(String model, String input, @Nullable String from) {
        return new PriceOverride(
                model,
                new BigDecimal(input),
                null,
                null,
                1_000_000,
                "EUR",
                from == null ? null : LocalDate.parse(from));
    }

    private static String id(String provider, String model, String at) {
        return BOOK.price(provider, model, Instant.parse(at)).orElseThrow().id();
    }
}
