package dev.weir.cli;

import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A multipart form of files (RFC 7578), which are read while they are sent. */
final class FilesForm {
    private final String boundary = "weir-" + UUID.randomUUID();
    private final List<BodyPublisher> parts = new ArrayList<>();

    /** Adds a file; quotes and line ends in its name are written as WHATWG's form encoding does. */
    void add(String name, Path file) throws FileNotFoundException {
        String escaped = name.replace("\r", "%0D").replace("\n", "%0A").replace("\"", "%22");
        write("--" + boundary + "\r\ncontent-disposition: form-data; name=\"file\"; filename=\"" + escaped
                + "\"\r\ncontent-type: application/octet-stream\r\n\r\n");
        parts.add(BodyPublishers.ofFile(file));
        write("\r\n");
    }

    private void write(String text) {
        parts.add(BodyPublishers.ofByteArray(text.getBytes(StandardCharsets.UTF_8)));
    }

    String type() {
        return "multipart/form-data; boundary=" + boundary;
    }

    /** The whole form; nothing may be added afterwards. */
    BodyPublisher publisher() {
        write("--" + boundary + "--\r\n");
        return BodyPublishers.concat(parts.toArray(BodyPublisher[]::new));
    }
}
