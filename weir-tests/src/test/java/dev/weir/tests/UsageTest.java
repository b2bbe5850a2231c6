package dev.weir.tests;

import static dev.weir.tests.PricedWeir.CHAT;
import static dev.weir.tests.PricedWeir.amount;
import static dev.weir.tests.PricedWeir.cents;
import static dev.weir.tests.PricedWeir.chat;
import static dev.weir.tests.PricedWeir.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What was used is asked for in every way and format, through the front door. */
class UsageTest {
    @RegisterExtension
    static final PricedWeir bed = new PricedWeir();

    @Test
    void callersSayOfWhichPromptAndTaskACallIs() {
        Door as = bed.project();
        chat(as, "priced", ", \"weir\": {\"prompt\": \"refund@3\", \"task\": \"triage\"}");
        String body = """
                {"model": "priced", "max_tokens": 20, "messages": [{"role": "user", "content": "Hello?"}],
                 "weir": {"task": "triage", "tags": {"weir.task": "shadowed"}}}""";
        Door.Reply named = as.send("POST", CHAT, body, Map.of("x-weir-prompt", "refund@4"));
        assertThat(named.status()).as(named.text()).isEqualTo(200);

        assertThat(rows(as, "group_by=prompt").stream()
                        .map(row -> row.path("prompt").asString() + " "
                                + row.path("requests").asLong()))
                .containsExactly("refund@3 1", "refund@4 1");
        assertThat(rows(as, "group_by=task,model")).singleElement().satisfies(row -> {
            assertThat(row.path("task").asString()).isEqualTo("triage");
            assertThat(row.path("requests").asLong()).isEqualTo(2);
        });
        assertThat(rows(as, "prompt=refund@4&group_by=model"))
                .singleElement()
                .satisfies(row -> assertThat(row.path("requests").asLong()).isEqualTo(1));
        Door.Reply blank = chat(as, "priced", ", \"weir\": {\"task\": \" \"}");
        assertThat(blank.status()).isEqualTo(400);
        assertThat(blank.text()).contains("weir.task").contains("a task's name");
        Door.Reply longer = as.send("POST", CHAT, body, Map.of("x-weir-task", "x".repeat(300)));
        assertThat(longer.status()).isEqualTo(400);
        assertThat(longer.text()).contains("x-weir-task");
    }

