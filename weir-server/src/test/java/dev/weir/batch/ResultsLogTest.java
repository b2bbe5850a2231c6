package dev.weir.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.ProjectId;
import dev.weir.store.ContentCipher;
import dev.weir.store.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsLogTest {
    private static final ProjectId PROJECT = new ProjectId("proj_1");

    @TempDir
    Path folder;

    /** Binds content to its context by a checksum, which is all that the log asks of a cipher. */
    private static final ContentCipher CHECKED = new ContentCipher() {
        @Override
        public Envelope seal(ProjectId project, byte[] content, byte[] context) {
            int sum = 31 * Arrays.hashCode(content) + Arrays.hashCode(context);
            return new Envelope(
                    "k1",
                    null,
                    ByteBuffer.allocate(4 + content.length)
                            .putInt(sum)
                            .put(content)
                            .array());
        }

        @Override
        public byte[] open(ProjectId project, Envelope envelope, byte[] context) {
            byte[] bytes = envelope.ciphertext();
            byte[] content = Arrays.copyOfRange(bytes, Math.min(4, bytes.length), bytes.length);
            if (bytes.length < 4
                    || ByteBuffer.wrap(bytes).getInt() != 31 * Arrays.hashCode(content) + Arrays.hashCode(context)) {
                throw new StorageException(StorageException.Kind.CORRUPT, "changed");
            }
            return content;
        }
    };

    private ResultsLog open(List<Integer> seen) {
        return ResultsLog.open(CHECKED, PROJECT, "batch_1", folder.resolve("log"), result -> seen.add(result.line()));
    }

    private static Result result(int line) {
        return new Result(line, true, 1, 2, 3, 4, ("{\"line\":" + line + "}").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatWasAppendedIsThereAgain() {
        try (ResultsLog log = open(new ArrayList<>())) {
            log.append(result(3));
            log.append(result(1));
        }
        List<Integer> seen = new ArrayList<>();
        try (ResultsLog log = open(seen)) {
            log.append(result(2));
            List<String> all = new ArrayList<>();
            log.forEach(one -> all.add(new String(one.json(), StandardCharsets.UTF_8)));
            assertThat(all).containsExactly("{\"line\":3}", "{\"line\":1}", "{\"line\":2}");
        }
        assertThat(seen).containsExactly(3, 1);
    }

    @Test
    void halfARecordAtTheEndIsNoResultWhereverItBreaks() throws IOException {
        long first;
        try (ResultsLog log = open(new ArrayList<>())) {
            log.append(result(1));
            first = Files.size(folder.resolve("log"));
            log.append(result(2));
        }
        byte[] whole = Files.readAllBytes(folder.resolve("log"));
        for (int length = (int) first; length < whole.length; length++) {
            Files.write(folder.resolve("log"), Arrays.copyOf(whole, length));
            List<Integer> seen = new ArrayList<>();
            try (ResultsLog log = open(seen)) {
                log.append(result(9));
            }
            assertThat(seen).as("cut after %d bytes", length).containsExactly(1);
            List<Integer> again = new ArrayList<>();
            open(again).close();
            assertThat(again).containsExactly(1, 9);
        }
        Files.write(folder.resolve("log"), Arrays.copyOf(whole, whole.length + 100));
        List<Integer> seen = new ArrayList<>();
        open(seen).close();
        assertThat(seen).as("zeros after the end").containsExactly(1, 2);
    }
}
