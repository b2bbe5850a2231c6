package dev.weir.provider;

import dev.weir.http.Json;
import dev.weir.spi.Outbound;
import dev.weir.spi.OutboundException;
import dev.weir.spi.VendorBatches;
import dev.weir.spi.VendorBatches.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Calls to a vendor's batch API: JSON both ways, and results line by line. */
final class BatchCalls {
    private static final int LARGEST = 8 << 20;
    private static final int LONGEST_LINE = 64 << 20;
    /** Bytes a second. */
    private static final int SLOWEST = 64 << 10;

    private static final Outbound.Timeouts TIMEOUTS = new Outbound.Timeouts(
            Duration.ofSeconds(5), Duration.ofMinutes(2), Duration.ofMinutes(1), Duration.ofMinutes(30));

    private final VendorHttp http;

    BatchCalls(VendorHttp http) {
        this.http = http;
    }

    JsonNode get(String path) throws Failure {
        return send("GET", path, "application/json", new byte[0]);
    }

    JsonNode post(String path, byte[] body) throws Failure {
        return send("POST", path, "application/json", body);
    }

    JsonNode send(String method, String path, String type, byte[] body) throws Failure {
        try (Outbound.Reply reply = http.send(method, path, type, body, timeouts(body.length))) {
            byte[] answer = reply.readAll(LARGEST);
            if (reply.status() / 100 != 2) {
                throw failure(reply.status(), answer);
            }
            return answer.length == 0 ? Json.MAPPER.createObjectNode() : Json.MAPPER.readTree(answer);
        } catch (OutboundException e) {
            throw new Failure(true, e.getMessage());
        } catch (JacksonException e) {
            throw new Failure(true, method + " " + path + " was answered with something that is not JSON.");
        }
    }

    /** A batch takes its time on a narrow line. */
    private static Outbound.Timeouts timeouts(int bytes) {
        return new Outbound.Timeouts(
                TIMEOUTS.connect(),
                TIMEOUTS.head().plusSeconds(bytes / SLOWEST),
                TIMEOUTS.idle(),
                TIMEOUTS.total().plusSeconds(bytes / SLOWEST));
    }

    /** The name of something that was made. */
    static String id(JsonNode made) throws Failure {
        String id = made.path("id").asString("");
        if (id.isEmpty()) {
            throw new Failure(false, "what it made has no 'id'");
        }
        return id;
    }

    private static Failure failure(int status, byte[] answer) {
        boolean passing = status == 408 || status == 409 || status == 429 || status >= 500;
        return new Failure(passing, "status " + status + ", " + message(answer));
    }

    private static String message(byte[] answer) {
        try {
            return Json.MAPPER.readTree(answer).at("/error/message").asString("without a message");
        } catch (JacksonException e) {
            return "without a message";
        }
    }

    /** What to do with a line. */
    interface Lines {
        void take(JsonNode line) throws IOException;
    }

    /** Reads JSON lines as they come. */
    void lines(String path, Lines lines) throws Failure, IOException {
        try (Outbound.Reply reply = http.send("GET", path, "application/json", new byte[0], TIMEOUTS)) {
            if (reply.status() != 200) {
                throw failure(reply.status(), reply.readAll(LARGEST));
            }
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (byte[] piece = reply.next(); piece.length > 0; piece = reply.next()) {
                int from = 0;
                for (int at = 0; at < piece.length; at++) {
                    if (piece[at] == '\n') {
                        line.write(piece, from, at - from);
                        take(line, lines);
                        from = at + 1;
                    }
                }
                line.write(piece, from, piece.length - from);
                if (line.size() > LONGEST_LINE) {
                    throw new VendorBatches.Failure(false, "a result has more than " + LONGEST_LINE + " bytes");
                }
            }
            take(line, lines);
        } catch (OutboundException e) {
            throw new Failure(true, e.getMessage());
        } catch (JacksonException e) {
            throw new Failure(true, "a result is not JSON");
        }
    }

    private static void take(ByteArrayOutputStream line, Lines lines) throws IOException {
        byte[] bytes = line.toByteArray();
        line.reset();
        if (!new String(bytes, StandardCharsets.UTF_8).isBlank()) {
            lines.take(Json.MAPPER.readTree(bytes));
        }
    }

    /** Whether a request has a field of Weir's own, or cannot be read. */
    static boolean asksWeir(byte[] body) {
        try {
            return Json.MAPPER.readTree(body).has("weir");
        } catch (JacksonException e) {
            return true;
        }
    }

    /** Line ends in JSON stand only between its parts, where a space does as well. */
    static byte[] onOneLine(byte[] json) {
        byte[] line = json.clone();
        for (int i = 0; i < line.length; i++) {
            if (line[i] == '\n' || line[i] == '\r') {
                line[i] = ' ';
            }
        }
        return line;
    }
}
