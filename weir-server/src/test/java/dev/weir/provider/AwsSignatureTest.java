package dev.weir.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests and signatures of the test suite that AWS publishes for Signature Version 4. */
class AwsSignatureTest {
    private static final Instant THEN = Instant.parse("2015-08-30T12:36:00Z");
    private static final String TOKEN =
            "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8"
                    + "YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx"
                    + "6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIl"
                    + "TJabIQwj2ICCR/oLxBA==";

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "get-vanilla, GET, /, '', '', 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "get-utf8, GET, /ሴ, '', '', 8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
        "get-unreserved, GET, /-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz, '', '',"
                + " 07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
        "get-vanilla-query-order-key, GET, /?Param1=value2&Param1=Value1, '', '',"
                + " eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1",
        "get-header-value-trim, GET, /, 'my-header1= value1;my-header2= \"a   b   c\"', '',"
                + " acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
        "post-header-key-sort, POST, /, my-header1=value1, '',"
                + " c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
        "post-x-www-form-urlencoded, POST, /, content-type=application/x-www-form-urlencoded, Param1=value1,"
                + " ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
    })
    void signsAsAwsDoes(String name, String method, String path, String headers, String body, String signature) {
        assertThat(authorization(method, path, headers, body, null)).endsWith(", Signature=" + signature);
    }

    @Test
    void theTokenOfPassingCredentialsIsSignedToo() {
        assertThat(authorization("POST", "/", "", "", TOKEN))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                        + " SignedHeaders=host;x-amz-date;x-amz-security-token,"
                        + " Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead");
    }

    @Test
    void whatIsEncodedInThePathIsEncodedOnceMore() {
        URI uri = URI.create("https://bedrock-runtime.us-east-1.amazonaws.com"
                + BedrockProvider.path("anthropic.claude-3-haiku-20240307-v1:0", "converse"));

        assertThat(uri.getRawPath()).isEqualTo("/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse");
        assertThat(AwsSignature.canonical("POST", uri, Map.of(), new byte[0])
                        .lines()
                        .toList())
                .element(1)
                .isEqualTo("/model/anthropic.claude-3-haiku-20240307-v1%253A0/converse");
        assertThat(BedrockProvider.path("arn:aws:bedrock:eu-west-1:1:inference-profile/x", "converse"))
                .isEqualTo("/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A1%3Ainference-profile%2Fx/converse");
    }

    @Test
    void aPortThatIsNotTheUsualOneIsPartOfTheHost() {
        AwsSignature signature = signature(null);
        Map<String, String> sent = Map.of("content-type", "application/json", "x-weir-exchange-id", "ex_1");

        Map<String, String> usual = signature.headers(URI.create("https://h:443/a"), sent, new byte[0]);

        assertThat(usual).containsOnlyKeys("authorization", "x-amz-date");
        assertThat(usual.get("authorization")).contains("SignedHeaders=content-type;host;x-amz-date");
        assertThat(signature.headers(URI.create("https://h/a"), sent, new byte[0]))
                .isEqualTo(usual);
        assertThat(signature.headers(URI.create("https://h:444/a"), sent, new byte[0]))
                .isNotEqualTo(usual);
    }

    private static String authorization(
            String method, String path, String headers, String body, @Nullable String token) {
        Map<String, String> signed = new TreeMap<>(Map.of("host", "example.amazonaws.com"));
        for (String header : headers.split(";")) {
            if (!header.isEmpty()) {
                String[] parts = header.split("=", 2);
                signed.put(parts[0], parts[1]);
            }
        }
        return signature(token)
                .sign(
                        method,
                        URI.create("https://example.amazonaws.com" + path),
                        signed,
                        body.getBytes(StandardCharsets.UTF_8),
                        THEN)
                .getOrDefault("authorization", "");
    }

    private static AwsSignature signature(@Nullable String token) {
        return new AwsSignature(
                new AwsCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token),
                "us-east-1",
                "service",
                InstantSource.fixed(THEN));
    }
}
