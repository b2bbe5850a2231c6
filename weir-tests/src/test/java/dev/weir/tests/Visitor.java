package dev.weir.tests;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.weir.testkit.TestingWeir;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A person at the console, in a real browser over a whole server. Each test opens a window of its own, in which the
 * browser has nothing to complain about. Without a browser the tests are skipped.
 */
final class Visitor implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    static final String QUOTE = "Tents may be returned within 45 days of delivery.";
    static final String QUESTION = "Within how many days may tents be returned?";

    private final List<String> complaints = new ArrayList<>();
    private @Nullable Chromium chromium;
    private @Nullable TestingWeir weir;
    private @Nullable BrowserContext window;
    private @Nullable Page page;

    @Override
    public void beforeAll(ExtensionContext context) throws InterruptedException {
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
        Door door = door();
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

    TestingWeir weir() {
        return requireNonNull(weir);
    }

    Door door() {
        return Door.of(weir());
    }

    /** Opens a window of that size. */
    Page window(int width, int height) {
        window = requireNonNull(chromium).window(width, height, ColorScheme.LIGHT);
        page = window.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        return page;
    }

    private Page page() {
        return requireNonNull(page);
    }

    /** What the browser's console says; a test that expects some takes it away. */
    List<String> complaints() {
        return complaints;
    }

    void go(String path) {
        page().navigate(weir().url() + path);
    }

    void signIn() {
        go("/console/login");
        page().getByLabel("Key").fill(weir().adminKey());
        button("Sign in").click();
        page().waitForURL(weir().url() + "/console");
    }

    Locator button(String name) {
        return page().getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator link(String name) {
        return page().getByRole(
                        AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator answer() {
        return page().locator(".msg--answer");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (window != null) {
            window.close();
        }
        List<String> said = List.copyOf(complaints);
        complaints.clear();
        assertThat(said).as("what the browser's console says").isEmpty();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (weir != null) {
            weir.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }
}
