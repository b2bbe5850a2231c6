package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Killed while it reads files, Weir goes on with them at the next start: none is lost, none is there twice. */
class FileKillTest {
    private static final int FORM = 40;
    private static final int PROCESSES = 2;

    @TempDir
    Path folder;

    private int resent;

    @Test
    void filesAreReadOnceWhateverEndsWeir() throws Exception {
        run(80, 3);
    }

    @Test
    @Tag("long")
    void twoThousandFilesAndTwentyKills() throws Exception {
        run(2_000, 20);
    }

    private void run(int files, int kills) throws Exception {
        Path config = Files.writeString(folder.resolve("weir.yaml"), """
                server: {port: 0}
                data: '%s'
                knowledge: {docs: false, parser: {processes: %d, memory: 64MB, isolation: off}}
                """.formatted(folder.resolve("data"), PROCESSES));
        int sent = 0;
        for (int life = 1; life <= kills; life++) {
            try (WeirProcess weir = WeirProcess.up(ScriptedParser.options(), config)) {
                Door door = weir.admin();
                door.post("/api/kb", "{\"name\": \"many\"}");
                int goal = files * life / (kills + 1);
                Sender sender = new Sender(door, sent, Math.max(sent, goal + FORM * 2), files);
                Thread sending = Thread.ofVirtual().start(sender);
                Eventually.within(Duration.ofMinutes(3), "files of life " + life, () -> read() >= goal);
                Thread.sleep(ThreadLocalRandom.current().nextLong(200));
                weir.kill();
                sending.join();
                sent = sender.sent;
                resent += sender.open;
            }
        }
        try (WeirProcess weir = WeirProcess.up(ScriptedParser.options(), config)) {
            Door door = weir.admin();
            new Sender(door, sent, files, files).run();
            Eventually.within(Duration.ofMinutes(5), "the rest", () -> isDone(door, files));
            judge(door, files, kills);
        }
    }

    /** Readings so far, of all lives. */
    private int read() {
        try (Stream<String> lines = Files.lines(notes())) {
            return (int) lines.count();
        } catch (IOException e) {
            return 0;
        }
    }

    private Path notes() {
        return folder.resolve("readings");
    }

    /** Sends files by forms until so many are sent, or Weir is gone. */
    private final class Sender implements Runnable {
        private final Door door;
        private final int until;
        private volatile int sent;
        private volatile int open;

        Sender(Door door, int from, int until, int files) {
            this.door = door;
            this.sent = from;
            this.until = Math.min(until, files);
        }

        @Override
        public void run() {
            while (sent < until) {
                int next = Math.min(until, sent + FORM);
                FileForm form = new FileForm();
                for (int i = sent; i < next; i++) {
                    form.file(
                            "file-" + i + ".pdf",
                            "note " + notes() + "\ntitle File " + i + "\npage 1/1\nIts word is " + word(i) + ".");
                }
                open = next - sent;
                try {
                    assertThat(form.send(door, "/api/kb/many/documents").status())
                            .isEqualTo(200);
                } catch (UncheckedIOException e) {
                    return;
                }
                open = 0;
                sent = next;
            }
        }
    }

    private static String word(int i) {
        StringBuilder word = new StringBuilder("zq");
        for (char digit : Integer.toString(i).toCharArray()) {
            word.append((char) ('a' + digit - '0'));
        }
        return word.append("qz").toString();
    }

    private static boolean isDone(Door door, int files) {
        JsonNode base = door.get("/api/kb/many").json();
        return base.path("unfinished").asInt(-1) == 0 && base.path("chunks").asInt() == files;
    }

    private void judge(Door door, int files, int kills) throws IOException {
        Map<String, String> states = new TreeMap<>();
        @Nullable String cursor = "";
        while (cursor != null) {
            JsonNode page = door.get("/api/kb/many/documents?limit=500&cursor=" + cursor)
                    .json();
            page.path("data")
                    .forEach(each -> states.put(
                            each.path("id").asString(),
                            each.path("state").asString() + " "
                                    + each.path("chunks").asInt() + " "
                                    + each.path("reason").asString("")));
            cursor = page.path("next").asString(null);
        }
        assertThat(states).hasSize(files);
        assertThat(states.values()).containsOnly("ready 1 ");
        for (int i = 0; i < files; i += Math.max(1, files / 100)) {
            JsonNode found = door.post("/api/kb/many/search", "{\"query\": \"" + word(i) + "\", \"arms\": [\"bm25\"]}")
                    .json()
                    .path("data");
            assertThat(found).as(word(i)).hasSize(1);
            assertThat(found.path(0).path("document_id").asString()).isEqualTo("file-" + i + ".pdf");
        }
        System.out.println("kill -9 while files are read: " + files + " files, " + kills + " kills, " + read()
                + " readings, " + resent + " files sent again for want of an answer");
        assertThat(read()).isBetween(files, files + kills * PROCESSES + resent);
        try (Stream<Path> left = Files.list(folder.resolve("data/documents"))) {
            assertThat(left).isEmpty();
        }
    }
}
