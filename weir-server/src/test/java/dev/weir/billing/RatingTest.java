package dev.weir.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.http.Json;
import dev.weir.http.Refusal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers of bills against examples that were worked by hand; the working stands beside each. */
class RatingTest {
    private long entry;
    private final Tallies tallies = new Tallies();

    private static Plan plan(String members) {
        return body("{\"name\": \"P\", \"from\": \"2026-11\"" + (members.isEmpty() ? "" : ", " + members) + "}");
    }

    private static Plan body(String json) {
        return Json.MAPPER.readValue(json, PlanBody.class).read();
    }

    /** An entry with one attempt. */
    private void attempt(String project, String model, String cost, String currency, String usage) {
        String body = "{\"at\":\"2026-11-05T12:00:00Z\",\"attempts\":[{\"attempt\":\"at_" + entry + "\","
                + (cost.isEmpty() ? "" : "\"cost\":\"" + cost + "\",\"currency\":\"" + currency + "\",")
                + "\"usage\":{" + usage + "}}],\"exchange\":\"ex_" + entry
                + "\",\"key\":\"key_1\",\"kind\":\"exchange.closed\",\"model\":\"" + model + "\",\"project\":\""
                + project + "\"}";
        tallies.add(EntryReader.read(entry++, body.getBytes(StandardCharsets.UTF_8)));
    }

    private void cost(String model, String picos) {
        attempt("proj_a", model, picos, "USD", "");
    }

    private void output(String project, long tokens) {
        attempt(project, "m", "1", "USD", "\"output_tokens\":" + tokens);
    }

    private Rating.Rated rate(Plan plan, Balance... balances) {
        return new Rating(plan, id -> id).rate(Used.of(tallies.used("weir/node")), List.of(balances));
    }

    private static List<String> amounts(Rating.Rated rated) {
        return rated.lines().stream()
                .map(line -> line.kind() + " " + line.amount())
                .toList();
    }

    @Test
    void costsArePassedOnExactlyAndRoundedOnceHalfToEven() {
        // 3 x 0.003333333333 = 0.009999999999, which is 0.01; rounded one by one it would be 0.00.
        for (int i = 0; i < 3; i++) {
            cost("m", "3333333333");
        }
        // 0.125 is half-way: to the even cent, 0.12. 0.135 is, too: 0.14.
        cost("n", "125000000000");
        cost("o", "135000000000");
        Rating.Rated rated = rate(plan(""));

        assertThat(amounts(rated)).containsExactly("usage 0.01", "usage 0.12", "usage 0.14");
        assertThat(rated.lines().getFirst().exact()).isEqualTo("0.009999999999");
        assertThat(rated.total()).isEqualTo("0.27");
        assertThat(rated.charges()).isEqualTo(5);
    }

    @Test
    void aMarkupIsAPartOfTheExactCost() {
        // 1.234567890123 x 1.175 = 1.450617270894525 exactly; rounded 1.45.
        cost("m", "1234567890123");
        Rating.Rated rated = rate(plan("\"markup\": \"17.5\""));

        assertThat(rated.lines().getFirst().exact()).isEqualTo("1.450617270894525");
        assertThat(rated.total()).isEqualTo("1.45");
        // 20 % less: 0.9876543120984
        assertThat(rate(plan("\"markup\": \"-20\"")).lines().getFirst().exact()).isEqualTo("0.9876543120984");
    }

    @Test
    void graduatedTiersPriceEachUnitWhereItIsAndProjectsShareThem() {
        // Included 1,000,000. Then 12 a million up to 2,000,000, 10 a million above.
        // a uses 2,000,000: 1,000,000 free, 1,000,000 x 12 = 12.00.
        // b uses 2,500,000: 1,000,000 x 12 = 12.00, then 1,500,000 x 10 = 15.00: 27.00. In all 39.00.
        Plan plan = plan("\"prices\": [{\"meter\": \"output_tokens\", \"included\": 1000000, \"tiers\": ["
                + "{\"up_to\": 2000000, \"price\": \"12\"}, {\"price\": \"10\"}]}]");
        output("proj_a", 2_000_000);
        output("proj_b", 2_500_000);

        assertThat(amounts(rate(plan))).containsExactly("usage 12.00", "usage 27.00");
        assertThat(rate(plan).total()).isEqualTo("39.00");
    }

