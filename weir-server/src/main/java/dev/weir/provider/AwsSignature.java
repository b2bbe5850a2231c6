package dev.weir.provider;

import dev.weir.spi.Cancellation;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests by AWS's Signature Version 4, in headers: the request in a canonical form is hashed, the hash is signed
 * with a key that is made from the secret, the day, the region and the service. Written after "Authenticating Requests
 * (AWS Signature Version 4)" in AWS's documentation; checked against the test suite that AWS publishes. Thread-safe.
 */
final class AwsSignature implements VendorHttp.Authorization {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int DAY = 8;
    private static final HexFormat HEX = HexFormat.of();

    private final AwsCredentials credentials;
    private final String region;
    private final String service;
    private final InstantSource clock;

    AwsSignature(AwsCredentials credentials, String region, String service, InstantSource clock) {
        this.credentials = credentials;
        this.region = region;
        this.service = service;
        this.clock = clock;
    }

    /** Signs the host, the content's type and AWS's own headers; others may change on the way. */
    @Override
    public Map<String, String> headers(
            URI uri, Map<String, String> sent, byte[] body, Cancellation cancellation) {
        return headers(uri, sent, body);
    }

    Map<String, String> headers(URI uri, Map<String, String> sent, byte[] body) {
        Map<String, String> signed = new TreeMap<>();
        signed.put("host", host(uri));
        sent.forEach((name, value) -> {
            if (name.equals("content-type") || name.startsWith("x-amz-")) {
                signed.put(name, value);
            }
        });
        Map<String, String> headers = new TreeMap<>(sign("POST", uri, signed, body, clock.instant()));
        headers.remove("host");
        return headers;
    }

    /**
     * The headers that sign a request.
     *
     * @param signed headers to be signed, names in lower case
     */
    Map<String, String> sign(String method, URI uri, Map<String, String> signed, byte[] body, Instant now) {
        String time = TIME.format(now);
        TreeMap<String, String> headers = new TreeMap<>(signed);
        headers.put("x-amz-date", time);
        if (credentials.sessionToken() != null) {
            headers.put("x-amz-security-token", credentials.sessionToken());
        }
        String scope = String.join("/", time.substring(0, DAY), region, service, "aws4_request");
        String canonical = canonical(method, uri, headers, body);
        String toSign = String.join("\n", ALGORITHM, time, scope, hash(canonical.getBytes(StandardCharsets.UTF_8)));
        String signature = HEX.formatHex(hmac(key(time.substring(0, DAY)), toSign));
        Map<String, String> result = new TreeMap<>();
        result.put("x-amz-date", time);
        if (credentials.sessionToken() != null) {
            result.put("x-amz-security-token", credentials.sessionToken());
        }
        result.put(
                "authorization",
                "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(
                                ALGORITHM,
                                credentials.accessKeyId(),
                                scope,
                                String.join(";", headers.keySet()),
                                signature));
        return result;
    }

    private static String host(URI uri) {
        boolean usual = uri.getPort() < 0 || uri.getPort() == (uri.getScheme().equals("https") ? 443 : 80);
        return usual ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    static String canonical(String method, URI uri, Map<String, String> headers, byte[] body) {
        String lines = headers.entrySet().stream()
                .map(header -> header.getKey() + ":" + trimmed(header.getValue()) + "\n")
                .collect(Collectors.joining());
        return String.join("\n", method, path(uri), query(uri), lines, String.join(";", headers.keySet()), hash(body));
    }

    /** A run of spaces counts as one. */
    private static String trimmed(String value) {
        StringBuilder trimmed = new StringBuilder(value.length());
        for (char c : value.strip().toCharArray()) {
            boolean space = c == ' ' && !trimmed.isEmpty() && trimmed.charAt(trimmed.length() - 1) == ' ';
            if (!space) {
                trimmed.append(c);
            }
        }
        return trimmed.toString();
    }

    /** What is in the address already stands for itself, and is encoded once more: {@code %3A} becomes {@code %253A}. */
    private static String path(URI uri) {
        String path = uri.getRawPath();
        return path == null || path.isEmpty() ? "/" : encoded(path, true);
    }

    private static String query(URI uri) {
        String query = uri.getRawQuery();
        if (query == null || query.isEmpty()) {
            return "";
        }
        List<String> pairs = new ArrayList<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            pairs.add(equals < 0 ? pair + "=" : pair);
        }
        return pairs.stream().sorted().collect(Collectors.joining("&"));
    }

    /** By RFC 3986: everything but letters, digits and {@code -._~}. */
    static String encoded(String text, boolean keepSlashes) {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9';
            if (plain || "-._~".indexOf(b) >= 0 || (b == '/' && keepSlashes)) {
                encoded.write(b);
            } else {
                encoded.writeBytes("%%%02X".formatted(b & 0xFF).getBytes(StandardCharsets.US_ASCII));
            }
        }
        return encoded.toString(StandardCharsets.US_ASCII);
    }

    private byte[] key(String day) {
        byte[] secret = ("AWS4" + credentials.secretAccessKey()).getBytes(StandardCharsets.UTF_8);
        return hmac(hmac(hmac(hmac(secret, day), region), service), "aws4_request");
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static String hash(byte[] bytes) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
