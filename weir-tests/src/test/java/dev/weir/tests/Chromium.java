package dev.weir.tests;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Chromium that this machine has, driven by Playwright. Nothing is downloaded. */
final class Chromium implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final List<String> OPTIONS =
            List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** Starts it; where there is none, or Playwright's driver does not run, the tests are skipped and say why. */
    static Chromium orSkip() {
        Optional<Path> program = program();
        assumeTrue(program.isPresent(), "No browser to test with: none of " + NAMES + " is on the PATH");
        Playwright playwright = driver();
        try {
            return new Chromium(
                    playwright,
                    playwright
                            .chromium()
                            .launch(new BrowserType.LaunchOptions()
                                    .setExecutablePath(program.orElseThrow())
                                    .setArgs(OPTIONS)));
        } catch (PlaywrightException e) {
            playwright.close();
            return abort(program.orElseThrow() + " does not start here: " + e.getMessage());
        }
    }

    private static Playwright driver() {
        try {
            return Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        } catch (RuntimeException e) {
            return abort("Playwright's driver does not start here: " + e.getMessage());
        }
    }

    private static Optional<Path> program() {
        List<String> folders = List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
        return NAMES.stream()
                .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A window with cookies of its own; a narrow one is a phone's, whose scroll bars take no room. */
    BrowserContext window(int width, int height, ColorScheme colors) {
        BrowserContext window = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(colors)
                .setIsMobile(width < 600));
        window.setDefaultTimeout(10_000);
        return window;
    }

    @Override
    public void close() {
        playwright.close();
    }
}
