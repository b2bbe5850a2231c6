package dev.weir.dialect;

import dev.weir.spi.Conversation.Part;
import dev.weir.spi.Conversation.Source;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Images, documents and sound as Bedrock takes them: by a short name of their format, and documents by a name of few
 * characters that no other document of the request has.
 */
final class ConverseMedia {
    private static final Map<String, String> DOCUMENTS = Map.of(
            "application/pdf", "pdf",
            "text/csv", "csv",
            "application/msword", "doc",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
            "application/vnd.ms-excel", "xls",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx",
            "text/html", "html",
            "text/plain", "txt",
            "text/markdown", "md");
    private static final Map<String, String> AUDIO = Map.of("mpeg", "mp3", "x-wav", "wav", "wave", "wav", "mp4", "m4a");
    private static final Set<String> IMAGES = Set.of("png", "jpeg", "gif", "webp");
    private static final int LONGEST_NAME = 200;

    private final JsonGenerator out;
    private final Losses losses;
    private final Set<String> names = new HashSet<>();

    ConverseMedia(JsonGenerator out, Losses losses) {
        this.out = out;
        this.losses = losses;
    }

    void write(Part.Media media) {
        String format = format(media);
        if (format == null || !(media.source() instanceof Source.Inline || isStored(media.source()))) {
            refuse(media, format);
            return;
        }
        String kind = media.kind().name().toLowerCase(Locale.ROOT);
        out.writeStartObject();
        out.writeObjectPropertyStart(kind);
        out.writeStringProperty("format", format);
        if (kind.equals("document")) {
            out.writeStringProperty("name", unused(media.name()));
        }
        out.writeObjectPropertyStart("source");
        switch (media.source()) {
            case Source.Inline inline -> out.writeStringProperty("bytes", inline.base64());
            case Source.At at -> {
                out.writeObjectPropertyStart("s3Location");
                out.writeStringProperty("uri", at.url());
                out.writeEndObject();
            }
            case Source.Uploaded _ -> throw new IllegalStateException("refused above");
        }
        out.writeEndObject().writeEndObject().writeEndObject();
    }

    private void refuse(Part.Media media, @Nullable String format) {
        switch (media.source()) {
            case Source.Inline inline
            when format == null -> losses.cannot(media.field(), "takes no " + inline.mediaType());
            case Source.Uploaded _ -> losses.cannot(media.field(), "does not find what was uploaded elsewhere");
            default -> losses.cannot(media.field(), "fetches nothing but s3:// addresses; send the bytes in base64");
        }
    }

    private static boolean isStored(Source source) {
        return source instanceof Source.At at && at.url().startsWith("s3://");
    }

    private static @Nullable String format(Part.Media media) {
        String type = media.source() instanceof Source.Inline inline
                ? inline.mediaType().toLowerCase(Locale.ROOT)
                : "";
        String end = media.source() instanceof Source.At at ? ending(at.url()) : type.substring(type.indexOf('/') + 1);
        return switch (media.kind()) {
            case IMAGE -> {
                String format = end.equals("jpg") ? "jpeg" : end;
                yield IMAGES.contains(format) ? format : null;
            }
            case DOCUMENT -> type.isEmpty() && DOCUMENTS.containsValue(end) ? end : DOCUMENTS.get(type);
            case AUDIO -> AUDIO.getOrDefault(end, end);
        };
    }

    private static String ending(String url) {
        return url.substring(url.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** Letters, digits, spaces one at a time, hyphens, parentheses and square brackets are allowed. */
    private String unused(@Nullable String wanted) {
        StringBuilder name = new StringBuilder();
        for (char c : (wanted == null ? "document" : wanted).toCharArray()) {
            boolean plain = c < 128 && Character.isLetterOrDigit(c) || "-()[]".indexOf(c) >= 0;
            boolean spaced = !name.isEmpty() && name.charAt(name.length() - 1) == ' ';
            if (name.length() < LONGEST_NAME && (plain || !spaced)) {
                name.append(plain ? c : c == '.' || c == '_' ? '-' : ' ');
            }
        }
        String base = name.toString().isBlank() ? "document" : name.toString().strip();
        String unused = base;
        for (int i = 2; !names.add(unused); i++) {
            unused = base + " (" + i + ")";
        }
        return unused;
    }
}
