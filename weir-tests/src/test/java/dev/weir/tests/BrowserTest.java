package dev.weir.tests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.weir.tests.Visitor.QUESTION;
import static dev.weir.tests.Visitor.QUOTE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Behaviour;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person does at the console, in a real browser over a whole server. */
class BrowserTest {
    @RegisterExtension
    static final Visitor visitor = new Visitor();

    private final Page page = visitor.window(1440, 900);

    @Test
    void aWrongKeyIsToldSoAndTheRightOneLetsInUntilSigningOut() {
        visitor.go("/console/traces");
        page.getByLabel("Key").fill("wk_wrong");
        visitor.button("Sign in").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("key");
        assertThat(visitor.complaints()).singleElement().asString().contains("401");
        visitor.complaints().clear();

        page.getByLabel("Key").fill(visitor.weir().adminKey());
        visitor.button("Sign in").click();
        assertThat(page).hasURL(visitor.weir().url() + "/console/traces");

        visitor.button("Sign out").click();
        assertThat(page).hasURL(visitor.weir().url() + "/console/login");
        visitor.go("/console/traces");
        assertThat(page).hasURL(Pattern.compile("/console/login\\?next="));
    }

    @Test
    void anAnswerLeadsToItsSentenceInTheDocumentAndToItsTrace() {
        visitor.signIn();
        visitor.go("/console/ask?kb=returns");
        page.getByLabel("Model").selectOption("weir/extractive");
        page.getByLabel("Question").fill(QUESTION);
        page.keyboard().press("Enter");

        assertThat(visitor.answer().locator(".msg__text")).containsText(QUOTE);
        visitor.answer()
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Source 1"))
                .click();
        assertThat(page.locator("#passage mark")).hasText(QUOTE);
        assertThat(page.locator("#passage .around").last()).containsText("insured");

        visitor.link("Open in the document").click();
        assertThat(page).hasURL(Pattern.compile("/console/knowledge/returns/documents/returns.md\\?start="));
        assertThat(page.locator(".document mark")).hasText(QUOTE);
        assertThat(page.locator("#cited")).isInViewport();

        page.goBack();
        visitor.answer()
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("trace"))
                .click();
        assertThat(page.locator(".waterfall")).containsText("retrieval");
        assertThat(page.locator("#citations mark").first()).hasText(QUOTE);
        String address = page.url();

