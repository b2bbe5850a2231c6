package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.TestingWeir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Files that are sent, stored, read by a process of their own and found. What they say is what their reader does. */
class FileIntakeTest {
    private static final String DOCUMENTS = "/api/kb/files/documents";
    private static TestingWeir weir;
    private static Door door;

    @BeforeAll
    static void start() {
        ScriptedParser.use();
        weir = TestingWeir.start(
                "knowledge: {docs: false, parser: {processes: 2, memory: 64MB, time: 20s, cpu_time: 4s,"
                        + " max_file: 8MB, max_characters: 100000}}\n");
        door = Door.of(weir);
        door.post("/api/kb", "{\"name\": \"files\"}");
    }

    @AfterAll
    static void stop() {
        weir.close();
        ScriptedParser.useNoMore();
    }

    private static JsonNode send(String name, String script) {
        Door.Reply reply = new FileForm().file(name, script).send(door, DOCUMENTS);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json().path("data").path(0);
    }

    private static JsonNode document(String name) {
        return door.get(DOCUMENTS + "/" + name).json();
    }

    private static String state(String name) {
        return document(name).path("state").asString();
    }

    /** The document once its reading is over. */
    private static JsonNode read(String name) throws Exception {
        List<String> work = List.of("queued", "parsing", "embedding");
        Eventually.within(Duration.ofSeconds(60), name, () -> !work.contains(state(name)));
        return document(name);
    }

    private static JsonNode search(String query) {
        return door.post("/api/kb/files/search", "{\"query\": \"" + query + "\", \"arms\": [\"bm25\"]}")
                .json()
                .path("data");
    }

