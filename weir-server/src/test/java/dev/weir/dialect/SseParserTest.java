package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SseParserTest {
    @Test
    void readsTheStandardsForms() throws Exception {
        assertThat(events("data: a\n\ndata:b\r\rdata:  c\r\n\r\n"))
                .containsExactly("message=a", "message=b", "message= c");
        assertThat(events("data: 1\ndata\ndata: 2\n\n")).containsExactly("message=1\n\n2");
        assertThat(events(": comment\n\nevent: x\nid: 4\nretry: 1\nfoo: bar\ndata: {}\n\n"))
                .containsExactly("x={}");
        assertThat(events("event: lost\n\ndata: a\n\n")).containsExactly("message=a");
        assertThat(events("data\n\n")).containsExactly("message=");
        assertThat(events("\uFEFFdata: a\n\n")).containsExactly("message=a");
        assertThat(events("data: a\n\n\uFEFFdata: b\n\n")).containsExactly("message=a");
    }

    @Test
    void anEventWithoutItsBlankLineComesOutAtTheEnd() throws Exception {
        SseParser parser = new SseParser();

        assertThat(parser.feed("data: [DO".getBytes(StandardCharsets.UTF_8))).isEmpty();
        assertThat(parser.feed("NE]".getBytes(StandardCharsets.UTF_8))).isEmpty();
        assertThat(parser.finish()).hasSize(1).allMatch(event -> OpenAiChat.isDone(event.data()));
        assertThat(parser.finish()).isEmpty();
    }

    @Test
    void anEventMayNotGrowWithoutEnd() {
        SseParser one = new SseParser(100);
        SseParser many = new SseParser(100);

        assertThatThrownBy(() -> one.feed(new byte[101])).isInstanceOf(SseParser.EventTooLargeException.class);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        many.feed("data: x\n".getBytes(StandardCharsets.UTF_8));
                    }
                })
                .isInstanceOf(SseParser.EventTooLargeException.class);
    }

    @Property(tries = 2000)
    void anySplitGivesTheSameEvents(@ForAll("streams") String stream, @ForAll Random random) throws Exception {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);

        assertThat(texts(split(bytes, random))).isEqualTo(texts(List.of(bytes)));
        List<byte[]> single = new ArrayList<>();
        for (byte b : bytes) {
            single.add(new byte[] {b});
        }
        assertThat(texts(single)).isEqualTo(texts(List.of(bytes)));
    }

    @Provide
    Arbitrary<String> streams() {
        return Arbitraries.of(
                        "\n",
                        "\r",
                        "\r\n",
                        "\n\n",
                        "data: ",
                        "data:",
                        "data",
                        "event: e",
                        ":",
                        "é😀",
                        "[DONE]",
                        "x",
                        "\uFEFF",
                        "id: 1")
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }

    static List<byte[]> split(byte[] bytes, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int end = Math.min(bytes.length, at + random.nextInt(random.nextBoolean() ? 4 : 200));
            pieces.add(Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
        return pieces;
    }

    private static List<String> events(String stream) throws Exception {
        return new SseParser()
                .feed(stream.getBytes(StandardCharsets.UTF_8)).stream()
                        .map(event -> event.event() + "=" + event.text())
                        .toList();
    }

    private static List<String> texts(List<byte[]> pieces) throws Exception {
        SseParser parser = new SseParser();
        List<String> texts = new ArrayList<>();
        for (byte[] piece : pieces) {
            parser.feed(piece).forEach(event -> texts.add(event.event() + "=" + event.text()));
        }
        parser.finish().forEach(event -> texts.add(event.event() + "=" + event.text()));
        return texts;
    }
}
