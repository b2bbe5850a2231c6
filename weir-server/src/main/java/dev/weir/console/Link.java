package dev.weir.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An address inside the server, built from a path and the query values that are not empty. */
public record Link(String address) {
    public static Link to(String path) {
        return new Link(path);
    }

    /** One more path segment; a slash in it does not end it. */
    public Link slash(String segment) {
        return new Link(address + "/" + encoded(segment));
    }

    public Link with(String name, @Nullable Object value) {
        String text = value == null ? "" : value.toString();
        if (text.isEmpty()) {
            return this;
        }
        return new Link(address + (address.indexOf('?') < 0 ? "?" : "&") + name + "=" + encoded(text));
    }

    public Link at(String fragment) {
        return new Link(address + "#" + fragment);
    }

    public static Link exchange(String id) {
        return to("/console/traces").slash(id);
    }

    public static Link batch(String id) {
        return to("/console/batches").slash(id);
    }

    public static Link invoice(String name) {
        return to("/console/billing").slash(name);
    }

    public static Link base(String name) {
        return to("/console/knowledge").slash(name);
    }

    public static Link document(String base, String id) {
        return base(base).slash("documents").slash(id);
    }

    /** A span of a document, marked and in view. */
    public static Link passage(String base, String id, int start, int end) {
        return document(base, id).with("start", start).with("end", end).at("cited");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return address;
    }
}