    @Test
    void whatWasUsedIsToldApartByAnything() {
        Door as = bed.project();
        long tokens = 0;
        for (String user : List.of("ann", "ann", "bob")) {
            Door.Reply reply =
                    chat(as, "priced", ", \"user\": \"" + user + "\", \"weir\": {\"tags\": {\"team\": \"search\"}}");
            tokens += reply.json().at("/usage/total_tokens").asLong();
        }
        tokens += chat(as, "priced", "").json().at("/usage/total_tokens").asLong();
        chat(as, "unpriced", "");

        List<JsonNode> models = rows(as, "group_by=model");
        assertThat(models).hasSize(2);
        assertThat(models.getFirst().path("model").asString()).isEqualTo("priced");
        assertThat(models.getFirst().path("requests").asLong()).isEqualTo(4);
        assertThat(models.getFirst().path("attempts").asLong()).isEqualTo(4);
        assertThat(models.getFirst().path("cost_currency").asString()).isEqualTo("USD");
        assertThat(amount(models.getFirst(), "cost")).isEqualByComparingTo(cents(tokens));
        assertThat(models.getLast().path("unpriced_attempts").asLong()).isEqualTo(1);
        assertThat(models.getLast().path("cost_currency").isNull()).isTrue();

        List<JsonNode> users = rows(as, "group_by=user&model=priced");
        assertThat(users.stream()
                        .map(row -> row.path("user").asString("nobody") + " "
                                + row.path("requests").asLong()))
                .containsExactly("nobody 1", "ann 2", "bob 1");
        assertThat(users.stream().map(row -> amount(row, "cost")).reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(cents(tokens));
        assertThat(rows(as, "user=ann&group_by=day,key,deployment"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.path("day").asString())
                            .isEqualTo(LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC)
                                    .toString());
                    assertThat(row.path("key_name").asString()).startsWith("usage-");
                    assertThat(row.path("deployment").asString()).isEqualTo("sim/cent");
                    assertThat(row.path("requests").asLong()).isEqualTo(2);
                });
        assertThat(rows(as, "tag=team=search"))
                .singleElement()
                .satisfies(row -> assertThat(row.path("requests").asLong()).isEqualTo(3));
        assertThat(rows(as, "group_by=tag:team,status"))
                .extracting(row -> row.path("tag:team").asString("none"))
                .containsExactly("none", "search");
        assertThat(rows(as, "group_by=tag"))
                .extracting(row -> row.path("tag").asString())
                .containsExactly("team=search");
        assertThat(rows(as, "group_by=month,operation,project,organization"))
                .singleElement()
                .satisfies(
                        row -> assertThat(row.path("project_name").asString()).startsWith("usage-"));
        assertThat(rows(as, "order=cost&limit=1&group_by=user&model=priced"))
                .singleElement()
                .satisfies(row -> assertThat(row.path("user").asString()).isEqualTo("ann"));
    }

    @Test
    void answersFromTheCacheSaveWhatTheyWouldHaveCost() {
        Door as = bed.project();
        Door.Reply first = chat(as, "kept", "");
        Door.Reply second = chat(as, "kept", "");
        assertThat(second.header("x-weir-cache")).isEqualTo("hit");

        JsonNode row = rows(as, "group_by=model").getFirst();
        assertThat(row.path("requests").asLong()).isEqualTo(2);
        assertThat(row.path("cached_requests").asLong()).isEqualTo(1);
        assertThat(row.path("attempts").asLong()).isEqualTo(1);
        assertThat(amount(row, "cache_savings"))
                .isEqualByComparingTo(
                        cents(first.json().at("/usage/total_tokens").asLong()));
    }

    @Test
    void aKeySeesItsProjectAndAnAdminOfAllOfThemMore() {
        Door one = bed.project();
        Door other = bed.project();
        chat(one, "priced", "");
        chat(other, "priced", "");

        assertThat(rows(one, "").getFirst().path("requests").asLong()).isEqualTo(1);
        Door.Reply all = one.get("/api/usage?all_projects=true");
        assertThat(all.status()).isEqualTo(403);
        assertThat(all.json().at("/error/field").asString()).isEqualTo("all_projects");
        assertThat(rows(bed.owner(), "all_projects=true&group_by=project").size())
                .isGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "group_by=modell,group_by,Did you mean model",
        "group_by=model%2Cmodel,group_by,named twice",
        "group_by=user%2Ctag:team,group_by,at a time",
        "group_by=prompt%2Ctask,group_by,'one of user, prompt, task, batch and each tag at a time, not for prompt and task'",
        "grupby=model,grupby,Did you mean group_by",
        "from=2026-11-02&to=2026-11-01,from,does not come before",
        "from=yesterday,from,is not a time",
        "from=1970-01-01,from,2000 to 2199",
        "from=2001-01-01&to=2100-01-01,from,more than 3700 days",
        "last=7x,last,is not a span",
        "last=7d&from=2026-11-01,last,in the place of",
        "time_zone=Mars/Base,time_zone,is not a time zone",
        "format=xlsx,format,is not written as",
        "tag=team,tag,is no tag",
        "cursor=bm9uZQ,cursor,is not a cursor",
        "order=size,order,cannot be ordered",
        "limit=0,limit,is not a value",
        "all_projects=yes,all_projects,neither true nor false"
    })
    void whatCannotBeAskedIsRefusedByItsName(String query, String field, String words) {
        Door.Reply reply = bed.owner().get("/api/usage?" + query);
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.json().at("/error/field").asString()).isEqualTo(field);
        assertThat(reply.text()).contains(words);
    }

    @Test
    void rowsComeByPagesAndAsCsvThatNoSpreadsheetTakesForFormulas() {
        Door as = bed.project();
        for (String user : List.of("=1+1", "a,b", "said \\\"hi\\\"", "-7")) {
            chat(as, "priced", ", \"user\": \"" + user + "\"");
        }
        List<String> users = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = as.get("/api/usage?group_by=user&limit=1" + (next.isEmpty() ? "" : "&cursor=" + next))
                    .json();
            assertThat(page.path("data")).hasSize(1);
            users.add(page.path("data").path(0).path("user").asString());
            next = page.path("next").asString("");
        } while (!next.isEmpty());
        assertThat(users).containsExactlyInAnyOrder("=1+1", "a,b", "said \"hi\"", "-7");

        Door.Reply csv = as.send("GET", "/api/usage?group_by=user", null, Map.of("accept", "text/csv"));
        assertThat(csv.header("content-type")).startsWith("text/csv");
        assertThat(csv.header("content-disposition")).contains("usage.csv");
        String text = new String(csv.response().body(), StandardCharsets.UTF_8);
        assertThat(text).startsWith("user,requests,errors,").contains("\r\n'=1+1,1,", "\r\n\"a,b\",1,", "\r\n-7,1,");
        assertThat(text).contains("\"said \"\"hi\"\"\"");
        assertThat(text.lines()).hasSize(5);
        assertThat(as.get("/api/usage?format=csv&group_by=day").text()).startsWith("day,requests");
        assertThat(as.get("/api/usage").json().path("time_zone").asString()).isEqualTo("UTC");
    }

    @Test
    void parquetIsReadByAnotherImplementation(@TempDir Path folder) throws IOException {
        Door as = bed.project();
        chat(as, "priced", ", \"user\": \"ann\"");
        chat(as, "unpriced", "");
        JsonNode priced = rows(as, "group_by=model,user&model=priced").getFirst();

        Door.Reply reply = as.get("/api/usage?group_by=model,user&format=parquet");
        assertThat(reply.header("content-type")).isEqualTo("application/vnd.apache.parquet");
        Path file =
                Files.write(folder.resolve("usage.parquet"), reply.response().body());
        List<String> read = new ArrayList<>();
        try (ParquetFileReader parquet = ParquetFileReader.open(InputFile.of(file));
                RowReader rows = parquet.rowReader()) {
            while (rows.hasNext()) {
                rows.next();
                read.add(rows.getString("model") + " " + rows.getString("user") + " " + rows.getLong("input_tokens")
                        + " "
                        + rows.getDecimal("cost").stripTrailingZeros().toPlainString() + " "
                        + rows.getString("cost_currency"));
            }
        }
        assertThat(read)
                .hasSize(2)
                .first()
                .isEqualTo("priced ann " + priced.path("input_tokens").asLong() + " "
                        + amount(priced, "cost").stripTrailingZeros().toPlainString() + " USD");
        assertThat(read.getLast()).startsWith("unpriced null ").endsWith(" 0 null");
    }

    @Test
    void focusHasItsMandatoryColumnsAndAddsUp() {
        Door as = bed.project();
        long tokens = chat(as, "priced", "").json().at("/usage/total_tokens").asLong();
        as.post("/api/adjustments", "{\"amount\": \"-0.01\", \"currency\": \"USD\", \"reason\": \"x\"}");

        List<String> lines = as.get("/api/usage?format=focus").text().lines().toList();
        List<String> head = List.of(lines.getFirst().split(","));
        assertThat(head)
                .contains(
                        "BilledCost",
                        "BillingAccountId",
                        "BillingAccountName",
                        "BillingCurrency",
                        "BillingPeriodEnd",
                        "BillingPeriodStart",
                        "ChargeCategory",
                        "ChargeClass",
                        "ChargeDescription",
                        "ChargePeriodEnd",
                        "ChargePeriodStart",
                        "ContractedCost",
                        "EffectiveCost",
                        "InvoiceIssuerName",
                        "ListCost",
                        "PricingQuantity",
                        "PricingUnit",
                        "ProviderName",
                        "PublisherName",
                        "ServiceCategory",
                        "ServiceName");
        assertThat(lines).hasSize(3);
        List<Map<String, String>> rows = lines.stream()
                .skip(1)
                .map(line -> {
                    String[] cells = line.split(",", -1);
                    Map<String, String> row = new HashMap<>();
                    for (int i = 0; i < cells.length; i++) {
                        row.put(head.get(i), cells[i]);
                    }
                    return row;
                })
                .toList();
        assertThat(rows).allSatisfy(row -> assertThat(row.keySet()).hasSize(head.size()));
        Map<String, String> usage = rows.stream()
                .filter(row -> "Usage".equals(row.get("ChargeCategory")))
                .findFirst()
                .orElseThrow();
        assertThat(new BigDecimal(usage.getOrDefault("BilledCost", ""))).isEqualByComparingTo(cents(tokens));
        assertThat(usage)
                .containsEntry("PricingQuantity", Long.toString(tokens))
                .containsEntry("ProviderName", "sim")
                .containsEntry("ServiceName", "cent")
                .containsEntry("ServiceCategory", "AI and Machine Learning")
                .containsEntry("ChargeClass", "")
                .containsEntry("x_Model", "priced");
        assertThat(usage.getOrDefault("ChargePeriodStart", "")).endsWith("T00:00:00Z");
        assertThat(rows.stream()
                        .filter(row -> "Adjustment".equals(row.get("ChargeCategory")))
                        .findFirst()
                        .orElseThrow())
                .containsEntry("BilledCost", "-0.01");
        assertThat(as.get("/api/usage?format=focus&group_by=day").status()).isEqualTo(400);
        assertThat(as.get("/api/usage?format=focus&time_zone=Europe/Berlin").status())
                .isEqualTo(400);
    }
}
