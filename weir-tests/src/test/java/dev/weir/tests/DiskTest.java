package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Served;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** On a disk that is full or cannot be written, Weir refuses what it could not meter, and says what to do. */
class DiskTest {
    private static final int MEGABYTES = 64;
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final Random random = new Random(7);
    private Simulator simulator;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectory(folder.resolve("disk"));
        simulator = Simulator.start(SimulatorOptions.defaults());
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private SmallDisk inMemory() throws Exception {
        return SmallDisk.inMemory(folder.resolve("disk"), MEGABYTES);
    }

    private Path config() throws IOException {
        return Files.writeString(
                folder.resolve("weir.yaml"), """
                server: {port: 0}
                data: '%s'
                providers: {sim: {kind: openai, base_url: '%s', api_key: none, allow_private: true}}
                """.formatted(folder.resolve("disk/data"), simulator.baseUri()));
    }

    /** Text that no compression makes smaller. */
    private String noise(int bytes) {
        byte[] noise = new byte[bytes];
        random.nextBytes(noise);
        return Base64.getEncoder().encodeToString(noise);
    }

    private static Door.Reply ask(Door door, String question) {
        return door.post("/v1/chat/completions", """
                {"model": "sim/gpt-4o-mini", "messages": [{"role": "user", "content": "%s"}]}""".formatted(question));
    }

    @Test
    void aFullDiskRefusesCallsUntilThereIsRoomAgainAndNothingIsUnmetered() throws Exception {
        try (SmallDisk disk = inMemory();
                WeirProcess weir = WeirProcess.up(config())) {
            Door door = weir.admin();
            assertThat(ask(door, "Hello").status()).isEqualTo(200);
            assertThat(door.post("/api/kb", "{\"name\": \"notes\"}").status()).isEqualTo(201);

            disk.fill();
            saysWhatToDo(refused(door));
            assertThat(door.get("/readyz")).satisfies(reply -> {
                assertThat(reply.status()).isEqualTo(503);
                assertThat(reply.json().path("reason").asString()).contains("free some space");
            });
            saysWhatToDo(upload(door));

            disk.free();
            Eventually.within(SOON, "a call", () -> ask(door, "Are you back?").status() == 200);
            Eventually.within(SOON, "an upload", () -> upload(door).status() == 200);
            assertThat(door.get("/readyz").status()).isEqualTo(200);
            Eventually.within(
                    SOON, "the store knows every call", () -> stored(door).containsAll(served()));
            assertThat(weir.output()).doesNotContain("\tat ");
        }
    }

    /** The room that was set aside is used up first. */
    private Door.Reply refused(Door door) {
        for (int i = 0; i < 200; i++) {
            Door.Reply reply = ask(door, noise(200_000));
            if (reply.status() != 200) {
                return reply;
            }
        }
        throw new AssertionError("never refused");
    }

    private static void saysWhatToDo(Door.Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(503);
        JsonNode error = reply.json().path("error");
        assertThat(error.path("code").asString()).isEqualTo("storage_unavailable");
        assertThat(error.path("message").asString()).contains("no space left").contains("free some space");
    }

    private static Door.Reply upload(Door door) {
        return door.post("/api/kb/notes/documents", """
                {"id": "note", "text": "The weir is opened when the river rises."}""");
    }

    private List<String> served() {
        return simulator.served().stream()
                .map(Served::exchangeId)
                .filter(Objects::nonNull)
                .toList();
    }

    private static Set<String> stored(Door door) {
        Set<String> found = new HashSet<>();
        door.get("/api/exchanges?limit=500")
                .json()
                .path("data")
                .forEach(one -> found.add(one.path("id").asString()));
        return found;
    }

    @Test
    void aReadOnlyDiskStopsTheStartInALine() throws Exception {
        try (SmallDisk disk = inMemory()) {
            disk.remount("ro");
            assertThat(refusedStart()).contains("cannot be written");

            disk.remount("rw");
            try (WeirProcess weir = WeirProcess.up(config())) {
                weir.awaitReady();
                weir.terminate();
                weir.awaitExit();
            }
            disk.remount("ro");
            assertThat(refusedStart()).contains("cannot be written");
        }
    }

    private String refusedStart() throws Exception {
        try (WeirProcess weir = WeirProcess.up(config())) {
            assertThat(weir.awaitExit()).as(weir.output()).isEqualTo(1);
            assertThat(weir.output().lines().filter(line -> !line.startsWith("WARNING: Using incubator")))
                    .as(weir.output())
                    .hasSize(1);
            return weir.output();
        }
    }

    @Test
    void aDiskThatFailsRefusesCallsAndKeepsWhatWasServed() throws Exception {
        Path image = folder.resolve("image");
        Path root = folder.resolve("disk");
        try (SmallDisk disk = SmallDisk.inFile(image, root, MEGABYTES);
                WeirProcess weir = WeirProcess.up(config())) {
            Door door = weir.admin();
            assertThat(ask(door, "Hello").status()).isEqualTo(200);

            disk.fail();
            Door.Reply reply = refused(door);
            assertThat(reply.status()).as(reply.text()).isEqualTo(503);
            assertThat(reply.json().at("/error/code").asString()).isEqualTo("storage_unavailable");
            assertThat(reply.json().at("/error/message").asString()).contains("cannot be written");
            assertThat(door.get("/readyz").status()).isEqualTo(503);
            weir.kill();
        }
        try (SmallDisk _ = SmallDisk.again(image, root);
                WeirProcess weir = WeirProcess.up(config())) {
            assertThat(stored(weir.admin())).containsAll(served());
            weir.kill();
        }
    }
}
