package dev.weir.cli;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** The form of one upload (RFC 7578); the file is read while it is sent. */
final class FileForm {
    private FileForm() {}

    static JsonNode send(WeirClient client, Path file, String purpose) throws IOException, InterruptedException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new CommandFailure("'" + file + "' is no file that can be read.");
        }
        String boundary = "weir-" + UUID.randomUUID();
        String name = String.valueOf(file.getFileName())
                .replace("\r", "%0D")
                .replace("\n", "%0A")
                .replace("\"", "%22");
        String head = "--" + boundary + "\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\n" + purpose
                + "\r\n--" + boundary + "\r\ncontent-disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\ncontent-type: application/octet-stream\r\n\r\n";
        BodyPublisher body = BodyPublishers.concat(
                BodyPublishers.ofString(head),
                BodyPublishers.ofFile(file),
                BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
        return client.post("/v1/files", "multipart/form-data; boundary=" + boundary, body);
    }
}
