package dev.weir.tests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Files as a form, sent as browsers send them. */
final class FileForm {
    private static final String BOUNDARY = "a-boundary-that-no-file-holds";
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    FileForm file(String name, byte[] content) {
        begin("form-data; name=\"file\"; filename=\"" + name + "\"\r\ncontent-type: application/octet-stream");
        body.writeBytes(content);
        body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        return this;
    }

    FileForm file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    FileForm field(String name, String value) {
        begin("form-data; name=\"" + name + "\"");
        body.writeBytes((value + "\r\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private void begin(String disposition) {
        body.writeBytes(("--" + BOUNDARY + "\r\ncontent-disposition: " + disposition + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    Door.Reply send(Door door, String path) {
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(door.root().resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("authorization", "Bearer " + door.key())
                .header("content-type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(body.toByteArray()))
                .build();
        try {
            HttpResponse<byte[]> response = Door.client().send(request, BodyHandlers.ofByteArray());
            return new Door.Reply(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
