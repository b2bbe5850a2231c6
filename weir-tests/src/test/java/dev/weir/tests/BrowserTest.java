package dev.weir.tests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Behaviour;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A person at the console, in a real browser over a whole server. */
class BrowserTest {
    private static final String QUOTE = "Tents may be returned within 45 days of delivery.";
    private static final String QUESTION = "Within how many days may tents be returned?";
    private static final String ASK = "/console/ask?kb=returns&model=weir%2Fextractive&q="
            + QUESTION.replace(" ", "+").replace("?", "%3F");

    private static Chromium chromium;
    private static TestingWeir weir;

    private final List<String> complaints = new ArrayList<>();
    private BrowserContext window;
    private Page page;

    @BeforeAll
    static void start() throws InterruptedException {
        chromium = Chromium.orSkip();
        weir = TestingWeir.start("""
                  gone: {kind: openai, base_url: "http://127.0.0.1:1/v1", api_key: none, allow_private: true}
                knowledge: {docs: true}
                models:
                  chatty: {deployments: [{provider: sim, model: gpt-4o-mini}]}
                  pair:
                    deployments: [{provider: gone, model: small}, {provider: sim, model: gpt-4o-mini}]
                    breaker: {failures: 2, window: 60s, probe_after: 60s}
                    retries: {max: 0}
                prices: {gpt-4o-mini: {input: 0.15, output: 0.60}}
                """);
        Door door = Door.of(weir);
        door.post("/api/kb", "{\"name\": \"returns\"}");
        door.post("/api/kb/returns/documents", """
                [{"id": "returns.md", "title": "Returns", "format": "markdown", "text":
                  "# Returns\\n\\n%s The parcel has to be insured.\\n\\n# Repairs\\n\\nA repair of a stove takes two weeks."},
                 {"id": "shipping.md", "title": "Shipping", "format": "markdown", "text":
                  "# Shipping\\n\\nParcels leave the warehouse at noon on working days."}]""".formatted(QUOTE));
        Eventually.within(
                Duration.ofSeconds(30),
                "The small knowledge base",
                () -> door.get("/api/kb/returns/documents").text().split("\"ready\"", -1).length == 3);
    }