    @Test
    void aVolumePriceIsThatOfTheWholeQuantity() {
        // 4,500,000 less 500,000 included is 4,000,000, in the second tier: 10 a million for all of them.
        // a: 2,000,000 - 500,000 = 1,500,000 x 10 = 15.00; b: 2,500,000 x 10 = 25.00.
        Plan plan = plan("\"prices\": [{\"meter\": \"output_tokens\", \"mode\": \"volume\", \"included\": 500000,"
                + " \"tiers\": [{\"up_to\": 3999999, \"price\": \"12\"}, {\"price\": \"10\"}]}]");
        output("proj_a", 2_000_000);
        output("proj_b", 2_500_000);

        assertThat(amounts(rate(plan))).containsExactly("usage 15.00", "usage 25.00");
    }

    @Test
    void aModelWithItsOwnPricesIsNotChargedAtCost() {
        // 10 requests at 0.002 = 0.02; input 9,000 - 4,000 cached = 5,000 at 3 a million = 0.015 -> 0.02 (half to even,
        // 0.015 is half-way between 0.01 and 0.02); cached 4,000 at 1 a million = 0.004 -> 0.00;
        // output 2,000 - 500 of reasoning at 15 a million = 0.0225 -> 0.02; reasoning 500 at 30 a million = 0.015 ->
        // 0.02.
        for (int i = 0; i < 10; i++) {
            attempt(
                    "proj_a",
                    "gpt-x",
                    "999999999999",
                    "USD",
                    "\"cached_input_tokens\":400,\"input_tokens\":900,\"output_tokens\":200,\"reasoning_tokens\":50");
        }
        // Another model stays at cost: 1.00.
        cost("other", "1000000000000");
        Plan plan =
                plan("\"prices\": [{\"meter\": \"requests\", \"model\": \"gpt-*\", \"per\": 1, \"price\": \"0.002\"},"
                        + "{\"meter\": \"input_tokens\", \"model\": \"gpt-*\", \"price\": \"3\"},"
                        + "{\"meter\": \"input_tokens\", \"model\": \"g*\", \"price\": \"99\"},"
                        + "{\"meter\": \"cached_input_tokens\", \"model\": \"gpt-x\", \"price\": \"1\"},"
                        + "{\"meter\": \"output_tokens\", \"model\": \"gpt-*\", \"price\": \"15\"},"
                        + "{\"meter\": \"reasoning_tokens\", \"model\": \"gpt-*\", \"price\": \"30\"}]");
        Rating.Rated rated = rate(plan);

        assertThat(rated.lines().stream().map(line -> line.meter() + " " + line.quantity() + " " + line.exact()))
                .containsExactly(
                        "requests 10 0.02",
                        "input_tokens 5000 0.015",
                        "cached_input_tokens 4000 0.004",
                        "output_tokens 1500 0.0225",
                        "reasoning_tokens 500 0.015",
                        "cost 1 1.00");
        assertThat(rated.lines().stream().map(BillLine::amount))
                .containsExactly("0.02", "0.02", "0.00", "0.02", "0.02", "1.00");
    }

    @Test
    void everyPartOfABillInItsOrder() {
        // Usage at cost + 20 %: 1,000 x 1.2 = 1,200.00.
        // Included 50.00: 1,150.00 left.
        // Discounts, graduated: 5 % of 500 to 1,000 = 25.00, 10 % of the 150 above = 15.00: 40.00 off, 1,110.00 left.
        // Fee 99.00: 1,209.00. Minimum 1,300.00: 91.00 more.
        // Credit 200.00 off: 1,100.00. VAT 19 %: 209.00. Total 1,309.00.
        // Prepaid 1,000.00 pays: 309.00 due.
        for (int i = 0; i < 4; i++) {
            cost("m", "250000000000000");
        }
        Plan plan = plan("\"markup\": \"20\", \"included\": \"50\", \"fee\": \"99\", \"minimum\": \"1300\","
                + "\"discounts\": {\"mode\": \"graduated\", \"tiers\": [{\"above\": \"500\", \"percent\": \"5\"},"
                + "{\"above\": \"1000\", \"percent\": \"10\"}]}, \"tax\": {\"name\": \"VAT\", \"rate\": \"19\"}");
        Rating.Rated rated = rate(
                plan,
                new Balance("cred_1", false, new BigDecimal("200.00"), "Sorry"),
                new Balance("cred_2", true, new BigDecimal("1000.00"), "Order 7"));

        assertThat(amounts(rated))
                .containsExactly(
                        "usage 1200.00",
                        "included -50.00",
                        "discount -40.00",
                        "fee 99.00",
                        "minimum 91.00",
                        "credit -200.00");
        assertThat(rated.usage()).isEqualTo("1200.00");
        assertThat(rated.subtotal()).isEqualTo("1100.00");
        assertThat(rated.tax()).isEqualTo(new Bill.TaxLine("VAT", "19", "209.00"));
        assertThat(rated.total()).isEqualTo("1309.00");
        assertThat(rated.payments()).containsExactly(new Bill.Payment("cred_2", "1000.00"));
        assertThat(rated.due()).isEqualTo("309.00");
    }

