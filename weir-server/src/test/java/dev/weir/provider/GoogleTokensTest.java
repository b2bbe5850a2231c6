package dev.weir.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.spi.Cancellation;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Outbound;
import dev.weir.spi.OutboundException;
import dev.weir.spi.Provider;
import dev.weir.spi.ProviderSettings;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Access tokens of a service account whose key the test made. */
class GoogleTokensTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    static Path folder;

    private static KeyPair keys;
    private static Path file;

    private final List<Outbound.Request> asked = new ArrayList<>();
    private Instant now = Instant.parse("2026-08-01T12:00:00Z");
    private int status = 200;
    private String reply = "";
    private GoogleTokens tokens;

    @BeforeAll
    static void account() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
        file = folder.resolve("account.json");
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        Files.writeString(
                file,
                JSON.writeValueAsString(Map.of(
                        "type", "service_account",
                        "project_id", "p-1",
                        "private_key_id", "k-1",
                        "private_key", pem,
                        "client_email", "weir@p-1.iam.gserviceaccount.com",
                        "token_uri", "https://oauth2.googleapis.com/token")));
    }

    @BeforeEach
    void start() {
        tokens = new GoogleTokens(
                ServiceAccount.read(file), new ExtensionContext(this::send, () -> now, new Random(1)), false);
    }

    private Outbound.Reply send(Outbound.Request request, Cancellation cancellation) {
        asked.add(request);
        String body =
                reply.isEmpty() ? "{\"access_token\": \"ya29.t" + asked.size() + "\", \"expires_in\": 3599}" : reply;
        return new Said(status, body.getBytes(StandardCharsets.UTF_8));
    }

    private String header() throws OutboundException {
        return Objects.requireNonNull(tokens.headers(URI.create("https://x"), Map.of(), new byte[0], new Cancellation())
                .get("authorization"));
    }

    @Test
    void theAssertionIsSignedWithTheAccountsKey() throws Exception {
        assertThat(header()).isEqualTo("Bearer ya29.t1");

        String form = new String(asked.getFirst().body(), StandardCharsets.UTF_8);
        assertThat(asked.getFirst().uri().toString()).isEqualTo("https://oauth2.googleapis.com/token");
        assertThat(URLDecoder.decode(form, StandardCharsets.UTF_8))
                .startsWith("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=");
        String[] jwt = form.substring(form.lastIndexOf('=') + 1).split("\\.");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(keys.getPublic());
        signature.update((jwt[0] + "." + jwt[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(jwt[2]))).isTrue();
        JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(jwt[0]));
        JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(jwt[1]));
        assertThat(header.path("alg").asString()).isEqualTo("RS256");
        assertThat(header.path("kid").asString()).isEqualTo("k-1");
        assertThat(claims.path("iss").asString()).isEqualTo("weir@p-1.iam.gserviceaccount.com");
        assertThat(claims.path("aud").asString()).isEqualTo("https://oauth2.googleapis.com/token");
        assertThat(claims.path("scope").asString()).isEqualTo("https://www.googleapis.com/auth/cloud-platform");
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(3600);
    }

    @Test
    void aTokenIsKeptAndRenewedBeforeItExpires() throws Exception {
        assertThat(header()).isEqualTo("Bearer ya29.t1");
        now = now.plus(Duration.ofMinutes(54));
        assertThat(header()).isEqualTo("Bearer ya29.t1");
        now = now.plus(Duration.ofMinutes(2));
        assertThat(header()).isEqualTo("Bearer ya29.t2");

        assertThat(asked).hasSize(2);
    }

    @Test
    void aTokenThatStillHoldsIsUsedWhereItCannotBeRenewed() throws Exception {
        assertThat(header()).isEqualTo("Bearer ya29.t1");
        now = now.plus(Duration.ofMinutes(56));
        status = 503;
        assertThat(header()).isEqualTo("Bearer ya29.t1");
        now = now.plus(Duration.ofMinutes(10));

        assertThatThrownBy(this::header).isInstanceOf(OutboundException.class);
    }

    @Test
    void whatGoogleRefusesSaysWhy() {
        status = 400;
        reply = "{\"error\": \"invalid_grant\", \"error_description\": \"Invalid JWT Signature.\"}";

        assertThatThrownBy(this::header)
                .isInstanceOfSatisfying(
                        OutboundException.class,
                        e -> assertThat(e.reason()).isEqualTo(OutboundException.Reason.NOT_AUTHORIZED))
                .hasMessageContaining("Invalid JWT Signature.");
    }

    @Test
    void theSettingsOfVertexAreChecked() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.json"), "{\"private_key\": \"secret-stuff\"}");

        assertThat(faults(null, null)).extracting(Provider.Fault::key).containsExactly("options.project");
        assertThat(faults(null, file)).isEmpty();
        assertThat(faults("p", null)).isEmpty();
        assertThat(faults("p", broken)).singleElement().satisfies(fault -> {
            assertThat(fault.key()).isEqualTo("options.credentials");
            assertThat(fault.what()).doesNotContain("secret-stuff");
        });
        assertThat(faults("p", folder.resolve("nowhere.json")))
                .extracting(Provider.Fault::key)
                .containsExactly("options.credentials");
        assertThat(ServiceAccount.read(file).toString()).doesNotContain("PRIVATE");
    }

    private static List<Provider.Fault> faults(@Nullable String project, @Nullable Path credentials) {
        Map<String, String> options = new HashMap<>();
        if (project != null) {
            options.put("project", project);
        }
        if (credentials != null) {
            options.put("credentials", credentials.toString());
        }
        return new VertexProvider.Factory()
                .faults(new ProviderSettings("v", null, null, false, Map.of(), null, Map.of(), options));
    }

    /** A whole reply. */
    private record Said(int status, byte[] body) implements Outbound.Reply {
        @Override
        public Optional<String> header(String name) {
            return Optional.empty();
        }

        @Override
        public byte[] next() {
            return body;
        }

        @Override
        public byte[] readAll(int limit) {
            return body;
        }

        @Override
        public void close() {}
    }
}
