package dev.weir.tests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ViewportSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the console's pictures for {@code docs/images}: {@code mvn -pl weir-tests -am test -Dtest=ScreenshotTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dweir.screenshots.write=true}.
 */
@EnabledIfSystemProperty(named = "weir.screenshots.write", matches = "true")
class ScreenshotTest {
    private static final int LARGEST = 250_000;

    /** A whole window of hashes and numbers is more than that. */
    private static final int VERDICT_HEIGHT = 640;

    @TempDir
    private Path data;

    @Test
    void picturesOfEveryPageAreSmallAndWithoutComplaints() throws Exception {
        Path folder = Files.createDirectories(Path.of(System.getProperty("weir.root"), "docs", "images"));
        List<String> complaints = new ArrayList<>();
        try (Chromium chromium = Chromium.orSkip();
                ShopDay day = ShopDay.spend(data)) {
            Map<String, String> pages = pages(day);
            String key = day.ownersKey();
            for (int width : new int[] {1440, 390}) {
                try (BrowserContext window = chromium.window(width, width > 400 ? 1000 : 844, ColorScheme.LIGHT)) {
                    Page page = watched(window, complaints);
                    signIn(page, day, key, folder.resolve("login-" + width + ".png"));
                    for (var each : pages.entrySet()) {
                        String path = each.getKey().equals("key") && width < 400
                                ? each.getValue() + "#chain"
                                : each.getValue();
                        picture(page, day, path, folder.resolve(each.getKey() + "-" + width + ".png"));
                    }
                }
            }
            try (BrowserContext window = chromium.window(1440, 1000, ColorScheme.DARK)) {
                Page page = watched(window, complaints);
                signIn(page, day, key, null);
                for (String name : List.of("home", "ask", "trace", "models", "batch", "costs", "billing")) {
                    picture(page, day, pages.getOrDefault(name, "/console"), folder.resolve(name + "-1440-dark.png"));
                }
            }
        }
        assertThat(complaints).isEmpty();
    }

    private static Map<String, String> pages(ShopDay day) {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put(
                "ask", "/console/ask?kb=help-center&model=support-main&q=How+many+days+do+I+have+to+return+a+tent%3F");
        String exchange = day.lastQuestion();
        String fallback = day.trouble();
        day.revokePrototype();
        pages.put("home", "/console");
        pages.put("traces", "/console/traces");
        pages.put("costs", "/console/costs?range=30d");
        pages.put("costs-tags", "/console/costs?range=month&by=tag%3Ateam");
        pages.put("trace", "/console/traces/" + exchange);
        pages.put("trace-fallback", "/console/traces/" + fallback);
        pages.put("knowledge", "/console/knowledge");
        pages.put("knowledge-base", "/console/knowledge/help-center");
        pages.put("document", day.citedPassage());
        pages.put("search", "/console/knowledge/help-center/search?q=How+long+does+a+repair+take%3F");
        pages.put(
                "models",
                "/console/models?model=support-main&text=How+many+days+do+I+have+to+return+a+tent%3F&max_tokens=400&regions=eu");
        pages.put("batches", "/console/batches");
        pages.put("batch", "/console/batches/" + day.batch());
        String key = "/console/keys?key=" + day.id("night-batch");
        pages.put("keys", "/console/keys");
        pages.put("key", key);
        pages.put(
                "key-try",
                key + "&try=" + day.id("night-batch") + "&model=reports&in=90000&out=8000&tag=team%3Dmarketing#try");
        pages.put("billing", "/console/billing");
        pages.put("invoice", "/console/billing/INV-000001");
        pages.put(
                "invoice-line",
                "/console/billing/INV-000001/lines/" + day.books().line("INV-000001", "support-main"));
        pages.put("audit", "/console/audit?kind=admin");
        pages.put("audit-verified", "/console/audit");
        pages.put("audit-proof", "/console/audit/" + day.books().lastChangeOfLimits());
        pages.put("reference", "/api/reference");
        return pages;
    }

    private static Page watched(BrowserContext window, List<String> complaints) {
        Page page = window.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(page.url() + ": " + message.text());
            }
        });
        page.onPageError(complaints::add);
        return page;
    }

    private static void signIn(Page page, ShopDay day, String key, @Nullable Path file) throws IOException {
        page.navigate(day.url() + "/console/login");
        if (file != null) {
            take(page, file);
        }
        page.getByLabel("Key").fill(key);
        page.keyboard().press("Enter");
        page.waitForURL(day.url() + "/console");
    }

    private static void picture(Page page, ShopDay day, String path, Path file) throws IOException {
        page.navigate(day.url() + path);
        if (path.startsWith("/console/ask")) {
            assertThat(page.locator(".msg__foot")).isVisible();
            assertThat(page.locator("#passage .around").first()).isAttached();
        }
        if (file.getFileName().toString().startsWith("audit-verified")) {
            page.getByText("Verify the log").click();
            assertThat(page.getByText("The log is whole")).isVisible();
            ViewportSize usual = page.viewportSize();
            page.setViewportSize(usual.width, VERDICT_HEIGHT);
            take(page, file);
            page.setViewportSize(usual.width, usual.height);
            return;
        }
        take(page, file);
    }

    private static void take(Page page, Path file) throws IOException {
        Path whole = Files.createDirectories(Path.of("target", "screenshots")).resolve(file.getFileName());
        page.screenshot(new Page.ScreenshotOptions().setPath(whole).setFullPage(true));
        page.screenshot(new Page.ScreenshotOptions().setPath(file));
        assertThat(Files.size(file)).as(file + " in bytes").isLessThan(LARGEST);
    }
}
