package dev.weir.console;

import dev.weir.http.Access;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Style sheets, scripts and fonts. They are served under one hash of them all, so that a browser may keep them for a
 * year and a style sheet may name its fonts by relative address.
 */
final class Assets {
    private static final List<String> NAMES = List.of(
            "tokens.css",
            "weir.css",
            "console.css",
            "console.js",
            "ask.js",
            "htmx.min.js",
            "htmx-LICENSE.txt",
            "favicon.svg",
            "fonts/inter-latin.woff2",
            "fonts/inter-OFL.txt",
            "fonts/jetbrains-mono-latin.woff2",
            "fonts/jetbrains-mono-OFL.txt");
    private static final String ROOT = "/console/assets/";

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final String version;

    Assets() {
        MessageDigest digest = sha256();
        for (String name : NAMES) {
            byte[] content = read(name);
            files.put(name, content);
            digest.update(content);
        }
        version = HexFormat.of().formatHex(digest.digest(), 0, 6);
    }

    /** The address that names are appended to, with a slash at its end. */
    String folder() {
        return ROOT + version + "/";
    }

    void add(Routes routes) {
        routes.get(ROOT + "{version}/{name*}", Access.OPEN, "A style sheet, script or font.", this::serve);
    }

    private Response serve(Request request) {
        byte[] content = files.get(request.path("name"));
        if (content == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no asset '" + request.path("name") + "'.");
        }
        boolean current = request.path("version").equals(version);
        return new Response.Full(
                200,
                Map.of(
                        "content-type",
                        type(request.path("name")),
                        "cache-control",
                        current ? "public, max-age=31536000, immutable" : "no-cache",
                        "x-content-type-options",
                        "nosniff"),
                content);
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "woff2" -> "font/woff2";
            case "svg" -> "image/svg+xml";
            case String text -> "text/plain; charset=utf-8";
        };
    }

    private static byte[] read(String name) {
        try (InputStream in = Assets.class.getResourceAsStream("assets/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the asset " + name + " is missing from the build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