    @Test
    void aVolumeDiscountIsOffAllOfIt() {
        // 1,000.01 is above 1,000: 10 % of all of it, 100.001 -> 100.00.
        cost("m", "1000010000000000");
        Plan plan = plan("\"discounts\": {\"mode\": \"volume\", \"tiers\": [{\"above\": \"0\", \"percent\": \"1\"},"
                + "{\"above\": \"1000\", \"percent\": \"10\"}]}");
        assertThat(amounts(rate(plan))).containsExactly("usage 1000.01", "discount -100.00");
    }

    @Test
    void whatIsIncludedAndCreditsPayNoMoreThanThereIs() {
        // 10.00 of usage, 50.00 included: 10.00 off. Nothing is left for the credit, nor for what was prepaid.
        cost("m", "10000000000000");
        Rating.Rated rated = rate(
                plan("\"included\": \"50\", \"tax\": {\"rate\": \"19\"}"),
                new Balance("cred_1", false, BigDecimal.TEN, "x"),
                new Balance("cred_2", true, BigDecimal.TEN, "y"));
        assertThat(amounts(rated)).containsExactly("usage 10.00", "included -10.00");
        assertThat(rated.due()).isEqualTo("0.00");
        assertThat(rated.payments()).isEmpty();
        // Without use the fee and the minimum stand: 20 + 5 = 25.
        assertThat(new Rating(plan("\"fee\": \"20\", \"minimum\": \"25\""), id -> id)
                        .rate(Used.of(List.of()), List.of())
                        .total())
                .isEqualTo("25.00");
    }

    @Test
    void anotherCurrencyCarriesItsRateAndWithoutOneItIsMissing() {
        // 10 EUR + 10 % = 11 EUR, at 1.0825 = 11.9075 USD -> 11.91.
        attempt("proj_a", "m", "10000000000000", "EUR", "");
        Rating.Rated rated = rate(plan("\"markup\": \"10\", \"exchange_rates\": {\"EUR\": \"1.0825\"}"));
        assertThat(rated.lines().getFirst().exact()).isEqualTo("11.9075");
        assertThat(rated.total()).isEqualTo("11.91");
        assertThat(rated.missing()).isEmpty();
        assertThat(rate(plan("")).missing()).singleElement().asString().contains("EUR");
        // The yen has no cents: 10 EUR at 162.345 = 1623.45 -> 1623.
        assertThat(rate(plan("\"currency\": \"JPY\", \"exchange_rates\": {\"EUR\": \"162.345\"}"))
                        .total())
                .isEqualTo("1623");
    }

    @Test
    void aCallWithoutAPriceIsToldAndNeverZeroInSilence() {
        attempt("proj_a", "m", "", "", "\"output_tokens\":5");
        Rating.Rated rated = rate(plan(""));
        assertThat(rated.lines().getFirst().text()).isEqualTo("no price");
        assertThat(rated.missing()).singleElement().asString().contains("1 of m in proj_a have no price");
        // A price of its own does not need the provider's: 5 x 2 = 10.
        assertThat(rate(plan("\"prices\": [{\"meter\": \"output_tokens\", \"per\": 1, \"price\": \"2\"}]"))
                        .missing())
                .isEmpty();
    }

    @Test
    void sumsBeyondWhatOneEntryHoldsAreExact() {
        // 20 x 9,000,000.000000000001 = 180,000,000.00000000002
        for (int i = 0; i < 20; i++) {
            cost("m", "9000000000000000001");
        }
        assertThat(rate(plan("")).lines().getFirst().exact()).isEqualTo("180000000.00000000002");
    }

