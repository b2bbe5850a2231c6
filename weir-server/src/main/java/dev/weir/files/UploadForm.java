package dev.weir.files;

import dev.weir.http.FormReceiver;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.spi.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The form of an upload: the file goes to the disk as it comes, whatever order its fields come in. */
final class UploadForm implements AutoCloseable {
    static final List<String> PURPOSES = List.of("assistants", "batch", "fine-tune", "vision", "user_data", "evals");

    private static final String ANCHOR = "expires_after[anchor]";
    private static final String SECONDS = "expires_after[seconds]";
    private static final Set<String> FIELDS = Set.of("purpose", ANCHOR, SECONDS);
    private static final long SHORTEST = 3600;
    private static final long LONGEST = 30L * 24 * 3600;
    private static final int LONGEST_NAME = 255;

    private final NewFile content;
    private final Map<String, String> fields;
    private final @Nullable String fileName;

    private UploadForm(NewFile content, Map<String, String> fields, @Nullable String fileName) {
        this.content = content;
        this.fields = fields;
        this.fileName = fileName;
    }

    /** What the form said beside its file. */
    Map<String, String> fields() {
        return fields;
    }

    /** Receives the whole form; the caller closes it. */
    static UploadForm receive(Request request, StoredFiles files) {
        NewFile content = files.upload(request.principal().project());
        boolean received = false;
        try {
            Taken taken = new Taken(content);
            UploadForm form = new UploadForm(content, request.receive(taken), taken.fileName);
            received = true;
            return form;
        } finally {
            if (!received) {
                content.close();
            }
        }
    }

    private static final class Taken implements FormReceiver {
        private final NewFile content;
        private @Nullable String fileName;

        Taken(NewFile content) {
            this.content = content;
        }

        @Override
        public void begin(String field, String name) {
            if (!field.equals("file") || fileName != null) {
                throw wrong(
                        fileName == null
                                ? "The form has a file '" + field + "' where 'file' was expected."
                                : "The form has more than one file.",
                        "file",
                        "Send one part named file.");
            }
            fileName = name;
        }

        @Override
        public void take(byte[] piece) {
            content.write(piece);
        }
    }

    NewFile content() {
        return content;
    }

    /** @param others fields that the form may have beside those of the Files API */
    String purpose(Set<String> others) {
        fields.keySet().stream()
                .filter(name -> !FIELDS.contains(name) && !others.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw wrong(
                            "There is no form field '" + name + "'.",
                            name,
                            "The fields are file, purpose and expires_after.");
                });
        String purpose = fields.get("purpose");
        if (purpose == null) {
            throw wrong("'purpose' is missing.", "purpose", "It is one of " + String.join(", ", PURPOSES) + ".");
        }
        if (!PURPOSES.contains(purpose)) {
            throw wrong(
                    "'" + shortened(purpose) + "' is no purpose.",
                    "purpose",
                    "It is one of " + String.join(", ", PURPOSES) + ".");
        }
        return purpose;
    }

    String fileName() {
        if (fileName == null) {
            throw wrong("'file' is missing.", "file", "Send it as a part with a file name.");
        }
        String name = fileName.substring(fileName.lastIndexOf('/') + 1);
        return name.isBlank() ? "file" : name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }

    /** How long its uploader wants it kept; null if nothing was said. */
    @Nullable
    Duration lifetime() {
        String anchor = fields.get(ANCHOR);
        String seconds = fields.get(SECONDS);
        if (anchor == null && seconds == null) {
            return null;
        }
        if (!"created_at".equals(anchor)) {
            throw wrong("'expires_after.anchor' must be created_at.", "expires_after.anchor", null);
        }
        return Duration.ofSeconds(seconds(seconds == null ? "" : seconds));
    }

    private static long seconds(String text) {
        try {
            long seconds = Long.parseLong(text);
            if (seconds >= SHORTEST && seconds <= LONGEST) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            // answered below, like a number out of range
        }
        throw wrong(
                "'expires_after.seconds' must be a whole number from " + SHORTEST + " to " + LONGEST + ".",
                "expires_after.seconds",
                null);
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private static Refusal wrong(String message, String field, @Nullable String hint) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message, field, hint);
    }

    @Override
    public void close() {
        content.close();
    }
}
