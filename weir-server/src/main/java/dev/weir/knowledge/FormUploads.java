package dev.weir.knowledge;

import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Reads documents that come as files of a form. {@code metadata} and {@code access} are JSON for all of them; {@code
 * id} names the document where one file is sent, else each file's name does. Small texts are read at once; every other
 * file waits for its reader, where there is one.
 */
final class FormUploads {
    private static final Set<String> FIELDS = Set.of("id", "metadata", "access");
    private final JsonUploads json;
    private final @Nullable FileIntake files;

    FormUploads(JsonUploads json, @Nullable FileIntake files) {
        this.json = json;
        this.files = files;
    }

    /**
     * @throws Refusal if there is no file, or a field that is not known
     */
    List<Upload> read(SentForm form) {
        Map<String, String> fields = form.fields();
        fields.keySet().forEach(FormUploads::checkField);
        String id = fields.get("id");
        if (form.files().isEmpty() || (id != null && form.files().size() > 1)) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    form.files().isEmpty() ? "The form holds no file." : "One 'id' cannot name several files.",
                    form.files().isEmpty() ? null : "id",
                    "Send files as parts with a file name; without 'id' the file's name is the document's id.");
        }
        JsonNode metadata = member(fields, "metadata");
        JsonNode access = member(fields, "access");
        List<Upload> uploads = new ArrayList<>();
        for (SentContent file : form.files()) {
            uploads.add(upload(id == null ? file.fileName() : id, file, metadata, access));
        }
        return uploads;
    }

    private Upload upload(String id, SentContent file, JsonNode metadata, JsonNode access) {
        byte[] text = file.inMemory();
        Upload read = text == null ? null : json.file(id, file.fileName(), text, metadata, access);
        if (files == null || read instanceof Upload.Good || read instanceof Upload.Bad) {
            return read == null ? new Upload.Bad(id, null, file.fileName() + ": the file is too large") : read;
        }
        String obstacle = files.obstacle();
        if (obstacle != null) {
            return new Upload.Failed(new Unread(id, file.fileName() + ": " + obstacle, file.bytes()));
        }
        Upload waiting = json.waiting(id, file, metadata, access);
        if (waiting instanceof Upload.Waiting) {
            file.finish();
        }
        return waiting;
    }

    private static void checkField(String name) {
        if (!FIELDS.contains(name)) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "There is no form field '" + name + "'.",
                    name,
                    "Files have a file name; other fields are id, metadata and access.");
        }
    }

    private static JsonNode member(Map<String, String> fields, String name) {
        String text = fields.get(name);
        return text == null ? MissingNode.getInstance() : Json.tree(text.getBytes(StandardCharsets.UTF_8));
    }
}
