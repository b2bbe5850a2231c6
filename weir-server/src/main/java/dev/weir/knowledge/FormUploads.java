package dev.weir.knowledge;

import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request.Part;
import dev.weir.spi.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Reads documents that come as files of a form. {@code metadata} and {@code access} are JSON for all of them; {@code
 * id} names the document where one file is sent, else each file's name does.
 */
final class FormUploads {
    private static final Set<String> FIELDS = Set.of("id", "metadata", "access");
    private final JsonUploads json;

    FormUploads(JsonUploads json) {
        this.json = json;
    }

    /**
     * @throws Refusal if there is no file, or a field that is not known
     */
    List<Upload> read(List<Part> parts) {
        List<Part> files =
                parts.stream().filter(part -> !part.fileName().isEmpty()).toList();
        Map<String, String> fields = fields(parts);
        String id = fields.get("id");
        if (files.isEmpty() || (id != null && files.size() > 1)) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    files.isEmpty() ? "The form holds no file." : "One 'id' cannot name several files.",
                    files.isEmpty() ? null : "id",
                    "Send files as parts with a file name; without 'id' the file's name is the document's id.");
        }
        JsonNode metadata = member(fields, "metadata");
        JsonNode access = member(fields, "access");
        List<Upload> uploads = new ArrayList<>();
        for (Part file : files) {
            uploads.add(json.file(id, file.fileName(), file.content(), metadata, access));
        }
        return uploads;
    }

    private static Map<String, String> fields(List<Part> parts) {
        Map<String, String> fields = new HashMap<>();
        for (Part part : parts) {
            if (part.fileName().isEmpty()) {
                if (!FIELDS.contains(part.name())) {
                    throw new Refusal(
                            ErrorCode.INVALID_REQUEST,
                            "There is no form field '" + part.name() + "'.",
                            part.name(),
                            "Files have a file name; other fields are id, metadata and access.");
                }
                fields.put(part.name(), new String(part.content(), StandardCharsets.UTF_8));
            }
        }
        return fields;
    }

    private static JsonNode member(Map<String, String> fields, String name) {
        String text = fields.get(name);
        return text == null ? MissingNode.getInstance() : Json.tree(text.getBytes(StandardCharsets.UTF_8));
    }
}
