package dev.weir.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file's content on its way to the disk or the screen. */
final class Download {
    private Download() {}

    /**
     * @param target null prints it, as text
     */
    static void of(WeirClient client, String id, @Nullable Path target, PrintWriter out)
            throws IOException, InterruptedException {
        try (InputStream content = client.download(FilesCommand.path(id) + "/content")) {
            if (target == null) {
                out.print(new String(content.readAllBytes(), StandardCharsets.UTF_8));
                out.flush();
            } else {
                Files.copy(content, target);
            }
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(target + " exists: name a file that does not.");
        }
    }
}
