package dev.weir.tests;

import static dev.weir.tests.MirrorBed.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Script;
import dev.weir.tests.MirrorBed.Outcome;
import dev.weir.tests.cli.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Recorded requests that are mirrored, and what the command says to its reader. */
class MirrorLogTest {
    @TempDir
    Path folder;

    @RegisterExtension
    static final MirrorBed bed = new MirrorBed();

    @Test
    void recordedRequestsAreReplayedAgainstBoth() throws Exception {
        Path log = folder.resolve("traffic.jsonl");
        Files.writeString(
                log,
                "{\"url\": \"/v1/chat/completions\", \"headers\": {\"content-length\": \"7\", \"host\": \"elsewhere\"},"
                        + " \"body\": " + chat("") + "}\n\n"
                        + "{\"custom_id\": \"b\", \"method\": \"POST\", \"url\": \"/v1/chat/completions\", \"body\": "
                        + chat("")
                        + ", \"response\": {\"status_code\": 200, \"headers\": {\"x-litellm-response-cost\": "
                        + "\"0.5\"}, \"body\": {\"id\": \"x\", \"extra\": true, \"choices\": []}, \"total_ms\": 900}}\n"
                        + "{\"url\": \"/v1/audio/speech\", \"body\": {}}\n"
                        + "{\"url\": \"/v1/threads/thread_1/messages\", \"body\": {}}\n");
        Path report = folder.resolve("report.jsonl");

        Outcome both = Outcome.of(bed.shell()
                .with("THEIR_KEY", "k")
                .run(
                        "mirror",
                        "--json",
                        "--log",
                        log.toString(),
                        "--from",
                        bed.otherUrl().toString(),
                        "--map",
                        "theirs=ours",
                        "--from-key-env",
                        "THEIR_KEY",
                        "--report",
                        report.toString()));
        Outcome recorded =
                Outcome.of(bed.shell().run("mirror", "--json", "--log", log.toString(), "--map", "theirs=ours"));

        assertThat(both.summary().path("equal").asInt()).isEqualTo(1);
        assertThat(both.summary().path("differing").asInt()).isEqualTo(1);
        assertThat(both.differences()).contains("missing extra boolean -", "added choices[] - object");
        assertThat(Files.readAllLines(report)).hasSize(3).last().asString().contains("\"summary\"");
        assertThat(recorded.summary().path("compared").asInt()).isEqualTo(1);
        assertThat(recorded.summary().path("skipped").toString()).contains("no answer in the log");
        assertThat(recorded.summary()
                        .at("/skipped/a path that Weir does not answer")
                        .asInt())
                .isEqualTo(2);
        assertThat(recorded.exchanges().getFirst().at("/theirs/total_ms").asInt())
                .isEqualTo(900);
    }

    @Test
    void aLogIsReplayedInPartAndEndsInTime() throws Exception {
        Path log = folder.resolve("traffic.jsonl");
        Files.writeString(log, ("{\"url\": \"/v1/chat/completions\", \"body\": " + chat("") + "}\n").repeat(4));
        String[] replay = {
            "mirror",
            "--json",
            "--log",
            log.toString(),
            "--from",
            bed.otherUrl().toString(),
            "--map"
        };

        Outcome half = Outcome.of(bed.shell().run(with(replay, "theirs=ours", "--share", "0.5")));
        bed.weir().upstream(Script.DEFAULT.withFault(FaultRule.always(new Fault.Silence(null))));
        Outcome ended = Outcome.of(bed.shell().run(with(replay, "theirs=ours", "--seconds", "1")));

        assertThat(half.summary().path("compared").asInt()).isEqualTo(2);
        assertThat(half.summary().at("/skipped/not in the sample").asInt()).isEqualTo(2);
        assertThat(ended.summary().path("compared").asInt()).isZero();
        assertThat(ended.summary().path("skipped").toString()).contains("the mirror ended");
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void theSummaryIsForReaders() throws Exception {
        Path log = folder.resolve("traffic.jsonl");
        Files.writeString(log, "{\"url\": \"/v1/chat/completions\", \"body\": " + chat("") + "}\n");
        bed.other()
                .script(Script.saying(new Answer.Tools("{}", "Hello."))
                        .withFault(FaultRule.always(new Fault.Status(429, Map.of(), null))));

        Shell.Done done = bed.shell()
                .run("mirror", "--log", log.toString(), "--from", bed.otherUrl().toString(), "--map", "theirs=ours");

        assertThat(done.exit()).isEqualTo(1);
        assertThat(done.out())
                .contains("#1 /v1/chat/completions theirs", "status: theirs 429, Weir 200", "1 differing")
                .contains("Bill: no exchange was priced by both.");
    }

    @Test
    void wrongUseSaysWhatWouldBeRight() throws Exception {
        Path log = folder.resolve("wrong.jsonl");
        Files.writeString(log, "{\"url\": \"/v1/chat/completions\", \"body\": {}}\n{\"url\": 1}\n");

        assertThat(bed.shell().run("mirror").err()).contains("--from URL", "--log FILE");
        assertThat(bed.shell().run("mirror", "--from", "litellm:4000").err()).contains("http://127.0.0.1:4000");
        assertThat(bed.shell()
                        .run("mirror", "--from", "http://x", "--share", "2")
                        .err())
                .contains("--share");
        assertThat(bed.shell().run("mirror", "--log", log.toString()).err()).contains("line 2", "'url'");
        assertThat(bed.shell()
                        .run("mirror", "--log", folder.resolve("none").toString())
                        .err())
                .contains("There is no file");
        assertThat(bed.shell()
                        .run("mirror", "--log", log.toString(), "--from-key-env", "NOT_SET")
                        .err())
                .contains("NOT_SET");
    }
}
