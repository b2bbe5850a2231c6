package dev.weir.cli;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A multipart form of files (RFC 7578). */
final class FilesForm {
    private final String boundary = "weir-" + UUID.randomUUID();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    /** Adds a file; quotes and line ends in its name are written as WHATWG's form encoding does. */
    void add(String name, byte[] content) {
        String escaped = name.replace("\r", "%0D").replace("\n", "%0A").replace("\"", "%22");
        write("--" + boundary + "\r\ncontent-disposition: form-data; name=\"file\"; filename=\"" + escaped
                + "\"\r\ncontent-type: application/octet-stream\r\n\r\n");
        body.writeBytes(content);
        write("\r\n");
    }

    private void write(String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    String type() {
        return "multipart/form-data; boundary=" + boundary;
    }

    /** The whole form; nothing may be added afterwards. */
    BodyPublisher publisher() {
        write("--" + boundary + "--\r\n");
        return BodyPublishers.ofByteArray(body.toByteArray());
    }
}