    @Test
    void aCorrectionIsALineOfItsOwn() {
        // 1.00 of use, and 0.25 of it given back: 1.20 and -0.30 with 20 % on top.
        cost("m", "1000000000000");
        String correction = "{\"actor\":\"key_1\",\"adjustment\":\"adj_1\",\"amount\":\"-250000000000\","
                + "\"at\":\"2026-11-06T12:00:00Z\",\"attempt\":\"at_0\",\"currency\":\"USD\",\"form\":1,"
                + "\"kind\":\"adjustment\",\"model\":\"m\",\"project\":\"proj_a\",\"reason\":\"Outage\"}";
        tallies.add(EntryReader.read(entry++, correction.getBytes(StandardCharsets.UTF_8)));

        assertThat(amounts(rate(plan("\"markup\": \"20\"")))).containsExactly("usage 1.20", "adjustment -0.30");
    }

    @Test
    void aChargeThatIsThereTwiceCountsOnce() {
        cost("m", "1000000000000");
        entry = 0;
        cost("m", "1000000000000");
        assertThat(rate(plan("")).total()).isEqualTo("1.00");
        assertThat(tallies.repeated()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"from": "2026-11"}                                                  | name
            {"name": "x"}                                                        | from
            {"name": "x", "from": "November"}                                    | from
            {"name": "x", "from": "2026-13"}                                     | from
            {"name": "x", "from": "2026-11", "currency": "BTC"}                  | currency
            {"name": "x", "from": "2026-11", "time_zone": "Mars/Olympus"}        | time_zone
            {"name": "x", "from": "2026-11", "fee": "-1"}                        | fee
            {"name": "x", "from": "2026-11", "fee": "1e9"}                       | fee
            {"name": "x", "from": "2026-11", "fee": "0.0000000000001"}           | fee
            {"name": "x", "from": "2026-11", "minimum": "99999999999"}           | minimum
            {"name": "x", "from": "2026-11", "markup": "-101"}                   | markup
            {"name": "x", "from": "2026-11", "tax": {"name": "VAT"}}             | tax.rate
            {"name": "x", "from": "2026-11", "tax": {"rate": "101"}}             | tax.rate
            {"name": "x", "from": "2026-11", "prices": [{"price": "1"}]}         | prices[0].meter
            {"name": "x", "from": "2026-11", "prices": [null]}                   | prices[0]
            {"name": "x", "from": "2026-11", "prices": [{"meter": "requests"}]}  | prices[0]
            {"name": "x", "from": "2026-11", "prices": [{"meter": "requests", "price": "1", "per": 7}]} | prices[0].per
            {"name": "x", "from": "2026-11", "prices": [{"meter": "requests", "price": "1", "model": "a*b"}]} | prices[0].model
            {"name": "x", "from": "2026-11", "prices": [{"meter": "requests", "price": "1", "mode": "odd"}]} | prices[0].mode
            {"name": "x", "from": "2026-11", "prices": [{"meter": "requests", "price": "1", "included": -1}]} | prices[0].included
            {"name": "x", "from": "2026-11", "prices": [{"meter": "requests", "tiers": []}]} | prices[0].tiers
            {"name": "x", "from": "2026-11", "prices": [{"meter": "requests", "tiers": [{"up_to": 5, "price": "1"}]}]} | prices[0].tiers[0].up_to
            {"name": "x", "from": "2026-11", "prices": [{"meter": "requests", "tiers": [{"up_to": 5, "price": "1"}, {"up_to": 5, "price": "1"}, {"price": "1"}]}]} | prices[0].tiers[1].up_to
            {"name": "x", "from": "2026-11", "prices": [{"meter": "requests", "price": "1"}, {"meter": "requests", "price": "2"}]} | prices[1]
            {"name": "x", "from": "2026-11", "discounts": {"tiers": [{"above": "5", "percent": "1"}, {"above": "5", "percent": "2"}]}} | discounts.tiers[1].above
            {"name": "x", "from": "2026-11", "discounts": {"tiers": [{"above": "5", "percent": "101"}]}} | discounts.tiers[0].percent
            {"name": "x", "from": "2026-11", "exchange_rates": {"EUR": "0"}}     | exchange_rates.EUR
            """)
    void aPlanThatCannotBeIsRefusedByItsField(String json, String field) {
        assertThatThrownBy(() -> body(json))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.refused().field()).isEqualTo(field));
    }
}
