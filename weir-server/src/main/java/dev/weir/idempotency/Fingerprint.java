package dev.weir.idempotency;

import dev.weir.http.Request;
import dev.weir.spi.EndUser;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells a request's parameters from others: a SHA-256 over its path, query, body, and the headers that decide about its
 * answer, and whom it is made for with groups and attributes. White space in a body and the order of its members make no difference.
 */
record Fingerprint(String hex) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

    private static final List<String> HEADERS = List.of("anthropic-beta", "openai-beta", "x-weir-cache");

    static Fingerprint of(Request request) {
        Sha256 digest = new Sha256().part(request.path()).part(request.query()).part(canonical(request.body()));
        HEADERS.forEach(name -> digest.part(request.header(name).orElse("")));
        EndUser user = request.principal().endUser();
        if (user != null) {
            digest.part(user.text());
        }
        return new Fingerprint(digest.hex());
    }

    private static byte[] canonical(byte[] body) {
        try {
            return JSON.writeValueAsBytes(JSON.readTree(body));
        } catch (JacksonException e) {
            return body;
        }
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    boolean is(byte[] other) {
        return HexFormat.of().formatHex(other).equals(hex);
    }
}