    @AfterAll
    static void stop() {
        if (weir != null) {
            weir.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void openAWindow() {
        open(1440, 900);
    }

    private void open(int width, int height) {
        window = chromium.window(width, height, ColorScheme.LIGHT);
        page = window.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
    }

    @AfterEach
    void nothingWasComplainedAbout() {
        window.close();
        assertThat(complaints).as("what the browser's console says").isEmpty();
    }

    private void go(String path) {
        page.navigate(weir.url() + path);
    }

    private void signIn() {
        go("/console/login");
        page.getByLabel("Key").fill(weir.adminKey());
        button("Sign in").click();
        page.waitForURL(weir.url() + "/console");
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private Locator link(String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private Locator answer() {
        return page.locator(".msg--answer");
    }

    @Test
    void aWrongKeyIsToldSoAndTheRightOneLetsInUntilSigningOut() {
        go("/console/traces");
        page.getByLabel("Key").fill("wk_wrong");
        button("Sign in").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("key");
        assertThat(complaints).singleElement().asString().contains("401");
        complaints.clear();

        page.getByLabel("Key").fill(weir.adminKey());
        button("Sign in").click();
        assertThat(page).hasURL(weir.url() + "/console/traces");

        button("Sign out").click();
        assertThat(page).hasURL(weir.url() + "/console/login");
        go("/console/traces");
        assertThat(page).hasURL(Pattern.compile("/console/login\\?next="));
    }

    @Test
    void anAnswerLeadsToItsSentenceInTheDocumentAndToItsTrace() {
        signIn();
        go("/console/ask?kb=returns");
        page.getByLabel("Model").selectOption("weir/extractive");
        page.getByLabel("Question").fill(QUESTION);
        page.keyboard().press("Enter");

        assertThat(answer().locator(".msg__text")).containsText(QUOTE);
        answer().getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Source 1"))
                .click();
        assertThat(page.locator("#passage mark")).hasText(QUOTE);
        assertThat(page.locator("#passage .around").last()).containsText("insured");

        link("Open in the document").click();
        assertThat(page).hasURL(Pattern.compile("/console/knowledge/returns/documents/returns.md\\?start="));
        assertThat(page.locator(".document mark")).hasText(QUOTE);
        assertThat(page.locator("#cited")).isInViewport();

        page.goBack();
        answer().getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("trace"))
                .click();
        assertThat(page.locator(".waterfall")).containsText("retrieval");
        assertThat(page.locator("#citations mark").first()).hasText(QUOTE);
        String address = page.url();

        link("Traces").first().click();
        assertThat(page.locator("#results tbody tr").first()).containsText("weir/extractive");
        assertThat(page.locator("#results a[href='"
                        + address.substring(weir.url().toString().length()) + "']"))
                .hasCount(1);
    }

    @Test
    void anAnswerAppearsWhileItIsBeingWritten() {
        weir.upstream(Script.DEFAULT.withStandard(
                Behaviour.DEFAULT.withAnswer(new Answer.Lorem(30)).withPace(new Pace(Duration.ofMillis(50), 20, 0))));
        signIn();
        go("/console/ask?kb=none&model=chatty&q=Tell+me+something");

        assertThat(answer().locator(".msg__text")).hasText(Pattern.compile(".{10,}", Pattern.DOTALL));
        String early = answer().locator(".msg__text").innerText();
        assertThat(page.locator("button[aria-busy=true]")).hasCount(1);
        assertThat(answer().locator(".msg__foot")).containsText("30 out");
        assertThat(answer().locator(".msg__text").innerText()).startsWith(early).hasSizeGreaterThan(early.length());
    }

    @Test
    void anErrorOfTheProviderIsShownWhereTheAnswerWouldBe() {
        weir.upstream(Script.parse("{\"faults\": [{\"kind\": \"status\", \"status\": 400}]}"));
        signIn();
        go("/console/ask?kb=none&model=chatty&q=Hello");

        assertThat(answer().getByRole(AriaRole.ALERT)).containsText("Request req_");
        assertThat(complaints).singleElement().asString().contains("400");
        complaints.clear();
    }

    @Test
    void aKeyIsMadeShownOnceAndRevoked() {
        signIn();
        go("/console/keys");
        page.getByLabel("Name").fill("night-shift");
        button("Create key").click();
        String key = page.locator("#made-key").innerText();
        assertThat(Door.of(weir).withKey(key).get("/v1/models").status()).isEqualTo(200);

        go("/console/keys");
        assertThat(page.locator("#made-key")).hasCount(0);
        Locator row = page.locator("tr", new Page.LocatorOptions().setHasText("night-shift"));
        row.getByText("night-shift").click();
        link("Revoke").click();
        button("Revoke key").click();
        assertThat(row).containsText("Revoked");
        assertThat(Door.of(weir).withKey(key).get("/v1/models").status()).isEqualTo(401);
    }

    @Test
    void aKeysLimitsAreEditedACallIsTriedAndItsTextIsRotated() {
        signIn();
        go("/console/keys");
        page.getByLabel("Name").fill("day-shift");
        button("Create key").click();
        String first = page.locator("#made-key").innerText();
        page.locator("tr", new Page.LocatorOptions().setHasText("day-shift"))
                .getByText("day-shift")
                .click();
        assertThat(page.locator("#chain")).containsText("Nothing bounds its calls");

        link("Edit limits").click();
        page.getByLabel("Requests a minute").fill("-3");
        button("Set limits").click();
        assertThat(page.locator("form [role=alert]")).containsText("-3 is not a number of requests.");
        page.getByLabel("Requests a minute").fill("2,000");
        page.getByLabel("Tokens a minute").fill("5000");
        button("Set limits").click();
        assertThat(page.locator("#chain")).containsText("0 of 2,000 requests a minute");

        page.getByLabel("Input tokens").fill("90,000");
        button("Try").click();
        assertThat(page.locator("#try")).containsText("Would be stopped.");
        assertThat(page.locator("#try")).containsText("more than key 'day-shift' may ever have: 5000");
        page.getByLabel("Input tokens").fill("100");
        page.getByLabel("Output tokens").fill("100");
        button("Try").click();
        assertThat(page.locator("#try")).containsText("Would pass.");

        page.getByLabel("the old text works for").selectOption("0s");
        button("Rotate").click();
        String second = page.locator("#made-key").innerText();
        assertThat(Door.of(weir).withKey(first).get("/v1/models").status()).isEqualTo(401);
        assertThat(Door.of(weir).withKey(second).get("/v1/models").status()).isEqualTo(200);
    }

    @Test
    void aDocumentIsWrittenSearchedForAndDeleted() {
        signIn();
        go("/console/knowledge/returns");
        page.getByLabel("Or write one: name").fill("vouchers");
        page.getByLabel("Text", new Page.GetByLabelOptions().setExact(true))
                .fill("A voucher is valid for three years.");
        button("Add text").click();
        assertThat(page.locator("#documents")).containsText("vouchers");

        go("/console/knowledge/returns/search?q=How+long+is+a+voucher+valid");
        assertThat(page.locator("tbody tr").first()).containsText("vouchers");
        page.locator("tbody tr a").first().click();
        link("Delete").click();
        button("Delete document").click();
        assertThat(page.locator("#documents")).not().containsText("vouchers");
    }

    @Test
    void whatCouldNotBeReadComesFirstWithItsReason() throws InterruptedException {
        Door door = Door.of(weir);
        door.post("/api/kb", "{\"name\": \"mixed\"}");
        signIn();
        go("/console/knowledge/mixed");
        page.getByLabel("Files").setInputFiles(new FilePayload("zz.pdf", "application/pdf", new byte[] {'%', 'P'}));
        button("Upload").click();
        assertThat(page.locator("main h1")).not().hasText("mixed");
        complaints.clear();
        door.post("/api/kb/mixed/documents", """
                [{"id": "a", "text": "A stove is repaired within two weeks."}, {"id": "b", "text": "Parcels leave at noon."}]""");
        Eventually.within(
                Duration.ofSeconds(30),
                "Two documents",
                () -> door.get("/api/kb/mixed/documents").text().split("\"ready\"", -1).length == 3);

        go("/console/knowledge/mixed");
        Locator first = page.locator("#documents tbody tr").first();
        assertThat(first).containsText("zz.pdf");
        assertThat(first).containsText("Failed");
        assertThat(first.locator(".sub")).containsText("zz.pdf");
    }

    @Test
    void aDeploymentThatIsDownIsSeenAndWhoTakesItsPlace() {
        weir.upstream(Script.DEFAULT);
        for (int i = 0; i < 3; i++) {
            Door.of(weir).post("/v1/chat/completions", """
                    {"model": "pair", "messages": [{"role": "user", "content": "hello"}]}""");
        }
        signIn();
        go("/console/models");
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
        button("Explain").click();
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
        weir.upstream(Script.DEFAULT);
        signIn();
        go("/console/batches");
        everyFieldHasALabel();
        page.getByLabel("File", new Page.GetByLabelOptions().setExact(true))
                .setInputFiles(jsonl(
                        BatchLines.chat(1),
                        BatchLines.chat(2),
                        BatchLines.chat(3).replace("sim/gpt-4o-mini", "nobody").replace("line-3", "wrong-one")));
        button("Create batch").click();
        assertThat(page).hasURL(Pattern.compile("/console/batches/batch_"));
        assertThat(page.locator(".head__meta")).hasText("Completed");
        assertThat(page.locator(".stats")).containsText("3 of 3");
        assertThat(page.locator("main")).containsText("wrong-one");
        assertThat(page.locator("main")).containsText("model_not_found");
        assertThat(page.locator(".stats")).containsText("$0.0000");

        Download results = page.waitForDownload(() -> link("Results, 2 lines").click());
        assertThat(new String(results.createReadStream().readAllBytes(), UTF_8)).contains("line-1", "line-2");
        link("Its exchanges").click();
        assertThat(page.locator("#results tbody tr")).hasCount(3);
        page.locator("#results tbody tr a").first().click();
        assertThat(page.locator(".pane--side a[href^='/console/batches/']")).hasCount(1);

        page.keyboard().press("g");
        page.keyboard().press("b");
        page.waitForURL(weir.url() + "/console/batches");
        assertThat(page.locator("#batches tbody tr").first()).containsText("night.jsonl");
    }

    @Test
    void aBatchThatIsNotWantedIsCancelled() {
        weir.upstream(Script.DEFAULT.withStandard(
                Behaviour.DEFAULT.withAnswer(new Answer.Lorem(40)).withPace(new Pace(Duration.ofMillis(300), 100, 0))));
        signIn();
        go("/console/batches");
        page.getByLabel("File", new Page.GetByLabelOptions().setExact(true))
                .setInputFiles(jsonl(BatchLines.chats(200).split("\n")));
        button("Create batch").click();
        link("Cancel batch").click();
        button("Cancel batch").click();
        assertThat(page.locator(".head__meta")).hasText("Cancelled");
        assertThat(page.locator(".stats")).containsText("of 200");
        weir.upstream(Script.DEFAULT);
    }

    @Test
    void aFileThatIsNoBatchIsRefusedWithItsLine() {
        signIn();
        go("/console/batches");
        page.getByLabel("File", new Page.GetByLabelOptions().setExact(true))
                .setInputFiles(jsonl(BatchLines.chat(1), "not json"));
        button("Create batch").click();
        assertThat(page.locator("main")).containsText("Line 2 is not JSON");
        complaints.clear();
    }

    private void everyFieldHasALabel() {
        assertThat(page.evaluate("""
                        [...document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')]
                            .filter(e => e.labels.length === 0 && !e.getAttribute('aria-label')).map(e => e.outerHTML)""")).isEqualTo(List.of());
    }

    @Test
    void theKeyboardLeadsThroughTheConsole() {
        Door.of(weir).post("/v1/chat/completions", """
                {"model": "weir/extractive", "weir": {"knowledge": ["returns"]},
                 "messages": [{"role": "user", "content": "How long does a repair take?"}]}""");
        signIn();
        page.keyboard().press("g");
        page.keyboard().press("t");
        page.waitForURL(weir.url() + "/console/traces");
        assertThat(page.locator("#results tbody tr").first()).isVisible();
        page.keyboard().press("j");
        assertThat(page.locator("tr.at-cursor")).hasCount(1);
        page.keyboard().press("Enter");
        page.waitForURL(Pattern.compile("/console/traces/.+"));

        page.keyboard().press("?");
        assertThat(page.locator("#all-keys")).isVisible();
        page.keyboard().press("Escape");
        assertThat(page.locator("#all-keys")).isHidden();

        page.keyboard().press("Control+k");
        assertThat(page.locator(".palette__input")).isFocused();
        page.keyboard().type("know");
        page.keyboard().press("Enter");
        page.waitForURL(weir.url() + "/console/knowledge");
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 1440})
    void noPageIsWiderThanTheWindow(int width) {
        window.close();
        open(width, 844);
        go("/console/login");
        fits("the login", width);
        signIn();
        for (String path : List.of(
                "/console",
                "/console/traces",
                "/console/knowledge",
                "/console/knowledge/returns",
                "/console/knowledge/returns/documents/returns.md",
                "/console/knowledge/returns/search?q=tents",
                "/console/knowledge/weir-docs",
                "/console/keys",
                "/console/audit",
                "/console/audit/0",
                "/console/billing",
                "/console/billing/current",
                "/console/models",
                "/console/costs",
                "/console/costs?by=user&range=month",
                "/console/batches",
                "/console/models?model=weir%2Fextractive&text=hello",
                "/api/reference",
                "/console/traces?model=nobody")) {
            go(path);
            fits(path, width);
        }
        go(ASK);
        assertThat(answer().locator(".msg__foot")).isVisible();
        fits("an answer", width);
        answer().getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("trace"))
                .click();
        assertThat(page.locator(".waterfall")).isVisible();
        fits("a trace", width);
    }

    @Test
    void longNamesDoNotMakeAPhonesPageWider() {
        String base = "returns-and-repairs-and-shipping-of-the-whole-house-since-2026";
        String document = "terms_and_conditions_of_purchase_and_of_return_2026_final_version.md";
        Door door = Door.of(weir);
        door.post("/api/kb", "{\"name\": \"" + base + "\"}");
        door.post("/api/kb/" + base + "/documents", """
                [{"id": "%1$s", "format": "markdown",
                  "text": "# Terms_and_conditions_of_purchase_and_of_return\\n\\nParcels leave at noon on working days."},
                 {"id": "other", "text": "The stove is repaired within two weeks."}]""".formatted(document));
        window.close();
        open(390, 844);
        signIn();
        String place = "/console/knowledge/" + base;
        for (String path : List.of(place, place + "/documents/" + document, place + "/search?q=parcels+at+noon")) {
            go(path);
            fits(path, 390);
            assertThat(
                            page.evaluate(
                                    "[...document.querySelectorAll('.table-wrap')].every(t => t.scrollWidth <= t.clientWidth + 1)"))
                    .as("no table of " + path + " is cut")
                    .isEqualTo(true);
        }
    }

    private static final String TOO_WIDE = """
            [...document.querySelectorAll('body *')]
                .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
                .map(e => e.tagName + '.' + e.className).slice(0, 8).join(', ')""";

    private void fits(String what, int width) {
        assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                .as("%s, where too wide are: %s", what, page.evaluate(TOO_WIDE))
                .isLessThanOrEqualTo(width);
    }
}
