package dev.weir.edge;

import dev.weir.dialect.JsonEdit;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** What answers a request on a socket: the bare events, or each in an object with the request's id. */
record SocketWords(String id) {
    private static final String DATA = "data: ";

    byte[] event(byte[] json) {
        return id.isEmpty() ? json : joined("{\"id\":" + JsonEdit.quoted(id) + ",\"data\":", json, 0, "}");
    }

    /**
     * @param json OpenAI's error object
     */
    byte[] error(byte[] json) {
        return id.isEmpty() ? json : joined("{\"id\":" + JsonEdit.quoted(id) + ",", json, 1, "");
    }

    byte[] done() {
        return bytes(id.isEmpty() ? "[DONE]" : "{\"id\":" + JsonEdit.quoted(id) + ",\"done\":true}");
    }

    private static byte[] joined(String before, byte[] json, int from, String after) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(before.length() + json.length + 1);
        all.writeBytes(bytes(before));
        all.write(json, from, json.length - from);
        all.writeBytes(bytes(after));
        return all.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What a frame of server-sent events says. */
    static String content(byte[] frame) {
        return new String(frame, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(DATA))
                .map(line -> line.substring(DATA.length()))
                .collect(Collectors.joining("\n"));
    }
}
