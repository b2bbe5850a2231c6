package dev.weir.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a handler answers. */
public sealed interface Response {
    int status();

    Map<String, String> headers();

    /** A copy with one more header. */
    Response with(String name, String value);

    /** A body that is there at once. */
    record Full(int status, Map<String, String> headers, byte[] body) implements Response {
        public Full {
            headers = Map.copyOf(headers);
        }

        @Override
        public Full with(String name, String value) {
            return new Full(status, Headers.plus(headers, name, value), body);
        }
    }

    /** Server-sent events, written and flushed one by one. */
    record Stream(int status, Map<String, String> headers, Frames frames) implements Response {
        public Stream {
            headers = Map.copyOf(headers);
        }

        @Override
        public Stream with(String name, String value) {
            return new Stream(status, Headers.plus(headers, name, value), frames);
        }
    }

    static Full json(int status, byte[] body) {
        return new Full(status, Map.of("content-type", "application/json"), body);
    }

    static Full json(byte[] body) {
        return json(200, body);
    }

    static Full html(int status, String page) {
        return new Full(
                status, Map.of("content-type", "text/html; charset=utf-8"), page.getBytes(StandardCharsets.UTF_8));
    }

    static Full text(int status, String text) {
        return new Full(
                status, Map.of("content-type", "text/plain; charset=utf-8"), text.getBytes(StandardCharsets.UTF_8));
    }

    static Full redirect(String location) {
        return new Full(303, Map.of("location", location), new byte[0]);
    }

    static Full empty(int status) {
        return new Full(status, Map.of(), new byte[0]);
    }

    static Stream events(Map<String, String> headers, Frames frames) {
        return new Stream(200, Headers.plus(headers, "content-type", "text/event-stream"), frames);
    }
}
