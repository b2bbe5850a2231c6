package dev.weir.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.files.JsonLines;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class InputLineTest {
    private static final String GOOD =
            "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/embeddings\",\"body\":{\"model\":\"m\",\"x\":1.50}}";

    private static InputLine read(byte[] bytes) {
        return InputLine.read(new JsonLines.Line(7, bytes), "/v1/embeddings");
    }

    @Test
    void theBodyIsTakenAsItWasWritten() {
        assertThat(read(GOOD.getBytes(StandardCharsets.UTF_8))).isInstanceOfSatisfying(InputLine.Good.class, good -> {
            assertThat(new String(good.body(), StandardCharsets.UTF_8)).isEqualTo("{\"model\":\"m\",\"x\":1.50}");
            assertThat(good.customId()).isEqualTo("a");
            assertThat(good.number()).isEqualTo(7);
        });
    }

    @Property(tries = 500)
    void anyBytesAreARequestOrAnErrorWithItsLine(@ForAll @Size(max = 300) byte[] bytes) {
        if (read(bytes) instanceof InputLine.Bad bad) {
            assertThat(bad.error().line()).isEqualTo(7);
        }
    }

    @Property(tries = 500)
    void aGoodLineThatIsDamagedNeverThrows(
            @ForAll byte damage, @ForAll @net.jqwik.api.constraints.IntRange(max = 80) int at) {
        byte[] bytes = GOOD.getBytes(StandardCharsets.UTF_8);
        bytes[at % bytes.length] = damage;
        assertThat(read(bytes)).isNotNull();
    }
}