        visitor.link("Traces").first().click();
        assertThat(page.locator("#results tbody tr").first()).containsText("weir/extractive");
        assertThat(page.locator("#results a[href='"
                        + address.substring(visitor.weir().url().toString().length()) + "']"))
                .hasCount(1);
    }

    @Test
    void anAnswerAppearsWhileItIsBeingWritten() {
        visitor.weir()
                .upstream(Script.DEFAULT.withStandard(Behaviour.DEFAULT
                        .withAnswer(new Answer.Lorem(30))
                        .withPace(new Pace(Duration.ofMillis(50), 20, 0))));
        visitor.signIn();
        visitor.go("/console/ask?kb=none&model=chatty&q=Tell+me+something");

        assertThat(visitor.answer().locator(".msg__text")).hasText(Pattern.compile(".{10,}", Pattern.DOTALL));
        String early = visitor.answer().locator(".msg__text").innerText();
        assertThat(page.locator("button[aria-busy=true]")).hasCount(1);
        assertThat(visitor.answer().locator(".msg__foot")).containsText("30 out");
        assertThat(visitor.answer().locator(".msg__text").innerText())
                .startsWith(early)
                .hasSizeGreaterThan(early.length());
    }

    @Test
    void anErrorOfTheProviderIsShownWhereTheAnswerWouldBe() {
        visitor.weir().upstream(Script.parse("{\"faults\": [{\"kind\": \"status\", \"status\": 400}]}"));
        visitor.signIn();
        visitor.go("/console/ask?kb=none&model=chatty&q=Hello");

        assertThat(visitor.answer().getByRole(AriaRole.ALERT)).containsText("Request req_");
        assertThat(visitor.complaints()).singleElement().asString().contains("400");
        visitor.complaints().clear();
    }

    @Test
    void aKeyIsMadeShownOnceAndRevoked() {
        visitor.signIn();
        visitor.go("/console/keys");
        page.getByLabel("Name").fill("night-shift");
        visitor.button("Create key").click();
        String key = page.locator("#made-key").innerText();
        assertThat(visitor.door().withKey(key).get("/v1/models").status()).isEqualTo(200);

        visitor.go("/console/keys");
        assertThat(page.locator("#made-key")).hasCount(0);
        Locator row = page.locator("tr", new Page.LocatorOptions().setHasText("night-shift"));
        row.getByText("night-shift").click();
        visitor.link("Revoke").click();
        visitor.button("Revoke key").click();
        assertThat(row).containsText("Revoked");
        assertThat(visitor.door().withKey(key).get("/v1/models").status()).isEqualTo(401);
    }

    @Test
    void aKeysLimitsAreEditedACallIsTriedAndItsTextIsRotated() {
        visitor.signIn();
        visitor.go("/console/keys");
        page.getByLabel("Name").fill("day-shift");
        visitor.button("Create key").click();
        String first = page.locator("#made-key").innerText();
        page.locator("tr", new Page.LocatorOptions().setHasText("day-shift"))
                .getByText("day-shift")
                .click();
        assertThat(page.locator("#chain")).containsText("Nothing bounds its calls");

        visitor.link("Edit limits").click();
        page.getByLabel("Requests a minute").fill("-3");
        visitor.button("Set limits").click();
        assertThat(page.locator("form [role=alert]")).containsText("-3 is not a number of requests.");
        page.getByLabel("Requests a minute").fill("2,000");
        page.getByLabel("Tokens a minute").fill("5000");
        visitor.button("Set limits").click();
        assertThat(page.locator("#chain")).containsText("0 of 2,000 requests a minute");

        page.getByLabel("Input tokens").fill("90,000");
        visitor.button("Try").click();
        assertThat(page.locator("#try")).containsText("Would be stopped.");
        assertThat(page.locator("#try")).containsText("more than key 'day-shift' may ever have: 5000");
        page.getByLabel("Input tokens").fill("100");
        page.getByLabel("Output tokens").fill("100");
        visitor.button("Try").click();
        assertThat(page.locator("#try")).containsText("Would pass.");

        page.getByLabel("the old text works for").selectOption("0s");
        visitor.button("Rotate").click();
        String second = page.locator("#made-key").innerText();
        assertThat(visitor.door().withKey(first).get("/v1/models").status()).isEqualTo(401);
        assertThat(visitor.door().withKey(second).get("/v1/models").status()).isEqualTo(200);
    }

    @Test
    void aDocumentIsWrittenSearchedForAndDeleted() {
        visitor.signIn();
        visitor.go("/console/knowledge/returns");
        page.getByLabel("Or write one: name").fill("vouchers");
        page.getByLabel("Text", new Page.GetByLabelOptions().setExact(true))
                .fill("A voucher is valid for three years.");
        visitor.button("Add text").click();
        assertThat(page.locator("#documents")).containsText("vouchers");

        visitor.go("/console/knowledge/returns/search?q=How+long+is+a+voucher+valid");
        assertThat(page.locator("tbody tr").first()).containsText("vouchers");
        page.locator("tbody tr a").first().click();
        visitor.link("Delete").click();
        visitor.button("Delete document").click();
        assertThat(page.locator("#documents")).not().containsText("vouchers");
    }

    @Test
    void whatCouldNotBeReadComesFirstWithItsReason() throws InterruptedException {
        Door door = visitor.door();
        door.post("/api/kb", "{\"name\": \"mixed\"}");
        visitor.signIn();
        visitor.go("/console/knowledge/mixed");
        page.getByLabel("Files")
                .setInputFiles(
                        new FilePayload("zz.pdf", "application/pdf", "%PDF-1.7".getBytes(StandardCharsets.US_ASCII)));
        visitor.button("Upload").click();
        door.post("/api/kb/mixed/documents", """
                [{"id": "a", "text": "A stove is repaired within two weeks."}, {"id": "b", "text": "Parcels leave at noon."}]""");
        Eventually.within(
                Duration.ofSeconds(30),
                "Two documents and a file that is none",
                () -> door.get("/api/kb/mixed/documents").text().split("\"ready\"", -1).length == 3
                        && door.get("/api/kb/mixed/documents").text().contains("\"failed\""));

        visitor.go("/console/knowledge/mixed");
        Locator first = page.locator("#documents tbody tr").first();
        assertThat(first).containsText("zz.pdf");
        assertThat(first).containsText("Failed");
        assertThat(first.locator(".sub")).containsText("zz.pdf");
    }

    @Test
    void aDeploymentThatIsDownIsSeenAndWhoTakesItsPlace() {
        visitor.weir().upstream(Script.DEFAULT);
        for (int i = 0; i < 3; i++) {
            visitor.door().post("/v1/chat/completions", """
                    {"model": "pair", "messages": [{"role": "user", "content": "hello"}]}""");
        }
        visitor.signIn();
        visitor.go("/console/models");
        assertThat(page.locator(".head__meta")).containsText("1 breaker open");
        Locator route = page.locator("section", new Page.LocatorOptions().setHasText("Serving from second place"))
                .first();
        assertThat(route.locator(".flow__node--live")).containsText("sim/gpt-4o-mini");

        page.locator("#deployments tbody tr", new Page.LocatorOptions().setHasText("gone/small"))
                .getByRole(AriaRole.LINK)
                .click();
        assertThat(page).hasURL(Pattern.compile("of=pair&deployment=gone%2Fsmall#deployment$"));
        assertThat(page.locator("#deployment .timeline li").first()).containsText("Breaker opened");
        assertThat(page.locator("#deployment .timeline")).containsText("provider_unavailable");

        page.locator("#deployments tbody tr", new Page.LocatorOptions().setHasText("pair, 2nd"))
                .getByRole(AriaRole.LINK)
                .click();
        assertThat(page.locator("#deployment .chart .plot")).isVisible();
        assertThat(page.locator("#deployment")).containsText("$0.60");

        page.getByLabel("Model", new Page.GetByLabelOptions().setExact(true)).selectOption("pair");
        page.getByLabel("The user says").fill("hello");
        visitor.button("Explain").click();
        assertThat(page).hasURL(Pattern.compile("#dry-run$"));
        assertThat(page.locator("#explanation .steps")).containsText("chosen");
        everyFieldHasALabel();
    }

    private static FilePayload jsonl(String... lines) {
        return new FilePayload(
                "night.jsonl", "application/jsonl", String.join("\n", lines).getBytes(UTF_8));
    }

    @Test
    void aBatchIsUploadedWorkedOffAndItsFailuresListed() throws IOException {
        visitor.weir().upstream(Script.DEFAULT);
        visitor.signIn();
        visitor.go("/console/batches");
        everyFieldHasALabel();
        page.getByLabel("File", new Page.GetByLabelOptions().setExact(true))
                .setInputFiles(jsonl(
                        BatchLines.chat(1),
                        BatchLines.chat(2),
                        BatchLines.chat(3).replace("sim/gpt-4o-mini", "nobody").replace("line-3", "wrong-one")));
        visitor.button("Create batch").click();
        assertThat(page).hasURL(Pattern.compile("/console/batches/batch_"));
        assertThat(page.locator(".head__meta")).hasText("Completed");
        assertThat(page.locator(".stats")).containsText("3 of 3");
        assertThat(page.locator("main")).containsText("wrong-one");
        assertThat(page.locator("main")).containsText("model_not_found");
        assertThat(page.locator(".stats")).containsText("$0.0000");

        Download results =
                page.waitForDownload(() -> visitor.link("Results, 2 lines").click());
        assertThat(new String(results.createReadStream().readAllBytes(), UTF_8)).contains("line-1", "line-2");
        visitor.link("Its exchanges").click();
        assertThat(page.locator("#results tbody tr")).hasCount(3);
        page.locator("#results tbody tr a").first().click();
        assertThat(page.locator(".pane--side a[href^='/console/batches/']")).hasCount(1);

        page.keyboard().press("g");
        page.keyboard().press("b");
        page.waitForURL(visitor.weir().url() + "/console/batches");
        assertThat(page.locator("#batches tbody tr").first()).containsText("night.jsonl");
    }

    @Test
    void aBatchThatIsNotWantedIsCancelled() {
        visitor.weir()
                .upstream(Script.DEFAULT.withStandard(Behaviour.DEFAULT
                        .withAnswer(new Answer.Lorem(40))
                        .withPace(new Pace(Duration.ofMillis(300), 100, 0))));
        visitor.signIn();
        visitor.go("/console/batches");
        page.getByLabel("File", new Page.GetByLabelOptions().setExact(true))
                .setInputFiles(jsonl(BatchLines.chats(200).split("\n")));
        visitor.button("Create batch").click();
        visitor.link("Cancel batch").click();
        visitor.button("Cancel batch").click();
        assertThat(page.locator(".head__meta")).hasText("Cancelled");
        assertThat(page.locator(".stats")).containsText("of 200");
        visitor.weir().upstream(Script.DEFAULT);
    }

    @Test
    void aFileThatIsNoBatchIsRefusedWithItsLine() {
        visitor.signIn();
        visitor.go("/console/batches");
        page.getByLabel("File", new Page.GetByLabelOptions().setExact(true))
                .setInputFiles(jsonl(BatchLines.chat(1), "not json"));
        visitor.button("Create batch").click();
        assertThat(page.locator("main")).containsText("Line 2 is not JSON");
        visitor.complaints().clear();
    }

    private void everyFieldHasALabel() {
        assertThat(page.evaluate("""
                        [...document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')]
                            .filter(e => e.labels.length === 0 && !e.getAttribute('aria-label')).map(e => e.outerHTML)""")).isEqualTo(List.of());
    }
}
