package dev.weir.dialect;

import dev.weir.spi.Delta;
import dev.weir.spi.Dialect;
import dev.weir.spi.Event;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the events of one of Cohere's chat streams, in their order. Not thread-safe. */
public final class CohereStream {
    private boolean stopped;

    /** Reads the data of one event. An event that is not known says nothing and is passed on. */
    public Event read(byte[] data) {
        int index = place(data);
        try (JsonParser parser = Json.fromVendor(data)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Event.Failed(ProviderError.unreadable("an event is not a JSON object"));
            }
            OneEvent event = new OneEvent(parser, index);
            Members.each(parser, event::member);
            return event.result(data);
        } catch (JacksonException e) {
            return new Event.Failed(ProviderError.unreadable(e.getOriginalMessage()));
        }
    }

    /** {@code index} may come after what it numbers. */
    private static int place(byte[] data) {
        int[] place = {0};
        try (JsonParser parser = Json.fromVendor(data)) {
            parser.nextToken();
            Members.each(parser, name -> {
                if (name.equals("index")) {
                    place[0] = Text.index(parser, 0);
                } else {
                    parser.skipChildren();
                }
            });
        } catch (JacksonException e) {
            return 0;
        }
        return place[0];
    }

    /** Whether the stream's last event was seen. */
    public boolean stopped() {
        return stopped;
    }

    private final class OneEvent {
        private final JsonParser parser;
        private final CohereMessage message;
        private final CohereUsage usage;
        private String type = "";
        private @Nullable String finishReason;
        private @Nullable String error;

        OneEvent(JsonParser parser, int index) {
            this.parser = parser;
            this.message = new CohereMessage(parser, index);
            this.usage = new CohereUsage(parser);
        }

        void member(String name) {
            switch (name) {
                case "type" -> type = Text.orEmpty(parser);
                case "delta" -> Members.each(parser, this::delta);
                case "message" -> error = Text.orNull(parser);
                default -> parser.skipChildren();
            }
        }

        private void delta(String name) {
            switch (name) {
                case "message" -> Members.each(parser, message::member);
                case "finish_reason" -> finishReason = Text.orNull(parser);
                case "usage" -> usage.read();
                case "error" -> error = Text.orNull(parser);
                default -> parser.skipChildren();
            }
        }

        Event result(byte[] data) {
            boolean failed = finishReason != null && CohereWords.isFailure(finishReason);
            if (failed || error != null) {
                return new Event.Failed(ProviderError.unreadable(
                        "its stream ended with " + (error == null ? finishReason : "an error: " + error)));
            }
            stopped |= type.equals("message-end");
            List<Delta> deltas = new ArrayList<>(message.deltas());
            if (finishReason != null) {
                deltas.add(Delta.finish(CohereWords.finishReason(finishReason)));
            }
            return new Event.Chunk(Dialect.COHERE_CHAT, data, deltas, usage.stated());
        }
    }
}
