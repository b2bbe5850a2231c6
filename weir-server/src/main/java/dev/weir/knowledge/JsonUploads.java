package dev.weir.knowledge;

import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.kernel.NearestName;
import dev.weir.knowledge.document.DocumentReader;
import dev.weir.knowledge.document.DocumentReading;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.document.DocumentText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads documents that come as JSON: one object, a list of them, or one a line. A bad one does not spoil the others. */
final class JsonUploads {
    private static final List<String> FIELDS = List.of("id", "title", "text", "format", "metadata", "access");
    private static final Map<String, String> FORMATS = Map.of("text", ".txt", "markdown", ".md", "html", ".html");
    private static final int LONGEST_ID = 512;
    private static final int LONGEST_TITLE = 1024;
    private static final int MOST_METADATA = 64 * 1024;

    private final DocumentReader reader = new DocumentReader();

    /** Ends the reading of one document; its message is for the sender. */
    private static final class Flaw extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Flaw(String reason) {
            super(reason, null, false, false);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * @throws Refusal if the body is not JSON, or neither an object nor a list
     */
    List<Upload> whole(byte[] body) {
        JsonNode tree = Json.tree(body);
        if (tree.isObject()) {
            return List.of(upload(tree, null));
        }
        if (!tree.isArray() || tree.isEmpty()) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    tree.isArray() ? "The list of documents is empty." : "The body is neither a document nor a list.",
                    null,
                    "Send {\"id\": …, \"text\": …} or a list of such objects.");
        }
        List<Upload> uploads = new ArrayList<>();
        tree.forEach(each -> uploads.add(upload(each, null)));
        return uploads;
    }

    /**
     * @throws Refusal if there is no line with anything on it
     */
    List<Upload> lines(byte[] body) {
        List<Upload> uploads = new ArrayList<>();
        int line = 0;
        for (String text : new String(body, StandardCharsets.UTF_8).split("\r?\n", -1)) {
            line++;
            if (!text.isBlank()) {
                uploads.add(line(text, line));
            }
        }
        if (uploads.isEmpty()) {
            throw new Refusal(ErrorCode.INVALID_REQUEST, "The body is empty.", null, "Send one JSON object a line.");
        }
        return uploads;
    }

    private Upload line(String text, int line) {
        try {
            return upload(Json.MAPPER.readTree(text), line);
        } catch (JacksonException e) {
            return new Upload.Bad(
                    null,
                    line,
                    "Line " + line + " is not JSON: " + e.getOriginalMessage() + ". Send one object a line.");
        }
    }

    private Upload upload(JsonNode node, @Nullable Integer line) {
        try {
            return new Upload.Good(submission(node));
        } catch (Flaw flaw) {
            String where = line == null ? "" : "Line " + line + ": ";
            return new Upload.Bad(node.path("id").asString(null), line, where + flaw.reason());
        }
    }

    private Submission submission(JsonNode node) {
        if (!node.isObject()) {
            throw new Flaw("A document is an object: {\"id\": …, \"text\": …}.");
        }
        for (String name : node.propertyNames()) {
            checkField(name);
        }
        String id = id(node);
        String text = text(node);
        return new Submission(
                id,
                document(id, node, text),
                metadata(node.path("metadata")),
                readers(node.path("access")),
                text.getBytes(StandardCharsets.UTF_8).length);
    }

    private static void checkField(String name) {
        if (!FIELDS.contains(name)) {
            List<String> near = NearestName.among(FIELDS, name, 1);
            throw new Flaw("There is no field '" + name + "'. "
                    + (near.isEmpty()
                            ? "The fields are " + String.join(", ", FIELDS) + "."
                            : "Did you mean '" + near.getFirst() + "'?"));
        }
    }

    private static String id(JsonNode node) {
        JsonNode id = node.path("id");
        if (!id.isString()) {
            throw new Flaw(
                    id.isMissingNode() ? "'id' is missing: give the document a name of yours." : "'id' is no string.");
        }
        return checkedId(id.stringValue());
    }

    private static String checkedId(String id) {
        if (id.isBlank() || id.length() > LONGEST_ID || id.chars().anyMatch(Character::isISOControl)) {
            throw new Flaw("'id' must have 1 to " + LONGEST_ID + " characters, none of them a control character.");
        }
        return id;
    }

    private static String text(JsonNode node) {
        JsonNode text = node.path("text");
        if (!text.isString()) {
            throw new Flaw(text.isMissingNode() ? "'text' is missing." : "'text' is no string.");
        }
        if (text.stringValue().isBlank()) {
            throw new Flaw("'text' is empty: there is nothing to find in it.");
        }
        return text.stringValue();
    }

    private DocumentText document(String id, JsonNode node, String text) {
        String format = node.path("format").asString("text");
        String ending = FORMATS.get(format);
        if (ending == null) {
            throw new Flaw("'format' is '" + format + "'; it may be text, markdown or html.");
        }
        String title = title(node);
        if (format.equals("text")) {
            return DocumentText.plain(title.isEmpty() ? id : title, text);
        }
        return switch (reader.read("document" + ending, text.getBytes(StandardCharsets.UTF_8))) {
            case DocumentReading.Read(DocumentText read) -> titled(title, id, ending, read);
            case DocumentReading.Refused refused -> throw new Flaw(refused.message());
        };
    }

    private static DocumentText titled(String title, String id, String ending, DocumentText read) {
        if (!title.isEmpty()) {
            return new DocumentText(title, read.text(), read.sections());
        }
        boolean fromName = read.title().equals("document" + ending);
        return fromName ? new DocumentText(id, read.text(), read.sections()) : read;
    }

    private static String title(JsonNode node) {
        JsonNode title = node.path("title");
        if (title.isMissingNode() || title.isNull()) {
            return "";
        }
        if (!title.isString() || title.stringValue().length() > LONGEST_TITLE) {
            throw new Flaw("'title' must be a string of at most " + LONGEST_TITLE + " characters.");
        }
        return title.stringValue().strip();
    }

    private static ObjectNode metadata(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return Json.MAPPER.createObjectNode();
        }
        if (!(node instanceof ObjectNode metadata)) {
            throw new Flaw("'metadata' must be an object, such as {\"year\": 2026}.");
        }
        if (metadata.toString().length() > MOST_METADATA) {
            throw new Flaw("'metadata' has more than " + MOST_METADATA + " characters.");
        }
        return metadata;
    }

    private static Readers readers(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return Readers.EVERYBODY;
        }
        try {
            return AccessField.read(node);
        } catch (IllegalArgumentException e) {
            throw new Flaw(String.valueOf(e.getMessage()));
        }
    }

    /** A file that is read at once. */
    Upload file(String id, String fileName, byte[] content, JsonNode metadata, JsonNode access) {
        try {
            checkedId(id);
            return switch (reader.read(fileName, content)) {
                case DocumentReading.Read(DocumentText text) ->
                    new Upload.Good(new Submission(id, text, metadata(metadata), readers(access), content.length));
                case DocumentReading.Refused refused ->
                    new Upload.Failed(new Unread(id, refused.message(), content.length));
            };
        } catch (Flaw flaw) {
            return new Upload.Bad(id, null, flaw.reason());
        }
    }

    /** A file that is read later. */
    Upload waiting(String id, SentContent content, JsonNode metadata, JsonNode access) {
        try {
            return new Upload.Waiting(
                    content,
                    new SentFile(
                            checkedId(id),
                            content.contentId(),
                            content.fileName(),
                            content.bytes(),
                            metadata(metadata),
                            readers(access)));
        } catch (Flaw flaw) {
            return new Upload.Bad(id, null, flaw.reason());
        }
    }
}
