package dev.weir.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each parser gets its seeds, and the same damaged in a hundred ways: bits flipped, parts cut, doubled, swapped and
 * replaced by what parsers trip over. By default briefly and the same each time; {@code -Dweir.fuzz.seconds=60} goes on
 * that long for each parser with other damage each time, and a failure names the seed and the input.
 *
 * @see JazzerTest
 */
class MutatedInputTest {
    private static final int BRIEFLY = 1000;
    private static final int SECONDS = Integer.getInteger("weir.fuzz.seconds", 0);

    private static final List<byte[]> TOKENS = Stream.of(
                    "null",
                    "true",
                    "-1",
                    "1e999",
                    "99999999999999999999999",
                    "\"\"",
                    "{}",
                    "[]",
                    "[[[[[[[[",
                    "}}}}",
                    "\\u0000",
                    "\\ud800",
                    "\u0000",
                    "\ufeff",
                    "\r\n\r\n",
                    "\r",
                    "data:",
                    "event: error\n",
                    "[DONE]",
                    ",",
                    ":",
                    "\"",
                    "\\",
                    "\"role\":\"tool\"",
                    "\"model\":7",
                    "\"index\":2147483648",
                    "\"content\":[7]",
                    "&a",
                    "*a",
                    "${A}",
                    "- ")
            .map(text -> text.getBytes(UTF_8))
            .toList();

    @ParameterizedTest
    @EnumSource
    void seedsAreAnsweredAndNeverThrown(FuzzTarget target) {
        target.seeds().forEach(target::read);
    }

    @ParameterizedTest
    @EnumSource
    void damagedInputIsAnsweredAndNeverThrown(FuzzTarget target) {
        long seed = SECONDS == 0 ? 20261122 : System.nanoTime();
        Random random = new Random(seed);
        List<byte[]> seeds = target.seeds();
        long until = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        for (int i = 0; SECONDS == 0 ? i < BRIEFLY : System.nanoTime() - until < 0; i++) {
            byte[] input = damaged(seeds, random);
            try {
                target.read(input);
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(
                        target + ", seed " + seed + ", round " + i + ": "
                                + Base64.getEncoder().encodeToString(input),
                        e);
            }
        }
    }

    private static byte[] damaged(List<byte[]> seeds, Random random) {
        byte[] input = seeds.get(random.nextInt(seeds.size()));
        for (int i = random.nextInt(6); i >= 0 && input.length > 0 && input.length < FuzzTarget.LARGEST; i--) {
            int from = random.nextInt(input.length);
            int to = Math.min(input.length, from + random.nextInt(12));
            input = switch (random.nextInt(6)) {
                case 0 -> flipped(input, from, random);
                case 1 -> joined(Arrays.copyOf(input, from), Arrays.copyOfRange(input, to, input.length));
                case 2 -> joined(Arrays.copyOf(input, to), Arrays.copyOfRange(input, from, input.length));
                case 3 ->
                    joined(
                            Arrays.copyOf(input, from),
                            TOKENS.get(random.nextInt(TOKENS.size())),
                            Arrays.copyOfRange(input, to, input.length));
                case 4 -> Arrays.copyOf(input, from);
                default ->
                    joined(
                            Arrays.copyOf(input, from),
                            seeds.get(random.nextInt(seeds.size())),
                            Arrays.copyOfRange(input, to, input.length));
            };
        }
        return input;
    }

    private static byte[] flipped(byte[] input, int at, Random random) {
        byte[] changed = input.clone();
        changed[at] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
