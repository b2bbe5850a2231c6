package dev.weir.tests;

import static dev.weir.tests.BilledWeir.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.simulator.Served;
import dev.weir.tests.cli.Shell;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A provider's own export of what it served, held against the bill. */
class ReconciliationTest {
    @TempDir
    private Path folder;

    private BilledWeir weir;

    @BeforeEach
    void start() throws IOException {
        weir = BilledWeir.start(folder.resolve("data"));
    }

    @AfterEach
    void stop() {
        weir.close();
    }

    @Test
    void aProvidersExportIsComparedAndDifferencesAreExplainedByAttempt() throws Exception {
        weir.ask("dear");
        weir.ask("dear");
        weir.ask("cheap");
        List<Served> all = weir.simulator().served();
        long input = all.get(0).promptTokens() + all.get(1).promptTokens();
        long output = all.get(0).completionTokens() + all.get(1).completionTokens();
        String header = "start_time,model,num_model_requests,input_tokens,input_cached_tokens,output_tokens\n";
        String cheap = "1795132800,cheap,1," + all.get(2).promptTokens() + ",0,"
                + all.get(2).completionTokens() + "\n";
        Path equal = Files.writeString(
                folder.resolve("equal.csv"),
                header + "1795132800,dear-2026-01-01,2.0," + input + ",0," + output + "\n" + cheap);
        Shell.Done agreed = weir.shell("bill", "reconcile", "--provider", "openai", equal.toString());
        assertThat(agreed.exit()).as(agreed.out() + agreed.err()).isZero();
        assertThat(agreed.out()).contains("2 of 2 days and models agree");

        weir.simulator().script(Script.saying(new Answer.Lorem(400)).withPace(new Pace(Duration.ofMillis(5), 50, 0)));
        var call = Door.client()
                .sendAsync(
                        weir.door()
                                .request(
                                        "POST",
                                        "/v1/chat/completions",
                                        "{\"model\": \"dear\", \"stream\": true, \"messages\": [{\"role\": \"user\", \"content\":"
                                                + " \"Well?\"}]}",
                                        Map.of()),
                        BodyHandlers.ofInputStream());
        call.get(10, TimeUnit.SECONDS).body().close();
        Eventually.within(
                Duration.ofSeconds(10),
                "the broken call is over",
                () -> weir.got("/api/invoices/current").path("charges").asInt() == 4);
        JsonNode result = weir.made(
                "/api/reconciliations",
                JsonMapper.shared()
                        .createObjectNode()
                        .put("provider", "openai")
                        .put("csv", Files.readString(equal) + "1795132800,nobody,1,5,0,5\n")
                        .toString());
        List<JsonNode> differences = result.path("differences").valueStream().toList();
        assertThat(differences).hasSize(2);
        JsonNode dear = differences.get(0);
        assertThat(dear.path("model").asString()).isEqualTo("dear");
        assertThat(dear.path("what").toString()).contains("requests differ: 2 there, 3 here");
        assertThat(dear.path("attempts")).hasSize(1);
        assertThat(dear.at("/attempts/0/why").asString())
                .isEqualTo("aborted by its caller; its tokens were counted here");
        assertThat(differences.get(1).path("what").toString()).contains("missing here");

        Path costs = Files.writeString(
                folder.resolve("costs.csv"),
                "start_time,amount_value,amount_currency,line_item\n1795132800,999.00,usd,\"cheap, output\"\n");
        Shell.Done dearer = weir.shell("bill", "reconcile", "--provider", "openai", costs.toString());
        assertThat(dearer.exit()).isEqualTo(1);
        assertThat(dearer.out()).contains("costs differ: 999.00 USD there").contains("missing there");
        assertThat(refused(weir.door().post("/api/reconciliations", "{\"provider\": \"acme\", \"csv\": \"x\"}"), 400)
                        .path("field")
                        .asString())
                .isEqualTo("provider");
        assertThat(refused(weir.door().post("/api/reconciliations", "{\"provider\": \"openai\", \"csv\": \"x\"}"), 400)
                        .path("field")
                        .asString())
                .isEqualTo("csv");
    }
}
