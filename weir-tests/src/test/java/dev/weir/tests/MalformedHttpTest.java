package dev.weir.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.TestingWeir;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Requests that are wrong as HTTP: too large, cut, packed, of the wrong kind. The limits are the defaults. */
class MalformedHttpTest {
    private static final int MEGABYTE = 1 << 20;
    private static final String GOOD =
            "{\"model\": \"sim/m\", \"max_tokens\": 5, \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}";

    private static TestingWeir weir;
    private static Door door;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("files: {max_size: 1MB}\n");
        door = Door.of(weir);
    }

    @AfterAll
    static void stop() {
        try {
            assertThat(weir.simulator().served()).isEmpty();
            assertThat(door.get("/api/exchanges").json().path("data")).isEmpty();
        } finally {
            weir.close();
        }
    }

    /** Asserts the shape of the error, and gives its words. */
    private static String error(String path, int status, JsonNode body, int wanted) {
        assertThat(status).as(body.toString()).isEqualTo(wanted);
        if (path.startsWith("/v1/messages")) {
            assertThat(body.path("type").asString()).isEqualTo("error");
            assertThat(body.at("/error/type").asString())
                    .isEqualTo(wanted == 413 ? "request_too_large" : "invalid_request_error");
        } else {
            assertThat(body.at("/error/type").asString()).isEqualTo("invalid_request_error");
            assertThat(body.at("/error/code").asString()).isNotEmpty();
        }
        assertThat(body.at("/error/message").asString()).hasSizeGreaterThan(15).doesNotContainPattern("\\w+Exception");
        return body.at("/error/message").asString();
    }

    private static String error(String path, Wire.Reply reply, int wanted) {
        assertThat(reply.header("x-request-id")).startsWith("req_");
        return error(path, reply.status(), reply.json(), wanted);
    }

    private static String head(String method, String path) {
        return Wire.head(method, path, weir.adminKey());
    }

    private static Wire wire() throws IOException {
        return new Wire(weir.weir().port());
    }

    /** A client that first sends all of it and then looks for the answer gets the answer, and no reset. */
    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, true",
        "/v1/chat/completions, false",
        "/v1/responses, true",
        "/v1/embeddings, false",
        "/v1/messages, true",
        "/v1/messages, false",
        "/v1/batches, true"
    })
    void fortyMegabytesAreRefused(String path, boolean sized) throws IOException {
        byte[] piece = "x".repeat(MEGABYTE).getBytes(UTF_8);
        try (Wire wire = wire()) {
            wire.write(head("POST", path) + "Content-Type: application/json\r\n"
                    + (sized ? "Content-Length: " + 40 * MEGABYTE : "Transfer-Encoding: chunked") + "\r\n\r\n");
            for (int i = 0; i < 40; i++) {
                if (sized) {
                    wire.write(piece);
                } else {
                    wire.write(Integer.toHexString(piece.length) + "\r\n")
                            .write(piece)
                            .write("\r\n");
                }
            }
            if (!sized) {
                wire.write("0\r\n\r\n");
            }

            assertThat(error(path, wire.read(), 413)).contains("server.max_body");
        }
        assertThat(door.get("/healthz").status()).isEqualTo(200);
    }

    @Test
    void aBodyThatIsAnnouncedTooLargeIsNotAskedFor() throws IOException {
        try (Wire wire = wire()) {
            wire.write(head("POST", "/v1/chat/completions") + "Expect: 100-continue\r\nContent-Length: " + 40 * MEGABYTE
                    + "\r\n\r\n");

            assertThat(error("/v1", wire.read(), 413)).contains("server.max_body");
        }
        try (Wire wire = wire()) {
            wire.write(head("POST", "/v1/chat/completions") + "Expect: 100-continue\r\nContent-Length: 1\r\n\r\n");

            assertThat(wire.read().status()).isEqualTo(100);
            assertThat(error("/v1", wire.write("{").read(), 400)).contains("not valid JSON");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/messages", "/v1/files", "/v1/responses"})
    void aPackedBodyIsNotUnpacked(String path) throws IOException {
        for (String encoding : List.of("gzip", "br", "x-".repeat(500))) {
            try (Wire wire = wire()) {
                wire.write(head("POST", path) + "Content-Type: application/json\r\nContent-Encoding: " + encoding
                        + "\r\nContent-Length: 4\r\n\r\n\u001f\u008b\b\u0000");

                assertThat(error(path, wire.read(), 415)).contains("content-encoding", "not unpacked");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/chat/completions",
                "/v1/completions",
                "/v1/responses",
                "/v1/embeddings",
                "/v1/moderations",
                "/v1/rerank",
                "/v1/messages",
                "/v1/messages/count_tokens",
                "/v1/batches"
            })
    void aFormIsNoJson(String path) throws IOException {
        String form = "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nsim/m\r\n--b--\r\n";
        try (Wire wire = wire()) {
            wire.write(head("POST", path) + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: "
                    + form.length() + "\r\n\r\n" + form);

            assertThat(error(path, wire.read(), 415)).contains("takes JSON", "multipart/form-data");
        }
    }

    /** As curl says it of any body: what counts is the body. */
    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "text/plain", "application/json; charset=latin1", ""})
    void jsonIsReadUnderAnyOtherName(String type) throws IOException {
        try (Wire wire = wire()) {
            wire.write(head("POST", "/v1/chat/completions") + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n")
                    + "Content-Length: 16\r\n\r\n{\"model\": \"sim\"}");

            assertThat(error("/v1", wire.read(), 400)).contains("'messages' is missing");
        }
    }

    @Test
    void aMethodThatIsNotTakenIsAnsweredWithThoseThatAre() throws IOException {
        Map<String, String> taken = Map.of(
                "/v1/chat/completions", "POST",
                "/v1/completions", "POST",
                "/v1/responses", "POST",
                "/v1/embeddings", "POST",
                "/v1/moderations", "POST",
                "/v1/rerank", "POST",
                "/v1/messages", "POST",
                "/v1/messages/count_tokens", "POST",
                "/v1/models", "GET, HEAD",
                "/v1/batches", "GET, HEAD, POST");
        for (Map.Entry<String, String> route : new TreeMap<>(taken).entrySet()) {
            String path = route.getKey();
            for (String method : Set.of("GET", "PUT", "DELETE", "PATCH", "OPTIONS")) {
                if (List.of(route.getValue().split(", ")).contains(method)) {
                    continue;
                }
                try (Wire wire = wire()) {
                    Wire.Reply reply = wire.write(head(method, path) + "\r\n").read();

                    error(path, reply, 405);
                    assertThat(reply.header("allow")).isEqualTo(route.getValue());
                }
            }
        }
    }

    @Test
    void aHeadThatIsTooLongIsAnsweredInTheWordsOfItsPath() throws IOException {
        try (Wire wire = wire()) {
            wire.write(head("POST", "/v1/messages") + "X-Long: " + "x".repeat(40_000) + "\r\n\r\n");

            assertThat(error("/v1/messages", wire.read(), 431)).contains("headers are too long");
        }
        try (Wire wire = wire()) {
            wire.write("GET /v1/models?" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(error("/v1", wire.read(), 414)).contains("first line");
        }
        try (Wire wire = wire()) {
            assertThat(wire.write("GET / HTTP/9.9\r\n\r\n").read().status()).isBetween(400, 505);
        }
        assertThat(door.get("/healthz").status()).isEqualTo(200);
    }

    @Test
    void aBodyThatIsCutLeavesNothingBehind() throws Exception {
        for (String framing : List.of("Content-Length: 500", "Transfer-Encoding: chunked")) {
            try (Wire wire = wire()) {
                wire.write(head("POST", "/v1/chat/completions") + framing + "\r\n\r\n"
                        + (framing.startsWith("T") ? "50\r\n" : "") + GOOD.substring(0, 30));
                wire.endOfInput();
            }
        }
        assertThat(door.get("/healthz").status()).isEqualTo(200);
        assertThat(weir.simulator().served()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    zz\\r\\n          | chunk size that is no number
                    -5\\r\\nhello     | negative chunk size
                    ffffffffffffffff\\r\\n{ | chunk size beyond 63 bits
                    5\\r\\n{hello     | chunk without its end
                    """)
    void chunksThatAreWrittenWronglyEndTheConnection(String chunks, String what) throws IOException {
        try (Wire wire = wire()) {
            wire.write(head("POST", "/v1/chat/completions") + "Transfer-Encoding: chunked\r\n\r\n"
                    + chunks.replace("\\r", "\r").replace("\\n", "\n") + "\r\nyyyyyyyyyyyyy\r\n\r\n");
            wire.endOfInput();
            try {
                assertThat(wire.read().status()).as(what).isBetween(400, 499);
            } catch (IOException closed) {
                assertThat(closed).hasMessageContaining("closed");
            }
        }
        assertThat(door.get("/healthz").status()).isEqualTo(200);
    }

    /** What a proxy before Weir could read as another request: RFC 9112, section 6.1. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Content-Length: +5",
                "Content-Length: 5, 6",
                "Content-Length: x",
                "Transfer-Encoding: chunked, identity"
            })
    void lengthsThatDisagreeAreNotTaken(String framing) throws IOException {
        try (Wire wire = wire()) {
            wire.write(head("POST", "/v1/chat/completions") + framing + "\r\n\r\n{\"a\":1}");
            wire.endOfInput();
            try {
                assertThat(wire.read().status()).isBetween(400, 501);
            } catch (IOException closed) {
                assertThat(closed).hasMessageContaining("closed");
            }
        }
        assertThat(weir.simulator().served()).isEmpty();
    }

    @Test
    void formsThatAreNoneAreRefused() throws IOException {
        Map<String, String> bodies = Map.of(
                "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbat",
                "multipart/form-data", "--b\r\n\r\n--b--",
                "multipart/form-data; boundary=c", "no boundary in here at all",
                "application/json", "{\"purpose\": \"batch\"}");
        for (Map.Entry<String, String> body : bodies.entrySet()) {
            try (Wire wire = wire()) {
                wire.write(head("POST", "/v1/files") + "Content-Type: " + body.getKey() + "\r\nContent-Length: "
                        + body.getValue().length() + "\r\n\r\n" + body.getValue());

                Wire.Reply reply = wire.read();
                error("/v1/files", reply, body.getKey().startsWith("application") ? 415 : 400);
            }
        }
        assertThat(door.get("/v1/files").json().path("data")).isEmpty();
    }

    /** Where the form itself cannot be read, there is an answer, too, whether it is kept or passed by. */
    @ParameterizedTest
    @ValueSource(strings = {"/v1/files", "/v1/chat/completions", "/v1/messages"})
    void formsThatCannotBeReadAreAnswered(String path) throws IOException {
        String name = "--b\r\nContent-Disposition: form-data; name=\"purpose\"";
        List<String> bodies = List.of(
                "--b\r\nX-Other: y\r\n\r\nbatch\r\n--b--\r\n",
                "--b\r\nContent-Disposition: form-data; filename=\"x\"\r\n\r\nbatch\r\n--b--\r\n",
                name + "; filename=\"" + "x".repeat(5000) + "\"\r\n\r\nbatch\r\n--b--\r\n",
                name.replace("purpose", "p".repeat(100_000)) + "\r\n\r\nbatch\r\n--b--\r\n",
                (name + "\r\n\r\nbatch\r\n").repeat(2000) + "--b--\r\n");
        for (String body : bodies) {
            try (Wire wire = wire()) {
                wire.write(head("POST", path) + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body);

                assertThat(error(path, wire.read(), 400)).contains("multipart/form-data");
            }
        }
        assertThat(door.get("/v1/files").json().path("data")).isEmpty();
    }

    @Test
    void aFileThatIsTooLargeIsRefusedWhileItComes() throws Exception {
        byte[] file = ("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n"
                        + "x".repeat(5 * MEGABYTE) + "\r\n--b--\r\n")
                .getBytes(UTF_8);
        List<HttpResponse<byte[]>> replies = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (boolean sized : List.of(true, false)) {
                replies.add(client.send(
                        HttpRequest.newBuilder(URI.create(weir.url() + "/v1/files"))
                                .version(HttpClient.Version.HTTP_1_1)
                                .header("authorization", "Bearer " + weir.adminKey())
                                .header("content-type", "multipart/form-data; boundary=b")
                                .POST(
                                        sized
                                                ? BodyPublishers.ofByteArray(file)
                                                : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(file)))
                                .build(),
                        BodyHandlers.ofByteArray()));
            }
        }
        for (HttpResponse<byte[]> reply : replies) {
            assertThat(error(
                            "/v1/files",
                            reply.statusCode(),
                            tools.jackson.databind.json.JsonMapper.shared().readTree(reply.body()),
                            413))
                    .contains("files.max_size");
        }
        assertThat(door.get("/v1/files").json().path("data")).isEmpty();
    }
}
