package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.weir.kernel.Clock;
import dev.weir.knowledge.parser.FileReading;
import dev.weir.knowledge.parser.Isolation;
import dev.weir.knowledge.parser.ParserPool;
import dev.weir.knowledge.parser.ParserProgram;
import dev.weir.knowledge.parser.ParserSettings;
import dev.weir.knowledge.parser.Programs;
import dev.weir.spi.parsing.ParseRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers in processes of their own, and what they may do. */
class ParserPoolTest {
    @TempDir
    Path folder;

    private static ParserSettings settings(int files, Duration time, boolean isolated, boolean sandboxed) {
        return new ParserSettings(
                1,
                48L << 20,
                time,
                Duration.ofSeconds(20),
                files,
                Duration.ofSeconds(30),
                isolated,
                sandboxed,
                new ParseRequest.Limits(10_000, 1 << 20, 2, 10));
    }

    private ParserPool pool(ParserSettings settings) {
        return pool(ScriptedParser.program(), settings, Programs.of(System.getenv("PATH")));
    }

    private ParserPool pool(ParserProgram program, ParserSettings settings, Programs programs) {
        return new ParserPool(program, settings, folder, programs, Clock.SYSTEM);
    }

    private static FileReading read(ParserPool pool, String script) throws InterruptedException {
        return read(pool, script, null, new ArrayList<>());
    }

    private static FileReading read(ParserPool pool, String script, @Nullable String password, List<String> pages)
            throws InterruptedException {
        byte[] content = script.getBytes(StandardCharsets.UTF_8);
        return pool.read(
                "a.pdf",
                password,
                new ByteArrayInputStream(content),
                content.length,
                (page, of) -> pages.add(page + "/" + of));
    }

    private static String text(FileReading reading) {
        assertThat(reading).isInstanceOf(FileReading.Read.class);
        return ((FileReading.Read) reading).text().text();
    }

    @Test
    void aReaderReadsOneFileAfterAnotherUntilItsTurnIsOver() throws Exception {
        Path notes = folder.resolve("notes");
        try (ParserPool pool = pool(settings(2, Duration.ofSeconds(20), false, false))) {
            assertThat(text(read(pool, "note " + notes + "\nfirst"))).isEqualTo("first");
            assertThat(pool.warm()).isEqualTo(1);
            assertThat(text(read(pool, "second"))).isEqualTo("second");
            assertThat(pool.warm()).isZero();
            assertThat(text(read(pool, "third"))).isEqualTo("third");
        }
        assertThat(Files.readString(notes)).isEqualTo("a.pdf\n");
    }

    @Test
    void pagesAreToldAndKnownOfEveryPlace() throws Exception {
        List<String> pages = new ArrayList<>();
        try (ParserPool pool = pool(settings(9, Duration.ofSeconds(20), false, false))) {
            FileReading reading = read(pool, "page 1/3\none\npage 2/3\npage 3/3\nthree", null, pages);
            assertThat(text(reading)).isEqualTo("one\n\nthree");
            var document = ((FileReading.Read) reading).text();
            assertThat(document.page(0)).isEqualTo(1);
            assertThat(document.page(5)).isEqualTo(3);
        }
        assertThat(pages).containsExactly("1/3", "2/3", "3/3");
    }

    @Test
    void whatTakesTooLongIsEndedAndTheNextIsRead() throws Exception {
        try (ParserPool pool = pool(settings(9, Duration.ofMillis(1500), false, true))) {
            assertThat(read(pool, "hang")).isInstanceOfSatisfying(FileReading.Broken.class, broken -> {
                assertThat(broken.reason()).contains("1500 milliseconds");
                assertThat(broken.again()).isFalse();
            });
            assertThat(text(read(pool, "next"))).isEqualTo("next");
        }
    }

    @Test
    void passwordsReachTheReader() throws Exception {
        try (ParserPool pool = pool(settings(9, Duration.ofSeconds(20), false, false))) {
            assertThat(read(pool, "password p\ninside", "q", new ArrayList<>()))
                    .isInstanceOfSatisfying(
                            FileReading.Unreadable.class,
                            shut -> assertThat(shut.why()).isEqualTo(FileReading.Why.ENCRYPTED));
            assertThat(text(read(pool, "password p\ninside", "p", new ArrayList<>())))
                    .isEqualTo("inside");
        }
    }

    @Test
    void aSourceThatFailsIsItsCallersMatterAndHarmsNoOther() throws Exception {
        try (ParserPool pool = pool(settings(9, Duration.ofSeconds(20), false, false))) {
            InputStream broken = new InputStream() {
                @Override
                public int read() {
                    throw new IllegalStateException("the disk is gone");
                }
            };
            assertThatThrownBy(() -> pool.read("a.pdf", null, broken, 5, (page, of) -> {}))
                    .hasMessage("the disk is gone");
            assertThat(text(read(pool, "next"))).isEqualTo("next");
        }
    }

    @Test
    void aProgramThatDoesNotStartIsNoFilesFault() throws Exception {
        ParserProgram none = new ParserProgram(List.of(folder), "dev.weir.NoSuchProgram");
        try (ParserPool pool = pool(none, settings(9, Duration.ofSeconds(20), false, false), Programs.of(null))) {
            assertThat(read(pool, "text")).isInstanceOf(FileReading.Unavailable.class);
        }
    }

    @Test
    void withoutIsolationFilesAreRefusedWhereItIsRequired() throws Exception {
        Programs neither = new Programs(List.of());
        try (ParserPool pool =
                pool(ScriptedParser.program(), settings(9, Duration.ofSeconds(20), true, true), neither)) {
            assertThat(pool.isolation()).isEqualTo(Isolation.NONE);
            assertThat(read(pool, "text"))
                    .isInstanceOfSatisfying(
                            FileReading.Unavailable.class,
                            refused -> assertThat(refused.reason()).contains("isolation"));
        }
        try (ParserPool pool =
                pool(ScriptedParser.program(), settings(9, Duration.ofSeconds(20), false, true), neither)) {
            assertThat(text(read(pool, "text"))).isEqualTo("text");
        }
    }

    @Test
    void aSandboxThatDoesNotHoldWhatItPromisesIsNotTrusted() throws Exception {
        Path bwrap = folder.resolve("bwrap");
        Files.writeString(bwrap, "#!/bin/sh\nwhile [ \"$1\" != -- ]; do shift; done\nshift\nexec \"$@\"\n");
        Files.setPosixFilePermissions(bwrap, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (ParserPool pool = pool(
                ScriptedParser.program(),
                settings(9, Duration.ofSeconds(20), false, true),
                new Programs(List.of(folder)))) {
            assertThat(pool.isolation()).isEqualTo(Isolation.NONE);
        }
    }

    @Test
    void inIsolationThereIsNoFileAndNoNetwork() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "s");
        try (ParserPool pool = pool(settings(9, Duration.ofSeconds(20), true, true))) {
            assumeThat(pool.isolation()).as("isolation on this machine").isNotEqualTo(Isolation.NONE);
            String seen = text(read(pool, "reach " + secret + "\nreach 127.0.0.1:9\nreach environment"));
            assertThat(seen).contains("unseen", "unconnected", "environment [] in /");
        }
        try (ParserPool pool = pool(settings(9, Duration.ofSeconds(20), false, false))) {
            assertThat(text(read(pool, "reach " + secret))).isEqualTo("seen");
        } catch (RuntimeException e) {
            throw new IOException(e);
        }
    }
}
