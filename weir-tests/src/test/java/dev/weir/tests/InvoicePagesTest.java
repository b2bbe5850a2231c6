package dev.weir.tests;

import static dev.weir.tests.BilledWeir.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.tests.cli.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Invoices as people meet them: on paper, in the console and on the command line. */
class InvoicePagesTest {
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
    void anInvoiceIsAlsoOnPaperWhateverThingsAreCalled() throws Exception {
        for (String name : List.of("Grüße · Ελλάδα · Москва", "שלום עולם", "日本語の長い名前", "مرحبا", "🙂 emoji")) {
            ask(weir.project(name), "dear");
        }
        weir.made(
                "/api/plans",
                "{\"name\": \"Wachstum\", \"from\": \"2026-11\", \"markup\": \"20\", \"fee\": \"49\","
                        + " \"tax\": {\"name\": \"MwSt.\", \"rate\": \"19\"}}");
        weir.turnTo("2026-12-01T00:00:01Z");
        JsonNode invoice = weir.finalized("2026-11");
        Path file = folder.resolve("invoice.pdf");
        Shell.Done done = weir.shell("bill", "export", "INV-000001", file.toString());
        assertThat(done.exit()).as(done.err()).isZero();
        String kept = System.getProperty("weir.pdf.keep");
        if (kept != null) {
            Files.copy(file, Path.of(kept), StandardCopyOption.REPLACE_EXISTING);
        }
        try (PDDocument document = Loader.loadPDF(file.toFile())) {
            assertThat(document.getNumberOfPages()).isEqualTo(1);
            assertThat(new PDFTextStripper().getText(document))
                    .contains("Invoice INV-000001")
                    .contains("Grüße · Ελλάδα · Москва")
                    .contains("MwSt. 19 %")
                    .contains(invoice.path("total").asString())
                    .contains(invoice.path("hash").asString());
        }
    }

    @Test
    void theConsoleGoesFromTheBillToTheCall() {
        Door door = weir.door();
        weir.ask("dear");
        assertThat(door.get("/console/billing").text())
                .contains("2026-11 so far")
                .contains("dear");
        weir.turnTo("2026-12-01T00:00:01Z");
        assertThat(door.get("/console/billing").text()).contains("2026-11 is over and has no invoice");
        assertThat(door.get("/console/billing/2026-11").text()).contains("Make final");
        Map<String, String> form = Map.of("content-type", "application/x-www-form-urlencoded");
        assertThat(door.send("POST", "/console/billing/2026-11/finalize", "", form)
                        .header("location"))
                .isEqualTo("/console/billing/INV-000001");
        assertThat(door.get("/console/billing/INV-000001").text())
                .contains("sha256:")
                .contains("./weir bill verify")
                .doesNotContain("Make final");
        String exchange = weir.got("/api/invoices/INV-000001/lines/1/entries")
                .at("/data/0/exchange")
                .asString();
        assertThat(door.get("/console/billing/INV-000001/lines/1").text())
                .contains("/console/traces/" + exchange)
                .contains("/console/audit/");
        assertThat(door.send("POST", "/console/billing/INV-000001/void", "reason=Typo", form)
                        .status())
                .isEqualTo(303);
        assertThat(door.get("/console/billing/INV-000001").text()).contains("This invoice is void");
        assertThat(door.get("/console/billing/INV-9").status()).isEqualTo(404);
        assertThat(door.get("/api/invoices/INV-000001/pdf").header("content-type"))
                .isEqualTo("application/pdf");
    }

    @Test
    void theCommandLineShowsAndMakesThem() throws Exception {
        Path plan = Files.writeString(
                folder.resolve("plan.json"), "{\"name\": \"Shelf\", \"from\": \"2026-11\", \"fee\": \"5\"}");
        assertThat(weir.shell("bill", "plan", plan.toString()).out()).contains("holds from 2026-11 on");
        assertThat(weir.shell("bill", "plans").out()).contains("Shelf");
        assertThat(weir.shell("bill", "credit", "1.50", "--reason", "Sorry").out())
                .contains("1.50 USD");
        assertThat(weir.shell("bill", "credits").out()).contains("Sorry");
        weir.ask("dear");
        assertThat(weir.shell("bill", "preview").out())
                .contains("Draft of 2026-11 for ")
                .contains("dear")
                .contains("at cost")
                .contains("Due");
        assertThat(weir.shell("bill", "list").out()).contains("No invoice is final yet");
        assertThat(weir.shell("bill", "finalize", "2026-11").err()).contains("2026-11 is not over");
        weir.turnTo("2026-12-01T00:00:01Z");
        assertThat(weir.shell("bill", "finalize", "2026-11").out()).contains("Invoice INV-000001 of 2026-11");
        assertThat(weir.shell("bill", "show", "INV-000001", "--line", "1").out())
                .contains("sim/dear");
        Path file = folder.resolve("invoice.json");
        assertThat(weir.shell("bill", "export", "INV-000001", file.toString()).exit())
                .isZero();
        assertThat(Files.readString(file)).contains("INV-000001");
        assertThat(weir.shell("bill", "export", "INV-000001", file.toString()).err())
                .contains("exists");
        assertThat(weir.shell("bill", "void", "INV-000001", "--reason", "Typo").out())
                .contains("is void");
        assertThat(weir.shell("bill", "list").out()).contains("void");
    }
}
