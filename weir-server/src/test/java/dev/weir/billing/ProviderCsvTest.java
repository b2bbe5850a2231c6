package dev.weir.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.billing.ProviderCsv.Place;
import dev.weir.http.Refusal;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports of providers, with the columns that their consoles write, and what may be wrong with them. */
class ProviderCsvTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
    private static final String OPENAI =
            "start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,"
                    + "user_id,api_key_id,model,batch,service_tier,input_tokens,output_tokens,input_cached_tokens\n";
    private static final String ANTHROPIC = "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,"
            + "usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,"
            + "usage_input_tokens_cache_read,usage_output_tokens,web_search_count,inference_geo,speed\n";

    private static String openAi(String start, String requests, String key, String model, String tokens) {
        return start + ",,,," + "proj_x," + requests + ",," + key + "," + model + ",,default," + tokens + "\n";
    }

    private static Counted at(ProviderCsv.Read read, Place place) {
        return Objects.requireNonNull(read.groups().get(place));
    }

    @Test
    void openAisMinutesAreAddedUpByDayAndModel() {
        ProviderCsv.Read read = ProviderCsv.openAi(
                "\uFEFF" + OPENAI
                        + openAi("1795132800", "3.0", "key_a", "gpt-4o-2024-08-06", "1000,50,400")
                        + openAi("1795132860", "1", "key_b", "gpt-4o-2024-08-06", "200,10,0")
                        + openAi("1795219140", "1", "key_b", "gpt-4o", "1,1,0")
                        + openAi("1795219200", "1", "key_b", "gpt-4o", "7,7,0")
                        + "1795219200,1795219260,,,,,,,,,,,,\n\n",
                false);

        Counted day = at(read, new Place(DAY, "gpt-4o", ""));
        assertThat(day.requests()).isEqualTo(5);
        assertThat(day.input()).isEqualTo(1201);
        assertThat(day.cached()).isEqualTo(400);
        assertThat(day.output()).isEqualTo(61);
        assertThat(read.groups()).containsKey(new Place(DAY.plusDays(1), "gpt-4o", ""));
        assertThat(read.rows()).isEqualTo(5);
        assertThat(read.skipped()).isEmpty();
    }

    @Test
    void anthropicsClassesOfInputAreOneInput() {
        ProviderCsv.Read read = ProviderCsv.anthropic(
                ANTHROPIC
                        + "2026-11-20,claude-haiku-4-5-20251001,\"a, key\",Default,standard,≤ 200k,100,20,3,1000,7,0,global,\r\n"
                        + "2026-11-20,claude-haiku-4-5-20251001,other,Default,standard,≤ 200k,1,0,0,0,1,0,global,\r\n",
                true);

        Counted day = at(read, new Place(DAY, "claude-haiku-4-5", "a, key"));
        assertThat(day.input()).isEqualTo(1123);
        assertThat(day.cached()).isEqualTo(1000);
        assertThat(day.output()).isEqualTo(7);
        assertThat(day.requests()).as("it does not say").isEqualTo(-1);
        assertThat(read.groups()).hasSize(2);
    }

    @Test
    void costsAreReadWithTheirRounding() {
        ProviderCsv.Read anthropic = ProviderCsv.anthropic(
                "usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,list_price_usd,"
                        + "cost_type,inference_geo,speed,api_key_id,api_key_status\n"
                        + "2026-11-20,Claude Haiku 4.5,Default,k,message,≤ 200k,input_no_cache,0.19,0.19,token,global,,a,active\n"
                        + "2026-11-20,Claude Haiku 4.5,Default,k,message,≤ 200k,output,1.20,1.20,token,global,,a,active\n",
                false);
        Counted day = at(anthropic, new Place(DAY, "claude-haiku-4-5", ""));
        assertThat(day.cost()).isEqualByComparingTo("1.39");
        assertThat(day.uncertain()).as("half a cent for each").isEqualByComparingTo("0.01");
        assertThat(day.hasTokens()).isFalse();

        ProviderCsv.Read openAi = ProviderCsv.openAi(
                "start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,quantity,quantity_unit,"
                        + "line_item,user_id,api_key_id,project_id\n"
                        + "1795132800,1795219200,2026-11-20T00:00:00+00:00,,0.003835980000000000000000000000,usd,1,,"
                        + "\"gpt-4o-2024-08-06, input\",,,\n"
                        + "1795132800,,,,0.1,usd,1,,\"gpt-4o-2024-08-06, output\",,,\n",
                false);
        assertThat(at(openAi, new Place(DAY, "gpt-4o", "")).cost()).isEqualByComparingTo(new BigDecimal("0.10383598"));
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o-2024-08-06, gpt-4o",
        "gpt-4o, gpt-4o",
        "claude-opus-4-20250514, claude-opus-4",
        "Claude Sonnet 4.5, claude-sonnet-4-5",
        "o3, o3",
        "-2024-08-06, -2024-08-06",
        "llama-3.1, llama-3.1"
    })
    void versionsHaveTheNameThatCallersUse(String billed, String plain) {
        assertThat(ModelNames.plain(billed)).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "a,b,c\n1,2,3\n",
                "start_time,model,input_tokens\n",
                "start_time,start_time,model,input_tokens,output_tokens\n",
                "start_time,model,input_tokens,output_tokens\n\"1\n",
                "start_time,model,input_tokens,output_tokens\n\"1\"2,x,1,1\n",
                "start_time,model,input_tokens,output_tokens\n1\0,x,1,1\n",
            })
    void whatIsNoExportIsRefused(String text) {
        assertThatThrownBy(() -> ProviderCsv.openAi(text, false))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.refused().field()).isEqualTo("csv"));
    }

    @Test
    void rowsThatCannotBeAreLeftOutAndTold() {
        String many = "9".repeat(60);
        ProviderCsv.Read read = ProviderCsv.openAi(
                OPENAI
                        + openAi("1795132800", "1", "k", "good", "1,1,0")
                        + openAi("1795132800", "1", "k", "m", "-5,1,0")
                        + openAi("1795132800", "1", "k", "m", "1e9,1,0")
                        + openAi("1795132800", "1", "k", "m", "1.5,1,0")
                        + openAi("1795132800", "1", "k", "m", many + ",1,0")
                        + openAi("1795132800", "1", "k", "m", "=cmd|' /C calc'!A0,1,0")
                        + openAi("99999999999999999", "1", "k", "m", "1,1,0")
                        + openAi("soon", "1", "k", "m", "1,1,0"),
                false);
        assertThat(read.skipped().stream().map(ProviderCsv.Skipped::line)).isEqualTo(List.of(3, 4, 5, 6, 7, 8, 9));
        assertThat(at(read, new Place(DAY, "good", "")).input()).isEqualTo(1);
        assertThatThrownBy(() -> ProviderCsv.openAi("x".repeat(20_000) + ",model\n", false))
                .isInstanceOf(Refusal.class);
    }

    @Property(tries = 300)
    void anyTextIsReadOrRefused(@ForAll String text, @ForAll boolean header) {
        try {
            ProviderCsv.anthropic((header ? ANTHROPIC : "") + text, false);
        } catch (Refusal refused) {
            assertThat(refused.refused().field()).isEqualTo("csv");
        }
    }
}
