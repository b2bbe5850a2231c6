package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Script;
import dev.weir.simulator.Served;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What nobody can know after a crash is told as that, and what could not be kept is not begun. */
class IdempotencyCrashTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int MEGABYTES = 64;

    @TempDir
    Path folder;

    private Simulator simulator;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectory(folder.resolve("disk"));
        simulator = Simulator.start(SimulatorOptions.defaults());
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private Path config() throws IOException {
        return ChildConfig.write(folder, folder.resolve("disk/data"), simulator, "");
    }

    private static Door.Reply ask(Door door, boolean stream, String key, String text) {
        return door.send("POST", CHAT, """
                {"model": "sim/gpt-4o-mini", "stream": %s, "messages": [{"role": "user", "content": "%s"}]}""".formatted(stream, text), Map.of("idempotency-key", key));
    }

    @Test
    void killedInTheMiddleItIsUnknownAndNotSentAgain() throws Exception {
        Path config = config();
        Door.Reply whole;
        Door.Reply stream;
        try (WeirProcess weir = WeirProcess.up(config)) {
            Door door = weir.admin();
            whole = ask(door, false, "done-whole", "Hello.");
            stream = ask(door, true, "done-stream", "Hello.");
            assertThat(stream.text()).endsWith("data: [DONE]\n\n");
            simulator.script(Script.DEFAULT.withFault(FaultRule.always(new Fault.Silence(2))));
            Thread.ofVirtual().start(() -> leftAlone(door, false, "cut-whole"));
            Thread.ofVirtual().start(() -> leftAlone(door, true, "cut-stream"));
            Eventually.within(
                    SOON, "the provider's turn", () -> simulator.served().size() == 4);
            weir.kill();
        }
        simulator.script(Script.DEFAULT);
        try (WeirProcess weir = WeirProcess.up(config)) {
            Door door = weir.admin();
            Set<String> exchanges = Set.of(unknown(door, false, "cut-whole"), unknown(door, true, "cut-stream"));
            assertThat(simulator.served()).extracting(Served::exchangeId).containsAll(exchanges);
            assertThat(unknown(door, false, "cut-whole")).as("told again").isIn(exchanges);
            Door.Reply anthropic = door.send("POST", "/v1/messages", """
                    {"model": "sim/gpt-4o-mini", "max_tokens": 9, "messages": [{"role": "user", "content": "Hello?"}]}""", Map.of("idempotency-key", "cut-whole"));
            assertThat(anthropic.status()).isEqualTo(409);
            assertThat(anthropic.json().at("/error/type").asString()).isEqualTo("invalid_request_error");

            isAgain(ask(door, false, "done-whole", "Hello."), whole);
            isAgain(ask(door, true, "done-stream", "Hello."), stream);
            assertThat(simulator.served()).as("nothing was sent again").hasSize(4);
            assertThat(ask(door, false, "new", "Hello?").status()).isEqualTo(200);
            weir.kill();
        }
    }

    /** That the key is refused, and the exchange that it names. */
    private static String unknown(Door door, boolean stream, String key) {
        Door.Reply again = ask(door, stream, key, "Hello?");
        assertThat(again.status()).as(again.text()).isEqualTo(409);
        assertThat(again.header("x-should-retry")).isEqualTo("false");
        JsonNode error = again.json().path("error");
        assertThat(error.path("code").asString()).isEqualTo("idempotency_outcome_unknown");
        String message = error.path("message").asString();
        assertThat(message).contains("not sent again");
        Matcher exchange = Pattern.compile("ex_\\w+").matcher(message);
        assertThat(exchange.find()).as(message).isTrue();
        assertThat(door.get("/api/exchanges/" + exchange.group())
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("open");
        return exchange.group();
    }

    private static void isAgain(Door.Reply again, Door.Reply first) {
        assertThat(again.response().body()).isEqualTo(first.response().body());
        assertThat(again.header("idempotent-replayed")).isEqualTo("true");
    }

    /** Its answer never comes. */
    private static void leftAlone(Door door, boolean stream, String key) {
        try {
            ask(door, stream, key, "Hello?");
        } catch (UncheckedIOException e) {
            // That is how a caller learns of a kill.
        }
    }

    @Test
    void onAFullDiskNothingIsSentAndTheKeyIsFree() throws Exception {
        try (SmallDisk disk = SmallDisk.inMemory(folder.resolve("disk"), MEGABYTES);
                WeirProcess weir = WeirProcess.up(config())) {
            Door door = weir.admin();
            assertThat(ask(door, false, "first", "Hello").status()).isEqualTo(200);
            disk.fill();
            int answered = 1;
            Door.Reply reply = ask(door, false, "key-" + answered, noise(answered));
            while (reply.status() == 200 && answered < 200) {
                answered++;
                reply = ask(door, false, "key-" + answered, noise(answered));
            }
            assertThat(reply.status()).as(reply.text()).isEqualTo(503);
            assertThat(reply.json().at("/error/code").asString()).isEqualTo("storage_unavailable");
            assertThat(reply.json().at("/error/message").asString()).contains("free some space");
            assertThat(simulator.served()).hasSize(answered);

            disk.free();
            String key = "key-" + answered;
            String text = noise(answered);
            Eventually.within(SOON, "a call", () -> ask(door, false, key, text).status() == 200);
            assertThat(simulator.served()).hasSize(answered + 1);
            assertThat(ask(door, false, key, text).header("idempotent-replayed"))
                    .isEqualTo("true");
            assertThat(weir.output()).doesNotContain("\tat ");
        }
    }

    /** Text that no compression makes smaller, always the same. */
    private static String noise(int seed) {
        byte[] noise = new byte[200_000];
        new Random(seed).nextBytes(noise);
        return Base64.getEncoder().encodeToString(noise);
    }
}
