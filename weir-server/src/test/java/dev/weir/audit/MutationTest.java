package dev.weir.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.audit.merkle.Frontier;
import dev.weir.audit.merkle.Hashes;
import dev.weir.audit.note.Checkpoint;
import dev.weir.audit.note.SignedNote;
import dev.weir.audit.note.SigningKey;
import dev.weir.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log of 10,000 entries with a checkpoint every 100, of which every entry is changed, dropped and swapped in turn. */
class MutationTest {
    private static final int ENTRIES = 10_000;
    private static final int EVERY = 100;
    private static final SigningKey KEY = SigningKey.of("weir/node_1", new byte[32]);

    private static final List<byte[]> bodies = new ArrayList<>();
    private static final List<byte[]> leaves = new ArrayList<>();
    private static final List<String> notes = new ArrayList<>();

    /** The tree before each stretch of entries between two checkpoints. */
    private static final List<Frontier> frontiers = new ArrayList<>();

    @TempDir
    Path dir;

    @BeforeAll
    static void log() {
        Frontier frontier = new Frontier();
        for (int i = 0; i < ENTRIES; i++) {
            if (i % EVERY == 0) {
                frontiers.add(frontier.copy());
            }
            byte[] body = ("{\"attempt\":\"at_" + i + "\",\"cost\":\"" + i * 31 + "\",\"kind\":\"attempt.outcome\"}")
                    .getBytes(StandardCharsets.UTF_8);
            bodies.add(body);
            leaves.add(Hashes.leaf(body));
            frontier.add(leaves.get(i));
            if ((i + 1) % EVERY == 0) {
                Checkpoint checkpoint = new Checkpoint("weir/node_1", frontier.size(), frontier.root());
                notes.add(SignedNote.sign(checkpoint.text(), KEY));
            }
        }
    }

    /** What is before the stretch is as it was, so that a check begins with it. */
    @Test
    void everyEntryThatIsChangedDroppedOrSwappedIsFound() {
        for (int stretch = 0; stretch < ENTRIES / EVERY; stretch++) {
            List<Claim> claims = List.of(Claim.checkpoint(notes.get(stretch), "a checkpoint", List.of(KEY.verifier())));
            List<byte[]> within = leaves.subList(stretch * EVERY, (stretch + 1) * EVERY);
            assertThat(check(stretch, within, claims)).isTrue();
            for (int i = 0; i < EVERY; i++) {
                assertThat(check(stretch, changed(within, i, bodies.get(stretch * EVERY + i)), claims))
                        .isFalse();
                assertThat(check(stretch, dropped(within, i, stretch), claims)).isFalse();
                assertThat(check(stretch, swapped(within, i), claims)).isFalse();
            }
        }
    }

    private static boolean check(int stretch, List<byte[]> within, List<Claim> claims) {
        LogCheck check = new LogCheck(frontiers.get(stretch).copy(), claims);
        within.forEach(check::add);
        return check.end().valid();
    }

    private static List<byte[]> changed(List<byte[]> within, int i, byte[] body) {
        byte[] other = body.clone();
        other[i % other.length] ^= 1;
        List<byte[]> changed = new ArrayList<>(within);
        changed.set(i, Hashes.leaf(other));
        return changed;
    }

    /** The entries after it move up; where there is one more, it fills the gap. */
    private static List<byte[]> dropped(List<byte[]> within, int i, int stretch) {
        List<byte[]> dropped = new ArrayList<>(within);
        dropped.remove(i);
        int next = (stretch + 1) * EVERY;
        if (next < ENTRIES) {
            dropped.add(leaves.get(next));
        }
        return dropped;
    }

    private static List<byte[]> swapped(List<byte[]> within, int i) {
        List<byte[]> swapped = new ArrayList<>(within);
        Collections.swap(swapped, i, (i + 1 + i % 7) % EVERY);
        return swapped;
    }

    /** The whole way by a file, for every 500th. */
    @Test
    void anExportWithSuchAnEntryIsNotValid() throws IOException {
        assertThat(verdict(bodies)).isTrue();
        for (int i = 0; i < ENTRIES; i += 500) {
            List<byte[]> changed = new ArrayList<>(bodies);
            byte[] other = changed.get(i).clone();
            other[10] ^= 1;
            changed.set(i, other);
            assertThat(verdict(changed)).isFalse();
            List<byte[]> dropped = new ArrayList<>(bodies);
            dropped.remove(i);
            assertThat(verdict(dropped)).isFalse();
            List<byte[]> swapped = new ArrayList<>(bodies);
            Collections.swap(swapped, i, ENTRIES - 1 - i);
            assertThat(verdict(swapped)).isFalse();
        }
    }

    private boolean verdict(List<byte[]> entries) throws IOException {
        return ExportFile.check(export(dir.resolve("export.jsonl"), entries), List.of(), Evidence.NONE)
                .valid();
    }

    private static Path export(Path file, List<byte[]> entries) throws IOException {
        StringBuilder text = new StringBuilder();
        entries.forEach(each ->
                text.append(new String(each, StandardCharsets.ISO_8859_1)).append('\n'));
        byte[] trailer = Json.bytes(
                new ExportFile.Trailer(notes.getLast(), KEY.verifier().toString()));
        text.append(new String(trailer, StandardCharsets.ISO_8859_1)).append('\n');
        return Files.write(file, text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void anExportAnswersToWhatWasPublishedAndPromisedElsewhere() throws IOException {
        Path file = export(dir.resolve("export.jsonl"), bodies);
        Path published = Files.writeString(dir.resolve("published"), String.join("\n", notes) + "\n");
        Path receipt = Files.writeString(dir.resolve("receipt"), receipt(4711));
        Path other = Files.writeString(dir.resolve("other"), receipt(ENTRIES + 1));
        Report report =
                ExportFile.check(file, List.of(KEY.verifier()), Evidence.in(List.of(published), List.of(receipt)));
        assertThat(report.valid()).isTrue();
        assertThat(report.checkpoints()).isEqualTo(1 + ENTRIES / EVERY);
        assertThat(report.promises()).isEqualTo(1);

        assertThat(ExportFile.check(file, List.of(), Evidence.in(List.of(), List.of(other)))
                        .findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.what()).contains("is missing, but other promises it"));
        SigningKey stranger = SigningKey.of("weir/node_1", seed(1));
        assertThat(ExportFile.check(file, List.of(stranger.verifier()), Evidence.NONE)
                        .valid())
                .isFalse();
        Checkpoint lie = new Checkpoint("weir/node_1", 50, Hashes.empty());
        Path lies = Files.writeString(dir.resolve("lies"), SignedNote.sign(lie.text(), KEY) + "\n");
        assertThat(ExportFile.check(file, List.of(), Evidence.in(List.of(lies), List.of()))
                        .findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.what()).contains("one of those from 0 to 49"));
        assertThat(ExportFile.check(Files.writeString(dir.resolve("empty"), ""), List.of(), Evidence.NONE)
                        .valid())
                .isFalse();
    }

    private static String receipt(int entry) {
        String leaf = Base64.getEncoder().encodeToString(leaves.get(Math.min(entry, ENTRIES - 1)));
        return SignedNote.sign(
                "weir/node_1/receipt\nex_1\n2026-05-04T03:02:01Z\n" + entry + " exchange.closed " + leaf + "\n", KEY);
    }

    private static byte[] seed(int first) {
        byte[] seed = new byte[32];
        seed[0] = (byte) first;
        return seed;
    }
}
