package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Calendar;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.poi.hsmf.MAPIMessage;
import org.apache.poi.hsmf.datatypes.AttachmentChunks;
import org.apache.poi.hsmf.datatypes.ByteChunk;
import org.apache.poi.hsmf.datatypes.MAPIProperty;
import org.apache.poi.hsmf.datatypes.StringChunk;
import org.apache.poi.hsmf.exceptions.ChunkNotFoundException;
import org.jspecify.annotations.Nullable;

/** Reads Outlook's messages, and the messages and files that are attached to them. */
final class MsgReader implements FormatReader {
    private static final int DEEPEST = 20;

    private interface Part {
        @Nullable
        String get() throws ChunkNotFoundException;
    }

    @Override
    public void read(Source source, Text text, Inner inner) throws Exception {
        try (MAPIMessage message = new MAPIMessage(source.stream())) {
            message(message, text, inner, 0);
        }
    }

    private static void message(MAPIMessage message, Text text, Inner inner, int depth) throws Exception {
        message.setReturnNullOnMissingChunk(true);
        message.guess7BitEncoding();
        String subject = part(message::getSubject);
        text.title(subject);
        text.heading(1, subject);
        text.paragraph(envelope(message));
        body(message, text, inner);
        for (AttachmentChunks attachment : message.getAttachmentFiles()) {
            attachment(attachment, text, inner, depth);
        }
    }

    private static String part(Part part) {
        try {
            @Nullable String found = part.get();
            return found == null ? "" : found;
        } catch (ChunkNotFoundException | RuntimeException absent) {
            return "";
        }
    }

    private static String envelope(MAPIMessage message) {
        StringBuilder lines = new StringBuilder();
        line(lines, "From", sender(message));
        line(lines, "To", part(message::getDisplayTo));
        line(lines, "Cc", part(message::getDisplayCC));
        line(lines, "Date", date(message));
        return lines.toString();
    }

    private static void line(StringBuilder lines, String name, String value) {
        lines.append(value.isBlank() ? "" : name + ": " + value.strip() + "\n");
    }

    /** The display name with the address, which internal mail has in one of several places, if at all. */
    private static String sender(MAPIMessage message) {
        String name = part(message::getDisplayFrom).strip();
        String address = string(message, MAPIProperty.SENDER_EMAIL_ADDRESS)
                .filter(value -> value.contains("@"))
                .or(() -> string(message, MAPIProperty.SENT_REPRESENTING_EMAIL_ADDRESS)
                        .filter(value -> value.contains("@")))
                .orElse("");
        return address.isEmpty() || name.contains(address) ? name : (name + " <" + address + ">").strip();
    }

    private static Optional<String> string(MAPIMessage message, MAPIProperty property) {
        return Optional.ofNullable(message.getMainChunks().getAll().get(property)).stream()
                .flatMap(List::stream)
                .filter(StringChunk.class::isInstance)
                .map(chunk -> ((StringChunk) chunk).getValue())
                .findFirst();
    }

    private static String date(MAPIMessage message) {
        try {
            @Nullable Calendar date = message.getMessageDate();
            return date == null
                    ? ""
                    : DateTimeFormatter.RFC_1123_DATE_TIME
                            .withLocale(Locale.ROOT)
                            .format(date.toInstant().atOffset(ZoneOffset.UTC));
        } catch (ChunkNotFoundException absent) {
            return "";
        }
    }

    private static void body(MAPIMessage message, Text text, Inner inner) throws Exception {
        String plain = part(message::getTextBody);
        String html = part(message::getHtmlBody);
        String rtf = part(message::getRtfBody);
        if (!plain.isBlank()) {
            PlainReader.read(new StringReader(plain), text);
        } else if (!html.isBlank()) {
            HtmlReader.readWhole(html, text);
        } else if (!rtf.isBlank()) {
            var source = new Source("body.rtf", rtf.getBytes(StandardCharsets.ISO_8859_1), null);
            Kind.RTF.reader().read(source, text, inner);
        }
    }

    private static void attachment(AttachmentChunks attachment, Text text, Inner inner, int depth) throws Exception {
        String name = name(attachment);
        if (attachment.isEmbeddedMessage()) {
            embedded(attachment, name, text, inner, depth);
            return;
        }
        @Nullable ByteChunk content = attachment.getAttachData();
        if (content != null && content.getValue() != null) {
            inner.open(name, new ByteArrayInputStream(content.getValue()));
        } else {
            inner.tell(name, Outcome.UNSUPPORTED, "its content is not in the message");
        }
    }

    /** A message in the message has no bytes of its own, so it is read here. */
    private static void embedded(AttachmentChunks attachment, String name, Text text, Inner inner, int depth)
            throws IOException, Exception {
        if (depth >= DEEPEST || inner.bounds().isTooDeep(depth + 1)) {
            inner.tell(name, Outcome.TOO_LARGE, "nested deeper than files are opened");
            return;
        }
        inner.tell(name, Outcome.READ, null);
        message(attachment.getEmbeddedMessage(), text, inner, depth + 1);
    }

    private static String name(AttachmentChunks attachment) {
        for (StringChunk name :
                new @Nullable StringChunk[] {attachment.getAttachLongFileName(), attachment.getAttachFileName()}) {
            if (name != null && name.getValue() != null && !name.getValue().isBlank()) {
                return name.getValue();
            }
        }
        return attachment.isEmbeddedMessage() ? "message.msg" : "attachment";
    }
}
