package dev.weir.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.Request;
import dev.weir.spi.Cancellation;
import dev.weir.spi.KeyId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Role;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {
    private static final Principal WHO = new Principal(
            new KeyId("key_1"), "ci", new OrganizationId("org_1"), new ProjectId("proj_1"), Role.DEVELOPER, false);

    private static Fingerprint of(String path, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return Fingerprint.of(Request.inside("req_1", path, bytes, WHO, new Cancellation(), Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 1, \"b\": [1, 2]} | {\"b\":[1,2],\"a\":1} | true",
                "{\"a\": {\"x\": 1, \"y\": 2}} | {\"a\": {\"y\": 2, \"x\": 1}} | true",
                "{\"a\": \"\\u00e4\"} | {\"a\": \"ä\"} | true",
                "{\"a\": [1, 2]} | {\"a\": [2, 1]} | false",
                "{\"a\": 1} | {\"a\": \"1\"} | false",
                "{\"a\": null} | {} | false",
                "{\"a\": true} | {\"a\": false} | false",
                "{\"a\": 0.1} | {\"a\": 0.2} | false",
                "no JSON | no JSON | true",
                "no JSON | other text | false"
            })
    void onlyWhatTheBodySaysCounts(String one, String other, boolean same) {
        assertThat(of("/v1/messages", one).equals(of("/v1/messages", other))).isEqualTo(same);
    }

    @Test
    void thePathCounts() {
        assertThat(of("/v1/messages", "{}")).isNotEqualTo(of("/v1/completions", "{}"));
    }

    @Test
    void itIsKnownAgainByItsBytes() {
        Fingerprint fingerprint = of("/v1/messages", "{}");
        assertThat(fingerprint.is(fingerprint.bytes())).isTrue();
        assertThat(fingerprint.is(of("/v1/messages", "[]").bytes())).isFalse();
    }
}
