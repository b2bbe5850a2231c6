package dev.weir.tests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.weir.tests.Visitor.QUESTION;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.openai.client.OpenAIClient;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console fits every window, and the keyboard leads through it. */
class BrowserLayoutTest {
    private static final String ASK = "/console/ask?kb=returns&model=weir%2Fextractive&q="
            + QUESTION.replace(" ", "+").replace("?", "%3F");

    @RegisterExtension
    static final Visitor visitor = new Visitor();

    /** Pages have something to show. */
    @BeforeAll
    static void somethingHasHappened() throws InterruptedException {
        Door door = visitor.door();
        Tenants.key(door, "night-shift", "{\"rpm\": 2000, \"tpm\": 5000}");
        for (int i = 0; i < 3; i++) {
            Door.Reply reply = door.post("/v1/chat/completions", """
                    {"model": "pair", "user": "ann", "messages": [{"role": "user", "content": "hello"}]}""");
            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        }
        OpenAIClient client = Clients.openAi(door, 0);
        String file = BatchLines.upload(client, BatchLines.chats(3)).id();
        BatchLines.awaitEnd(client, BatchLines.start(client, file, "24h").id());
    }

    @Test
    void theKeyboardLeadsThroughTheConsole() {
        Page page = visitor.window(1440, 900);
        visitor.door().post("/v1/chat/completions", """
                {"model": "weir/extractive", "weir": {"knowledge": ["returns"]},
                 "messages": [{"role": "user", "content": "How long does a repair take?"}]}""");
        visitor.signIn();
        page.keyboard().press("g");
        page.keyboard().press("t");
        page.waitForURL(visitor.weir().url() + "/console/traces");
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
        page.waitForURL(visitor.weir().url() + "/console/knowledge");
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 1440})
    void noPageIsWiderThanTheWindow(int width) {
        Page page = visitor.window(width, 844);
        visitor.go("/console/login");
        fits(page, "the login", width);
        visitor.signIn();
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
            visitor.go(path);
            fits(page, path, width);
        }
        visitor.go(ASK);
        assertThat(visitor.answer().locator(".msg__foot")).isVisible();
        fits(page, "an answer", width);
        visitor.answer()
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("trace"))
                .click();
        assertThat(page.locator(".waterfall")).isVisible();
        fits(page, "a trace", width);
    }

    @Test
    void longNamesDoNotMakeAPhonesPageWider() {
        String base = "returns-and-repairs-and-shipping-of-the-whole-house-since-2026";
        String document = "terms_and_conditions_of_purchase_and_of_return_2026_final_version.md";
        Door door = visitor.door();
        door.post("/api/kb", "{\"name\": \"" + base + "\"}");
        door.post("/api/kb/" + base + "/documents", """
                [{"id": "%1$s", "format": "markdown",
                  "text": "# Terms_and_conditions_of_purchase_and_of_return\\n\\nParcels leave at noon on working days."},
                 {"id": "other", "text": "The stove is repaired within two weeks."}]""".formatted(document));
        Page page = visitor.window(390, 844);
        visitor.signIn();
        String place = "/console/knowledge/" + base;
        for (String path : List.of(place, place + "/documents/" + document, place + "/search?q=parcels+at+noon")) {
            visitor.go(path);
            fits(page, path, 390);
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

    private static void fits(Page page, String what, int width) {
        assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                .as("%s, where too wide are: %s", what, page.evaluate(TOO_WIDE))
                .isLessThanOrEqualTo(width);
    }
}
