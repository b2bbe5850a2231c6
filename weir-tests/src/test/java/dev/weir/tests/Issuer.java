package dev.weir.tests;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Somebody who signs tokens for end users, and publishes the keys at an address. */
final class Issuer implements AutoCloseable {
    static final String NAME = "https://id.halden.example";

    private final HttpServer server;
    private final AtomicInteger reads = new AtomicInteger();
    private volatile RSAKey key;
    private volatile ECKey curve;

    Issuer() throws IOException {
        key = rsa("first");
        curve = ec("curve");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", exchange -> {
            reads.incrementAndGet();
            byte[] body = new JWKSet(List.<JWK>of(key, curve))
                    .toPublicJWKSet()
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    static RSAKey rsa(String name) {
        try {
            return new RSAKeyGenerator(2048).keyID(name).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static ECKey ec(String name) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(name).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
    }

    /** What the key in use is called. */
    String keyName() {
        return key.getKeyID();
    }

    /** How often the keys were read. */
    int reads() {
        return reads.get();
    }

    /** Signs by another key from now on, and publishes no other. */
    void rotate(String name) {
        key = rsa(name);
    }

    static JWTClaimsSet.Builder claims(String user, String... groups) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(NAME)
                .audience("weir")
                .subject(user)
                .claim("groups", List.of(groups))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(5))));
    }

    /** A good token. */
    String token(String user, String... groups) {
        return signed(claims(user, groups).build());
    }

    String token(String user, UnaryOperator<JWTClaimsSet.Builder> changed) {
        return signed(changed.apply(claims(user)).build());
    }

    private String signed(JWTClaimsSet claims) {
        return signed(key, claims);
    }

    static String signed(RSAKey by, JWTClaimsSet claims) {
        try {
            return signed(JWSAlgorithm.RS256, by.getKeyID(), new RSASSASigner(by), claims);
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    String byCurve(JWTClaimsSet claims) {
        try {
            return signed(JWSAlgorithm.ES256, curve.getKeyID(), new ECDSASigner(curve), claims);
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    /** Signed with what everybody knows: the text of the public key, as if it were a shared secret. */
    String byPublicKey(JWTClaimsSet claims) {
        try {
            byte[] known = key.toPublicJWK().toString().getBytes(StandardCharsets.UTF_8);
            return signed(JWSAlgorithm.HS256, key.getKeyID(), new MACSigner(known), claims);
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static String unsigned(JWTClaimsSet claims) {
        return new PlainJWT(claims).serialize();
    }

    private static String signed(JWSAlgorithm algorithm, String keyName, JWSSigner signer, JWTClaimsSet claims)
            throws JOSEException {
        SignedJWT jwt =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyName).build(), claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
