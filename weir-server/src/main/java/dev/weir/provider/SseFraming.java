package dev.weir.provider;

import dev.weir.dialect.SseParser;
import dev.weir.dialect.UnreadableStreamException;
import java.util.List;

/** Server-sent events, without their names. */
final class SseFraming implements Framing {
    private final SseParser parser = new SseParser();

    @Override
    public List<byte[]> feed(byte[] piece) throws UnreadableStreamException {
        return data(parser.feed(piece));
    }

    @Override
    public List<byte[]> finish() throws UnreadableStreamException {
        return data(parser.finish());
    }

    private static List<byte[]> data(List<SseParser.Message> messages) {
        return messages.isEmpty()
                ? List.of()
                : messages.stream().map(SseParser.Message::data).toList();
    }
}
