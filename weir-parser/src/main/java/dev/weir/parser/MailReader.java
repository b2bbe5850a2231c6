package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages: subject, who wrote to whom and when, the text once (of alternatives the plain one, unless it is
 * blank), and what is attached. Messages in the message are files in it.
 */
final class MailReader implements FormatReader {
    private static final int LONGEST_BODY = 64 << 20;
    private static final MimeConfig CONFIG = MimeConfig.custom()
            .setMaxLineLen(-1)
            .setMaxHeaderLen(1 << 20)
            .setMaxHeaderCount(5_000)
            .setMalformedHeaderStartsBody(true)
            .build();

    @Override
    public void read(Source source, Text text, Inner inner) throws Exception {
        new Message(text, inner).read(source.stream());
    }

    /** A part that holds others; of alternatives it keeps the best text until all are seen. */
    private static final class Multipart {
        private final boolean isAlternative;
        private @Nullable String plain;
        private @Nullable Source html;

        Multipart(boolean isAlternative) {
            this.isAlternative = isAlternative;
        }
    }

    private static final class Message {
        private final Text text;
        private final Inner inner;
        private final Deque<Multipart> open = new ArrayDeque<>();
        private MailHeaders headers = new MailHeaders();
        private boolean isTold;

        Message(Text text, Inner inner) {
            this.text = text;
            this.inner = inner;
        }

        void read(InputStream in) throws IOException, MimeException {
            MimeTokenStream stream = new MimeTokenStream(CONFIG);
            stream.setRecursionMode(RecursionMode.M_NO_RECURSE);
            stream.parse(in);
            for (EntityState state = stream.getState(); state != EntityState.T_END_OF_STREAM; state = stream.next()) {
                see(stream, state);
            }
        }

        private void see(MimeTokenStream stream, EntityState state) throws IOException {
            switch (state) {
                case T_START_HEADER -> headers = new MailHeaders();
                case T_FIELD -> headers.add(stream.getField());
                case T_END_HEADER -> tellHeaders();
                case T_START_MULTIPART -> begin(stream.getBodyDescriptor());
                case T_END_MULTIPART -> tellBest(open.pop());
                case T_BODY -> body(stream.getBodyDescriptor(), stream.getDecodedInputStream());
                default -> {}
            }
        }

        private void tellHeaders() {
            if (!isTold) {
                isTold = true;
                headers.tell(text);
            }
        }

        private void begin(BodyDescriptor part) {
            if (part.getMimeType().equals("multipart/encrypted")) {
                throw new NotRead(Outcome.ENCRYPTED, "the message is encrypted for its recipient");
            }
            open.push(new Multipart(part.getMimeType().equals("multipart/alternative")));
        }

        private void body(BodyDescriptor part, InputStream content) throws IOException {
            String type = part.getMimeType();
            boolean isText = type.equals("text/plain") || type.equals("text/html");
            if (isText && !headers.isAttachment()) {
                words(type, part.getCharset(), inner.bounds().counting(content).readNBytes(LONGEST_BODY));
            } else if (type.endsWith("pkcs7-mime") && !headers.contentType().contains("signed-data")) {
                throw new NotRead(Outcome.ENCRYPTED, "the message is encrypted for its recipient");
            } else if (!type.endsWith("-signature")) {
                inner.open(headers.fileName(type), content);
            }
        }

        private void words(String type, @Nullable String charset, byte[] content) throws IOException {
            Multipart alternatives =
                    open.stream().filter(part -> part.isAlternative).findFirst().orElse(null);
            if (type.equals("text/html")) {
                Source html = new Source("message.html", content, null);
                if (alternatives == null) {
                    HtmlReader.readWhole(html, text);
                } else {
                    alternatives.html = html;
                }
            } else if (alternatives == null || alternatives.plain != null) {
                plain(decoded(content, charset));
            } else {
                alternatives.plain = decoded(content, charset);
            }
        }

        private static String decoded(byte[] content, @Nullable String charset) {
            boolean isSaid = charset != null && !charset.equalsIgnoreCase("us-ascii");
            return new String(content, Charsets.of(content, isSaid ? charset : null));
        }

        private void tellBest(Multipart part) throws IOException {
            String plain = part.plain;
            Source html = part.html;
            if (plain != null && (html == null || !plain.isBlank())) {
                plain(plain);
            } else if (html != null) {
                HtmlReader.readWhole(html, text);
            }
        }

        private void plain(String words) throws IOException {
            PlainReader.read(new StringReader(words), text);
        }
    }
}