    private static long contents() {
        try (Stream<Path> files = Files.list(weir.data().resolve("documents"))) {
            return files.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFileIsQueuedAtOnceAndFoundWithItsPage() throws Exception {
        JsonNode taken = send("report.pdf", """
                title The yearly report
                page 1/2
                heading Beginnings
                The walrus arrives early.
                page 2/2
                heading Ends
                row apples | 3
                row pears | 4
                The pelican leaves late.
                """);
        assertThat(taken.path("state").asString()).isEqualTo("queued");

        JsonNode ready = read("report.pdf");
        assertThat(ready.path("state").asString()).as(ready.toString()).isEqualTo("ready");
        assertThat(ready.path("title").asString()).isEqualTo("The yearly report");
        assertThat(ready.path("reason").isNull()).isTrue();
        JsonNode hit = search("pelican").path(0);
        assertThat(hit.path("document_id").asString()).isEqualTo("report.pdf");
        assertThat(hit.path("page").asInt()).isEqualTo(2);
        assertThat(hit.path("heading").asString()).isEqualTo("Ends");
        assertThat(search("walrus").path(0).path("page").asInt()).isEqualTo(1);
        assertThat(door.get(DOCUMENTS + "/report.pdf?text=true")
                        .json()
                        .path("text")
                        .asString())
                .contains("apples | 3\npears | 4");
    }

    @Test
    void progressIsToldWhileAFileIsRead() throws Exception {
        send("long.pdf", "page 3/10\nsleep 3000\nThe end of a long file.");
        Eventually.within(
                Duration.ofSeconds(20),
                "progress",
                () -> document("long.pdf").path("progress").path("page").asInt() == 3);
        JsonNode parsing = document("long.pdf");
        assertThat(parsing.path("state").asString()).isEqualTo("parsing");
        assertThat(parsing.path("progress").path("pages").asInt()).isEqualTo(10);
        assertThat(read("long.pdf").path("state").asString()).isEqualTo("ready");
    }

    @Test
    void whatCannotBeReadSaysWhyAndCostsNoOther() throws Exception {
        send("hangs.pdf", "spin");
        send("crashes.pdf", "crash");
        send("eats.pdf", "memory");
        send("floods.pdf", "flood");
        send("noisy.pdf", "noise");
        send("scan.pdf", "page 1/1\nend NEEDS_OCR all 12 pages are pictures without text");
        send("blank.docx", "end EMPTY there is nothing in it");
        send("broken.docx", "end DAMAGED its directory is missing");
        send("good.pdf", "A good ocelot among bad ones.");

        assertThat(door.post(
                                "/v1/chat/completions",
                                "{\"model\": \"sim/gpt-4o-mini\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}")
                        .status())
                .as("a call while files are read")
                .isEqualTo(200);
        assertThat(read("good.pdf").path("state").asString()).isEqualTo("ready");
        assertThat(failed("hangs.pdf")).contains("processor's time");
        assertThat(failed("crashes.pdf")).contains("stopped in the middle", "2 times");
        assertThat(failed("eats.pdf")).contains("more memory", "64 MB");
        assertThat(failed("floods.pdf")).contains("without end");
        assertThat(failed("noisy.pdf")).contains("stopped in the middle");
        assertThat(failed("broken.docx")).contains("broken.docx: its directory is missing");
        assertThat(read("scan.pdf").path("state").asString()).isEqualTo("needs_ocr");
        assertThat(read("scan.pdf").path("reason").asString()).contains("12 pages");
        assertThat(read("blank.docx").path("state").asString()).isEqualTo("blank");
        assertThat(search("ocelot").path(0).path("document_id").asString()).isEqualTo("good.pdf");
        assertThat(door.get(DOCUMENTS + "?state=needs_ocr").json().path("data")).hasSize(1);
    }

    private static String failed(String name) throws Exception {
        JsonNode document = read(name);
        assertThat(document.path("state").asString()).as(document.toString()).isEqualTo("failed");
        return document.path("reason").asString();
    }

    @Test
    void aPasswordOpensWhatIsEncryptedAndIsNotKept() throws Exception {
        send("secret.pdf", "password correct-horse-7\nThe hidden narwhal.");
        assertThat(read("secret.pdf").path("state").asString()).isEqualTo("encrypted");

        assertThat(retry("secret.pdf", "{\"password\": \"wrong-horse-7\"}").status())
                .isEqualTo(200);
        JsonNode still = read("secret.pdf");
        assertThat(still.path("state").asString()).isEqualTo("encrypted");
        assertThat(still.path("reason").asString()).contains("another one");

        Door.Reply tried = retry("secret.pdf", "{\"password\": \"correct-horse-7\"}");
        assertThat(tried.json().path("state").asString()).isIn("queued", "parsing");
        assertThat(read("secret.pdf").path("state").asString()).isEqualTo("ready");
        assertThat(search("narwhal")).hasSize(1);
        assertThat(retry("secret.pdf", "").status()).isEqualTo(409);
        assertNothingSays("horse-7", weir.data());
        assertNothingSays("horse-7", weir.data().resolve("journal"));
        assertNothingSays("horse-7", weir.data().resolve("documents"));
    }

    private static void assertNothingSays(String words, Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            try {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(words);
            } catch (NoSuchFileException e) {
                assertThat(file).as("deleted meanwhile").doesNotExist();
            }
        }
    }

    private static Door.Reply retry(String name, String body) {
        return door.post(DOCUMENTS + "/" + name + "/retry", body);
    }

    @Test
    void anOldVersionIsFoundUntilTheNewOneIsRead() throws Exception {
        send("terms.pdf", "The zebra clause.");
        read("terms.pdf");
        send("terms.pdf", "page 1/1\nsleep 2000\nThe yak clause.");
        assertThat(state("terms.pdf")).isIn("queued", "parsing");
        assertThat(search("zebra")).hasSize(1);

        assertThat(read("terms.pdf").path("state").asString()).isEqualTo("ready");
        assertThat(search("zebra")).isEmpty();
        assertThat(search("yak")).hasSize(1);

        send("terms.pdf", "end DAMAGED it is cut off");
        assertThat(read("terms.pdf").path("state").asString()).isEqualTo("failed");
        assertThat(search("yak")).hasSize(1);
    }

    @Test
    void filesInAFileAreFoundUnderTheirNamesAndThoseNotReadAreNamed() throws Exception {
        send("mail.eml", "The letter.\nfile a.txt READ\nThe attached quokka.\nfile b.bin UNSUPPORTED");
        JsonNode ready = read("mail.eml");
        assertThat(ready.path("state").asString()).isEqualTo("ready");
        assertThat(ready.path("reason").asString()).contains("b.bin", "no format that is read");
        assertThat(search("quokka").path(0).path("heading").asString()).contains("a.txt");
    }

    @Test
    void contentIsSealedWhileItWaitsAndGoesAwayWithItsDocument() throws Exception {
        long before = contents();
        send("kept.pdf", "end NEEDS_OCR the axolotl is a picture");
        read("kept.pdf");
        assertThat(contents()).isEqualTo(before + 1);
        try (Stream<Path> files = Files.list(weir.data().resolve("documents"))) {
            for (Path file : files.toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain("axolotl");
            }
        }
        assertThat(door.send("DELETE", DOCUMENTS + "/kept.pdf", null, java.util.Map.of())
                        .status())
                .isEqualTo(204);
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void aFileLargerThanTheBoundIsRefusedAndLeavesNothing() throws Exception {
        long before = contents();
        Door.Reply reply =
                new FileForm().file("big.pdf", new byte[(8 << 20) + 1]).send(door, DOCUMENTS);
        assertThat(reply.status()).isEqualTo(413);
        assertThat(contents()).isEqualTo(before);
        assertThat(document("big.pdf").path("error").isMissingNode()).isFalse();
    }

    @Test
    void whatReadsAFileSeesNothingOfThisMachine() throws Exception {
        send(
                "curious.pdf",
                "reach environment\nreach " + weir.data() + "\nreach 127.0.0.1:"
                        + weir.weir().port());
        assertThat(read("curious.pdf").path("state").asString()).isEqualTo("ready");
        String text = door.get(DOCUMENTS + "/curious.pdf?text=true")
                .json()
                .path("text")
                .asString();
        assertThat(text).contains("environment [] in /\n").doesNotContain("WEIR");
        if (isolated()) {
            assertThat(text).contains("unseen", "unconnected");
        }
    }

    /** Whether this machine lets namespaces be made, as the launcher of the readers finds out for itself. */
    private static boolean isolated() {
        try {
            return new ProcessBuilder(
                                    "unshare",
                                    "--user",
                                    "--map-root-user",
                                    "--net",
                                    "--mount",
                                    "--pid",
                                    "--fork",
                                    "true")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aDocumentThatComesAsTextTakesThePlaceOfAFileThatWaits() throws Exception {
        send("late.pdf", "page 1/1\nsleep 2000\nThe old gnu.");
        door.post(DOCUMENTS, "{\"id\": \"late.pdf\", \"text\": \"The new gnu.\"}");
        assertThat(read("late.pdf").path("state").asString()).isEqualTo("ready");
        Eventually.within(Duration.ofSeconds(10), "gone", () -> search("gnu").size() == 1);
        assertThat(search("gnu").path(0).path("text").asString()).contains("new gnu");
    }

    @Test
    void aBaseThatIsDeletedWhileItsFilesAreReadLeavesNothing() throws Exception {
        door.post("/api/kb", "{\"name\": \"gone\"}");
        long before = contents();
        new FileForm().file("a.pdf", "sleep 1000\nwords").file("b.pdf", "words").send(door, "/api/kb/gone/documents");
        assertThat(door.send("DELETE", "/api/kb/gone", null, java.util.Map.of()).status())
                .isEqualTo(204);
        Eventually.within(Duration.ofSeconds(20), "contents", () -> contents() <= before);
        assertThat(door.get("/api/kb/gone").status()).isEqualTo(404);
    }
}
