package dev.weir.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConsoleTest {
    private static final String TRACE = "/console/traces/" + FakeTraces.RICH.value();
    private static final String DOCUMENT =
            Link.document("policies", FakeKnowledge.ID).address();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static FakeServer filled;
    private static FakeServer empty;

    @BeforeAll
    static void start() throws IOException {
        filled = new FakeServer(0, true, false);
        empty = new FakeServer(0, false, false);
    }

    @AfterAll
    static void stop() {
        filled.close();
        empty.close();
    }

    @Test
    void aDryRunSaysWhoIsCalledWhoIsNotAndWhatIsWrong() throws Exception {
        Document page = Jsoup.parse(get(filled, "/console/models?model=support-main&text=a&regions=eu", "developer")
                .body());
        assertThat(page.select("#explanation").text())
                .contains("1 of 2 deployments", "openai/gpt-4.1", "0.004018 USD", "does not say in which region it is");
        assertThat(page.select(".flow--fan").text()).contains("75%", "openai/gpt-4.1", "Probe in 9 s");
        assertThat(page.select("#deployments").text())
                .contains("24 of 300 requests a min", "3 of 20 at once", "weight 3", "only in eu");
        assertThat(get(filled, "/console/models?model=none%3B+ls", "owner").body())
                .contains("There is no such model.")
                .doesNotContain("explain none");
        assertThat(get(filled, "/console/models?max_tokens=many", "owner").statusCode())
                .isEqualTo(400);
        assertThat(Jsoup.parse(get(filled, "/console/models?model=support-main", "viewer")
                                .body())
                        .select("#explanation, form[action=/console/models]"))
                .isEmpty();
    }

    @Test
    void everyPageThatAnyPageLinksToAnswersAndKeepsTheContentPolicy() throws Exception {
        for (FakeServer server : new FakeServer[] {filled, empty}) {
            Deque<String> open = new ArrayDeque<>(Set.of("/console", "/console/login", "/console/ask?q=a"));
            Set<String> seen = new TreeSet<>(open);
            while (!open.isEmpty()) {
                String path = open.poll();
                HttpResponse<String> response = get(server, path, "owner");
                assertThat(response.statusCode()).as(path).isEqualTo(200);
                if (type(response).startsWith("text/html")) {
                    checkPolicy(response, path);
                    links(response.body(), path).stream().filter(seen::add).forEach(open::add);
                }
            }
            assertThat(seen).anyMatch(path -> path.endsWith("weir.css")).contains("/console/keys", "/api/reference");
        }
    }

    private static void checkPolicy(HttpResponse<String> response, String path) {
        assertThat(response.headers().firstValue("content-security-policy"))
                .as(path)
                .contains(Html.POLICY);
        assertThat(response.headers().firstValue("x-content-type-options")).contains("nosniff");
        Document page = Jsoup.parse(response.body());
        assertThat(page.select("[style], style")).as("styles in " + path).isEmpty();
        assertThat(page.select("script:not([src])")).as("scripts in " + path).isEmpty();
        for (Element element : page.getAllElements()) {
            assertThat(element.attributes().asList())
                    .as(path)
                    .noneMatch(attribute -> attribute.getKey().startsWith("on")
                            || attribute.getKey().startsWith("hx-on")
                            || attribute.getValue().startsWith("javascript:"));
        }
        if (!path.contains("/passage")) {
            assertThat(page.select("h1")).as("h1 in " + path).hasSize(1);
        }
    }

    private static Set<String> links(String html, String path) {
        Set<String> links = new TreeSet<>();
        for (Element element : Jsoup.parse(html, "http://weir" + path).select("[href], [src], [hx-get]")) {
            for (String name : new String[] {"href", "src", "hx-get"}) {
                String address = element.hasAttr(name) ? element.absUrl(name) : "";
                if (address.startsWith("http://weir/")) {
                    links.add(address.substring("http://weir".length()).replaceFirst("#.*", ""));
                }
            }
        }
        return links;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console/traces?q=%3Cscript%3Ealert('escaped?')%3C/script%3E", "trace", "document"})
    void aScriptInAMessageADocumentOrAnAddressIsTextOnThePage(String path) throws Exception {
        String address = path.equals("trace") ? TRACE : path.equals("document") ? DOCUMENT : path;
        String body = get(filled, address, "viewer").body();
        assertThat(body).doesNotContain("<script>alert").containsAnyOf("&lt;script&gt;alert", "&lt;script>alert");
    }

    @Test
    void whoHasNotSignedInIsSentToTheLoginPageAndBack() throws Exception {
        HttpResponse<String> refused = get(filled, "/console/traces?model=small", "");
        assertThat(refused.statusCode()).isEqualTo(303);
        String login = refused.headers().firstValue("location").orElseThrow();
        assertThat(login).isEqualTo("/console/login?next=%2Fconsole%2Ftraces%3Fmodel%3Dsmall");
        String next =
                Jsoup.parse(get(filled, login, "").body()).select("[name=next]").attr("value");
        HttpResponse<String> in = post(filled, "/console/login", "", "key=viewer&next=" + encoded(next), "same-origin");
        assertThat(in.headers().firstValue("location")).contains("/console/traces?model=small");
        assertThat(in.headers().firstValue("set-cookie").orElseThrow()).startsWith("weir=viewer; HttpOnly");
    }

    @Test
    void anErrorKeepsTheNavigationOfWhoIsSignedIn() throws Exception {
        for (String path : List.of("/console/nowhere", "/console/traces/ex_nobody", "/console/knowledge/nobody")) {
            HttpResponse<String> missing = get(filled, path, "viewer");
            assertThat(missing.statusCode()).as(path).isEqualTo(404);
            checkPolicy(missing, path);
            Document page = Jsoup.parse(missing.body());
            assertThat(page.select("nav.nav a[href=/console/traces]")).as(path).hasSize(1);
            assertThat(page.select("main h1").text()).isEqualTo("Not found");
            assertThat(page.select(".error-page code").text()).contains("not_found");
        }
        Document stranger = Jsoup.parse(get(filled, "/console/nowhere", "").body());
        assertThat(stranger.select("nav")).isEmpty();
        assertThat(stranger.select("h1").text()).isEqualTo("Not found");
    }

    @Test
    void aFragmentForHtmxIsToldToLeaveInsteadOfBeingRedirected() throws Exception {
        HttpRequest request = request(filled, "/console/traces", "")
                .header("hx-request", "true")
                .build();
        HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("hx-redirect")).contains("/console/login");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://evil.example", "//evil.example", "/\\evil.example", "/console\r\nx: y", "javascript:1"})
    void afterTheLoginOnlyAnAddressOfTheConsoleIsFollowed(String next) {
        assertThat(LoginPages.local(next)).isEqualTo("/console");
    }

    @Test
    void aWrongKeyIsToldSoAndNothingIsSet() throws Exception {
        HttpResponse<String> response = post(filled, "/console/login", "", "key=wrong", "same-origin");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("set-cookie")).isEmpty();
        assertThat(response.body()).contains("No key of this server");
    }

    @Test
    void theAuditPageFiltersProvesAndVerifiesOnlyForThoseWhoSeeAll() throws Exception {
        String page = get(filled, "/console/audit?subject=ex_01KB3Z", "admin").body();
        assertThat(page).contains("exchange.closed").doesNotContain("key.create");
        assertThat(get(filled, "/console/audit/1", "admin").body()).contains("exchange.closed", "./weir audit prove 1");
        for (String none : List.of("/console/audit/9", "/console/audit/x")) {
            assertThat(get(filled, none, "admin").statusCode()).isEqualTo(404);
        }
        assertThat(get(empty, "/console/audit", "admin").body()).contains("No entry yet");
        assertThat(get(filled, "/console/audit", "developer").statusCode()).isEqualTo(403);
        assertThat(post(filled, "/console/audit", "owner", "", "same-origin").statusCode())
                .isEqualTo(403);
    }

    @Test
    void aFormFromAnotherSiteChangesNothing() throws Exception {
        String keys = "/console/keys";
        HttpResponse<String> cross = post(filled, keys, "owner", "name=stolen&role=viewer", "cross-site");
        assertThat(cross.statusCode()).isEqualTo(403);
        assertThat(get(filled, keys, "owner").body()).doesNotContain("stolen");
    }

    @Test
    void anotherSiteCannotSignABrowserInOrOut() throws Exception {
        for (String path : List.of("/console/login", "/console/logout")) {
            HttpResponse<String> cross = post(filled, path, "owner", "key=viewer", "cross-site");
            assertThat(cross.statusCode()).isEqualTo(403);
            assertThat(cross.headers().firstValue("set-cookie")).isEmpty();
        }
    }

    @Test
    void aRoleThatIsTooLowIsNamed() throws Exception {
        HttpResponse<String> response = get(filled, "/console/keys", "viewer");
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("this needs admin").contains("An owner or admin can create a key");
        assertThat(Jsoup.parse(get(filled, "/console", "viewer").body()).select("nav a[href=/console/keys]"))
                .isEmpty();
    }

    @Test
    void nobodyMakesAKeyThatMayDoMoreThanTheirOwn() throws Exception {
        assertThat(post(filled, "/console/keys", "admin", "name=x&role=owner", "same-origin")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aNewKeyIsShownOnceAndARevokedOneSaysSo() throws Exception {
        try (FakeServer server = new FakeServer(0, false, false)) {
            String made = post(server, "/console/keys", "owner", "name=bot&role=developer", "same-origin")
                    .body();
            assertThat(Jsoup.parse(made).select("#made-key").text()).isEqualTo("wk_made_up_and_shown_once_NEW1");
            assertThat(get(server, "/console/keys", "owner").body()).doesNotContain("made_up");
            assertThat(get(server, "/console/keys/key_NEW1/revoke", "owner").body())
                    .contains("Revoke the key bot?");
            post(server, "/console/keys/key_NEW1/revoke", "owner", "", "same-origin");
            assertThat(get(server, "/console/keys", "owner").body()).contains("Revoked 19 Nov 2026");
        }
    }

    @Test
    void aKnowledgeBaseIsCreatedFilledByFormAndByFileAndDeleted() throws Exception {
        try (FakeServer server = new FakeServer(0, false, false)) {
            post(server, "/console/knowledge", "developer", "name=policies", "same-origin");
            String base = "/console/knowledge/policies";
            post(server, base + "/documents", "developer", "title=a+note&text=hello", "same-origin");
            upload(server, base + "/documents", "terms & conditions.txt", "Thirty days.");
            assertThat(get(server, base, "viewer").body()).contains("a note.md", "terms &amp; conditions.txt");
            assertThat(post(server, base + "/documents", "developer", "title=&text=x", "same-origin")
                            .body())
                    .contains("The text has no name.");
            post(server, base + "/delete", "developer", "", "same-origin");
            assertThat(get(server, base, "viewer").statusCode()).isEqualTo(404);
        }
    }

    private static void upload(FakeServer server, String path, String name, String text) throws Exception {
        String body = "--cut\r\nContent-Disposition: form-data; name=\"files\"; filename=\"" + name
                + "\"\r\nContent-Type: text/plain\r\n\r\n" + text + "\r\n--cut--\r\n";
        HttpRequest request = request(server, path, "developer")
                .header("content-type", "multipart/form-data; boundary=cut")
                .header("sec-fetch-site", "same-origin")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        assertThat(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(303);
    }

    @Test
    void aCitedSpanIsMarkedExactly() throws Exception {
        int start = FakeKnowledge.TEXT.indexOf(FakeKnowledge.TENTS);
        String address = Link.passage("policies", FakeKnowledge.ID, start, start + FakeKnowledge.TENTS.length())
                .address();
        Document page = Jsoup.parse(
                get(filled, address.replaceFirst("#.*", ""), "viewer").body());
        assertThat(page.select(".document mark").text()).isEqualTo(FakeKnowledge.TENTS);
        assertThat(page.select("#cited")).hasSize(1);
        page.select(".chunk-edge").remove();
        assertThat(page.expectFirst(".document").wholeText()).isEqualTo(FakeKnowledge.TEXT);
    }

    @Test
    void aTraceShowsItsArithmeticAndTheChosenAttempt() throws Exception {
        Document second = Jsoup.parse(get(filled, TRACE, "viewer").body());
        assertThat(second.select("#cost tfoot").text()).isEqualTo("Settled 3,798 $0.006840");
        assertThat(second.select(".waterfall tr[aria-selected] .name").text()).isEqualTo("attempt 2, gpt-4.1");
        Document first = Jsoup.parse(get(filled, TRACE + "?attempt=1", "viewer").body());
        assertThat(first.select(".pane__head .badge").text()).isEqualTo("Failed");
        assertThat(first.select("#cost header p").text()).isEqualTo("provider_unavailable");
    }

    @Test
    void whatIsNotThereIsSaidOnAPageWithTheRequestId() throws Exception {
        for (String path : new String[] {"/console/nowhere", "/console/traces/ex_none", "/console/knowledge/none"}) {
            HttpResponse<String> response = get(filled, path, "owner");
            assertThat(response.statusCode()).as(path).isEqualTo(404);
            checkPolicy(response, path);
            assertThat(response.body())
                    .contains(response.headers().firstValue("x-request-id").orElseThrow());
        }
        assertThat(get(filled, "/console/traces?min_ms=soon", "owner").body())
                .contains("A whole number from 0 to 86400000");
    }

    @Test
    void assetsMayBeKeptForAYearUnderTheirHashOnly() throws Exception {
        String sheet = Jsoup.parse(get(filled, "/console/login", "").body())
                .select("link[href$=weir.css]")
                .attr("href");
        HttpResponse<String> current = get(filled, sheet, "");
        assertThat(current.headers().firstValue("cache-control")).contains("public, max-age=31536000, immutable");
        assertThat(type(current)).isEqualTo("text/css; charset=utf-8");
        HttpResponse<String> old = get(filled, "/console/assets/0123456789ab/weir.css", "");
        assertThat(old.headers().firstValue("cache-control")).contains("no-cache");
        assertThat(get(filled, "/console/assets/0123456789ab/..%2fConsole.class", "")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void htmxIsTheReleaseThatWasReviewed() throws Exception {
        try (var in = Console.class.getResourceAsStream("assets/htmx.min.js")) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
            assertThat(HexFormat.of().formatHex(hash))
                    .as("dist/htmx.min.js of the npm package htmx.org 2.0.11")
                    .isEqualTo("d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717");
        }
    }

    @Test
    void theOpenApiDocumentDescribesTheApiAndNotTheConsole() throws Exception {
        JsonNode document = JsonMapper.shared()
                .readTree(get(filled, "/api/openapi.json", "").body());
        assertThat(document.path("openapi").asString()).isEqualTo("3.1.1");
        assertThat(document.path("paths").propertyNames()).noneMatch(path -> path.startsWith("/console"));
        JsonNode chat = document.at("/paths/~1v1~1chat~1completions/post");
        assertThat(chat.at("/requestBody/content/application~1json/example/model")
                        .asString())
                .isEqualTo("weir/extractive");
        assertThat(chat.at("/security/0/key").isArray()).isTrue();
        JsonNode file = document.at("/paths/~1api~1kb~1{name}~1files~1{path}/get");
        assertThat(file.path("parameters").size()).isEqualTo(2);
        assertThat(document.at("/components/schemas/Error/properties/error/properties/code/type")
                        .asString())
                .isEqualTo("string");
    }

    @Test
    void anEmptyConsoleSaysHowToBegin() throws Exception {
        Document home = Jsoup.parse(get(empty, "/console", "owner").body());
        assertThat(home.select(".next h3").eachText())
                .containsExactly("Add your documents", "Send the first call", "Add a provider");
        assertThat(home.select("#first-call pre").text()).contains("curl http://127.0.0.1:" + empty.port() + "/v1/");
    }

    private static String type(HttpResponse<String> response) {
        return response.headers().firstValue("content-type").orElse("");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpRequest.Builder request(FakeServer server, String path, String role) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
        return role.isEmpty() ? request : request.header("cookie", "weir=" + role);
    }

    private static HttpResponse<String> get(FakeServer server, String path, String role) throws Exception {
        return CLIENT.send(request(server, path, role).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(FakeServer server, String path, String role, String form, String site)
            throws Exception {
        HttpRequest.Builder request = request(server, path, role)
                .header("content-type", "application/x-www-form-urlencoded")
                .header("sec-fetch-site", site)
                .POST(HttpRequest.BodyPublishers.ofString(form));
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
