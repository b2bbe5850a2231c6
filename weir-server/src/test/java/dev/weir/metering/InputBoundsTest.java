package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.Dialect;
import dev.weir.spi.Operation;
import dev.weir.spi.Passage;
import dev.weir.spi.Payload;
import dev.weir.spi.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bound of an input is one: no provider has counted more. */
class InputBoundsTest {
    private static final Pattern INPUT = Pattern.compile("\"(?:prompt_tokens|input_tokens)\":\\s*(\\d+)");

    private final TokenEstimator tokens = new TokenEstimator();
    private final InputBounds bounds = new InputBounds(tokens);

    private record Recorded(String name, String model, byte[] body, long counted) {}

    /** Every recorded exchange whose provider said how many tokens it had read, as it was and without its white space. */
    private static List<Recorded> recordings() throws IOException {
        Path folder = Path.of(Objects.requireNonNull(InputBoundsTest.class.getResource("/recordings/README.md"))
                        .getPath())
                .getParent();
        List<Recorded> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                JsonNode recording = JsonMapper.shared().readTree(Files.readAllBytes(file));
                String body = recording.at("/request/body").asString("");
                OptionalLong counted = counted(recording.at("/response/body").asString(""));
                if (body.startsWith("{") && counted.isPresent()) {
                    JsonNode request = JsonMapper.shared().readTree(body);
                    String model = request.path("model").asString("");
                    String name = file.getFileName().toString();
                    all.add(new Recorded(name, model, bytes(body), counted.getAsLong()));
                    all.add(new Recorded(name + " compact", model, bytes(request.toString()), counted.getAsLong()));
                }
            }
        }
        return all;
    }

    private static OptionalLong counted(String response) {
        Matcher found = INPUT.matcher(response);
        OptionalLong last = OptionalLong.empty();
        while (found.find()) {
            last = OptionalLong.of(Math.max(last.orElse(0), Long.parseLong(found.group(1))));
        }
        return last;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Operation.Chat chat(byte[] body) {
        return new Operation.Chat("any", List.of(), false, false, null, new Payload(Dialect.OPENAI_CHAT, body));
    }

    private InputBounds.Found bound(String model, byte[] body) {
        return bounds.of(chat(body), List.of(), new Target("openai", model));
    }

    @Test
    void noRecordedProviderHasCountedMore() throws IOException {
        List<Recorded> all = recordings();
        assertThat(all).hasSizeGreaterThan(25);
        int byTokenizer = 0;
        for (Recorded each : all) {
            InputBounds.Found found = bound(each.model, each.body);
            assertThat(found.tokens()).as(each.name).isGreaterThanOrEqualTo(each.counted);
            byTokenizer += found.bound() == InputBound.TOKENIZER ? 1 : 0;
        }
        assertThat(byTokenizer).as("bounded by their tokenizer").isGreaterThan(5);
    }

    @Property(tries = 200)
    void itIsNeverAboveTheBytesNorBelowTheText(@ForAll @StringLength(max = 2_000) String text) {
        byte[] body = bytes("{\"messages\":[{\"role\":\"user\",\"content\":"
                + JsonMapper.shared().writeValueAsString(text) + "}],\"model\":\"gpt-4o\"}");
        InputBounds.Found found = bound("gpt-4o", body);
        assertThat(found.tokens()).isLessThanOrEqualTo(body.length);
        assertThat(found.tokens()).isGreaterThanOrEqualTo(tokens.count("gpt-4o", text) + 7);
    }

    @Test
    void modelsWhoseTokenizerIsNotPublicAreBoundedByTheirBytes() {
        byte[] body = bytes("{\"messages\":[{\"role\":\"user\",\"content\":\"" + "word ".repeat(500) + "\"}]}");
        assertThat(bound("claude-sonnet-4-5", body)).isEqualTo(new InputBounds.Found(body.length, InputBound.BYTES));
        InputBounds.Found counted = bound("gpt-4.1-mini", body);
        assertThat(counted.bound()).isEqualTo(InputBound.TOKENIZER);
        assertThat(counted.tokens()).isLessThan(body.length / 3);
    }

    @Test
    void whatIsLongIsBoundedByItsBytesWithoutBeingRead() {
        byte[] body = bytes("{\"x\":\"" + "word ".repeat(InputBounds.MOST_COUNTED / 5) + "\"}");
        assertThat(bound("gpt-4o", body)).isEqualTo(new InputBounds.Found(body.length, InputBound.BYTES));
    }

    @Test
    void eachImageCountsAsTheDearestThatThereIs() {
        byte[] one = bytes("{\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x/y.png\"}}]}");
        assertThat(bound("gpt-4o-mini", one).tokens()).isGreaterThanOrEqualTo(48_169);
        assertThat(bound("gpt-4o", one).tokens()).isBetween(3_779L, 9_000L);
        assertThat(bound("gpt-4o", one).bound()).isEqualTo(InputBound.BYTES);
        byte[] sound = bytes(
                "{\"content\":[{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"" + "QUJD".repeat(500) + "\"}}]}");
        assertThat(bound("gpt-4o-audio-preview", sound))
                .isEqualTo(new InputBounds.Found(sound.length, InputBound.BYTES));
    }

    @Test
    void passagesAreReadToo() {
        Passage passage = new Passage(1, "kb", "doc", "Title", "", "word ".repeat(300), 0, 0, null, "", 1);
        byte[] body = bytes("{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}");
        InputBounds.Found with = bounds.of(chat(body), List.of(passage), new Target("openai", "gpt-4o"));
        assertThat(with.bound()).isEqualTo(InputBound.TOKENIZER);
        assertThat(with.tokens()).isGreaterThan(300);
    }
}
