package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process is killed while it appends: whatever it said it had appended is there. */
class JournalKillTest {
    private static final Journal.Sizes SIZES = new Journal.Sizes(1 << 20, 1 << 18, 1 << 17);

    @TempDir
    Path dir;

    @Test
    void everyAppendThatReturnedSurvivesKillMinusNine() throws Exception {
        Random random = new Random(99);
        Set<String> said = new HashSet<>();
        for (int life = 0; life < 3; life++) {
            said.addAll(appendUntilKilled(life * 1_000_000, 200 + random.nextInt(300)));
            try (Journal journal = open(dir)) {
                assertThat(attempts(journal)).containsAll(said);
            }
        }
        assertThat(said).hasSizeGreaterThan(100);
    }

    private Set<String> appendUntilKilled(int first, int lines) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        JournalKillTest.class.getName(),
                        dir.toString(),
                        Integer.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Set<String> said = new HashSet<>();
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null && said.size() < lines; line = out.readLine()) {
                said.add(line);
            }
            child.toHandle().destroyForcibly();
            // What it said before it died counts as well; the last line may be half a line.
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.endsWith(".")) {
                    said.add(line);
                }
            }
        } finally {
            child.destroyForcibly();
        }
        child.waitFor();
        return said;
    }

    private static Set<String> attempts(Journal journal) {
        JournalCodec codec = new JournalCodec(new TestCipher());
        Set<String> found = new HashSet<>();
        try (JournalCursor cursor = journal.read(0)) {
            for (JournalEntry entry = cursor.next(); entry != null; entry = cursor.next()) {
                if (codec.decode(entry.type(), entry.payload()) instanceof JournalRecord.AttemptIntent intent) {
                    assertThat(found.add(intent.attempt().value() + ".")).isTrue();
                }
            }
        }
        return found;
    }

    private static Journal open(Path dir) {
        return Journal.open(dir, "node_1", new JournalCodec(new TestCipher()), SIZES);
    }

    /** The child: four threads append and say what they appended, until the end. */
    public static void main(String[] args) {
        Journal journal = open(Path.of(args[0]));
        for (int t = 0; t < 4; t++) {
            int first = Integer.parseInt(args[1]) + t * 100_000;
            Thread.ofPlatform().start(() -> {
                for (int i = first; ; i++) {
                    journal.append(Records.intent(i));
                    System.out.println(Records.attempt(i).value() + ".");
                }
            });
        }
    }
}
