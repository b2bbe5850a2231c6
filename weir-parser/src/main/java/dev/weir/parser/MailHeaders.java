package dev.weir.parser;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.NameValuePair;
import org.apache.james.mime4j.stream.RawField;
import org.apache.james.mime4j.stream.RawFieldParser;
import org.apache.james.mime4j.util.ByteSequence;
import org.apache.james.mime4j.util.MimeParameterMapping;
import org.jspecify.annotations.Nullable;

/** The headers of a message or of a part of one, decoded. */
final class MailHeaders {
    private static final List<String> SHOWN = List.of("From", "To", "Cc", "Date");
    private static final int LONGEST = 10_000;

    private final Map<String, String> fields = new LinkedHashMap<>();

    void add(Field field) {
        fields.putIfAbsent(field.getName().toLowerCase(Locale.ROOT), raw(field));
    }

    /** Some senders put UTF-8 or their own charset where only ASCII belongs. */
    private static String raw(Field field) {
        @Nullable ByteSequence raw = field.getRaw();
        if (raw == null) {
            return field.getBody() == null ? "" : field.getBody();
        }
        byte[] bytes = raw.toByteArray();
        String line = new String(bytes, Charsets.of(bytes));
        return Rows.oneLine(line.substring(line.indexOf(':') + 1));
    }

    private String decoded(String name) {
        String value = fields.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        String bounded = value.substring(0, Math.min(LONGEST, value.length()));
        return decodeWords(bounded);
    }

    private static String decodeWords(String value) {
        try {
            return DecoderUtil.decodeEncodedWords(value, DecodeMonitor.SILENT, StandardCharsets.UTF_8);
        } catch (RuntimeException damaged) {
            return value;
        }
    }

    void tell(Text text) {
        String subject = decoded("Subject");
        text.title(subject);
        text.heading(1, subject);
        StringBuilder envelope = new StringBuilder();
        for (String name : SHOWN) {
            String value = decoded(name);
            envelope.append(value.isBlank() ? "" : name + ": " + value + "\n");
        }
        text.paragraph(envelope.toString());
    }

    String contentType() {
        return fields.getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
    }

    boolean isAttachment() {
        String disposition = fields.getOrDefault("content-disposition", "").toLowerCase(Locale.ROOT);
        return disposition.startsWith("attachment") || !name().isEmpty();
    }

    private String name() {
        String name = parameter("content-disposition", "filename");
        return name.isEmpty() ? parameter("content-type", "name") : name;
    }

    /** As the sender gave it, else one that tells the type. */
    String fileName(String type) {
        String name = name();
        if (!name.isEmpty()) {
            return name;
        }
        return type.equals("message/rfc822") ? "message.eml" : type.substring(type.indexOf('/') + 1);
    }

    private String parameter(String header, String name) {
        String value = fields.get(header);
        if (value == null) {
            return "";
        }
        MimeParameterMapping parameters = new MimeParameterMapping();
        for (NameValuePair pair :
                RawFieldParser.DEFAULT.parseRawBody(new RawField(header, value)).getParams()) {
            if (pair.getValue() != null) {
                parameters.addParameter(pair.getName(), pair.getValue());
            }
        }
        @Nullable String found = parameters.get(name);
        return found == null ? "" : decodeWords(found);
    }
}
