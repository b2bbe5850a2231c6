package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.dialect.EventStreamParser.CorruptMessageException;
import dev.weir.dialect.EventStreamParser.Message;
import dev.weir.simulator.EventStreamMessages;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class EventStreamParserTest {
    @Property(tries = 500)
    void anySplitGivesTheSameMessages(
            @ForAll @Size(max = 6) List<@StringLength(max = 40) String> payloads, @ForAll Random random)
            throws Exception {
        byte[] stream = stream(payloads);
        EventStreamParser parser = new EventStreamParser();
        List<String> found = new ArrayList<>();
        for (byte[] piece : SseParserTest.split(stream, random)) {
            for (Message message : parser.feed(piece)) {
                assertThat(message.header(":event-type")).isEqualTo("e" + found.size());
                found.add(new String(message.payload(), StandardCharsets.UTF_8));
            }
        }

        assertThat(found)
                .isEqualTo(
                        payloads.stream().map(EventStreamParserTest::encodable).toList());
        assertThat(parser.isBetweenMessages()).isTrue();
    }

    @Property(tries = 1000)
    void oneBitThatFellOverIsNoticed(@ForAll Random random, @ForAll @IntRange(max = 7) int bit) throws Exception {
        byte[] stream = stream(List.of("one", "two"));
        stream[random.nextInt(stream.length)] ^= (byte) (1 << bit);

        assertThatThrownBy(() -> {
                    EventStreamParser parser = new EventStreamParser();
                    parser.feed(stream);
                    // A length that grew waits for bytes that never come; its checksum tells before.
                    assertThat(parser.isBetweenMessages()).isTrue();
                })
                .isInstanceOf(CorruptMessageException.class);
    }

    @Property(tries = 1000)
    void anythingAtAllIsReadOrRefused(@ForAll byte[] bytes) {
        EventStreamParser parser = new EventStreamParser();
        try {
            assertThat(parser.feed(bytes)).isNotNull();
        } catch (CorruptMessageException e) {
            assertThat(e).hasMessageContaining("a message of the stream");
        }
    }

    @Test
    void aLengthIsNotBelievedBeyondTheBound() {
        ByteBuffer prelude = ByteBuffer.allocate(12).putInt(Integer.MAX_VALUE).putInt(0);
        prelude.putInt(EventStreamMessages.checksum(prelude.array(), 8));

        assertThatThrownBy(() -> new EventStreamParser().feed(prelude.array()))
                .isInstanceOf(CorruptMessageException.class)
                .hasMessageContaining("2147483647 bytes");
        assertThatThrownBy(() -> new EventStreamParser(100).feed(stream(List.of("x".repeat(100)))))
                .isInstanceOf(CorruptMessageException.class);
    }

    @Test
    void headersOfEveryTypeArePassedOver() throws Exception {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        int[] lengths = {0, 0, 1, 2, 4, 8, -1, -1, 8, 16};
        for (int type = 0; type < lengths.length; type++) {
            headers.writeBytes(new byte[] {1, (byte) ('a' + type), (byte) type});
            headers.writeBytes(lengths[type] < 0 ? new byte[] {0, 2, 'h', 'i'} : new byte[lengths[type]]);
        }

        List<Message> messages =
                new EventStreamParser().feed(EventStreamMessages.message(headers.toByteArray(), new byte[3]));

        assertThat(messages).singleElement().satisfies(message -> {
            assertThat(message.headers()).containsOnlyKeys("h").containsEntry("h", "hi");
            assertThat(message.payload()).hasSize(3);
        });
    }

    @Test
    void headersThatDoNotEndWhereTheyShouldAreRefused() {
        for (byte[] headers : List.of(
                new byte[] {5, 'a'}, new byte[] {1, 'a', 7, 0, 9, 'x'}, new byte[] {1, 'a', 33}, new byte[] {1, 'a', 5
                })) {
            assertThatThrownBy(() -> new EventStreamParser().feed(EventStreamMessages.message(headers, new byte[0])))
                    .isInstanceOf(CorruptMessageException.class)
                    .hasMessageContaining("header");
        }
    }

    private static byte[] stream(List<String> payloads) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = 0; i < payloads.size(); i++) {
            stream.writeBytes(EventStreamMessages.event("e" + i, payloads.get(i)));
        }
        return stream.toByteArray();
    }

    /** Half of a pair of surrogates cannot be encoded. */
    private static String encodable(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
