package dev.weir.console;

import dev.weir.http.Response;
import gg.jte.html.HtmlTemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/** Renders a template into a response that a browser treats with suspicion. */
final class Html {
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
            + " img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final Map<String, String> HEADERS = Map.of(
            "content-type",
            "text/html; charset=utf-8",
            "content-security-policy",
            POLICY,
            "x-content-type-options",
            "nosniff",
            "referrer-policy",
            "same-origin",
            "cross-origin-opener-policy",
            "same-origin",
            "cache-control",
            "no-store");

    private Html() {}

    static Response.Full page(Consumer<HtmlTemplateOutput> template) {
        return page(200, template);
    }

    static Response.Full page(int status, Consumer<HtmlTemplateOutput> template) {
        StringOutput text = new StringOutput(32 * 1024);
        template.accept(new OwaspHtmlTemplateOutput(text));
        return new Response.Full(status, HEADERS, text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
