package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.app.Weir;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that cannot be says in a line what stands in its way. */
class StartTest {
    @TempDir
    Path folder;

    private Path config(String yaml) throws IOException {
        return Files.writeString(folder.resolve("weir.yaml"), yaml + "data: '" + folder.resolve("data") + "'\n");
    }

    private static String refusedStart(Path config, String... options) throws Exception {
        try (WeirProcess weir = WeirProcess.up(config, options)) {
            assertThat(weir.awaitExit()).as(weir.output()).isEqualTo(1);
            assertThat(weir.output()).doesNotContain("\tat ").doesNotContain("Exception");
            return weir.output();
        }
    }

    @Test
    void aPortInUseSaysHowToChooseAnother() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(refusedStart(config(""), "--port", Integer.toString(taken.getLocalPort())))
                    .contains("Cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .contains("--port");
        }
    }

    @Test
    void aDataDirectoryInUseNamesItsUser() throws Exception {
        try (Weir weir = Servers.start(folder.resolve("data"), Map.of(), "")) {
            assertThat(weir.port()).isPositive();
            assertThat(refusedStart(config(""), "--port", "0"))
                    .contains("is in use by another Weir")
                    .contains("process " + ProcessHandle.current().pid())
                    .contains("--data");
        }
    }

    @Test
    void aDataDirectoryOfANewerVersionIsLeftAlone() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("version"), "99\n");

        assertThat(refusedStart(config(""), "--port", "0"))
                .contains("has layout 99")
                .contains("start the newer version");
        assertThat(data.resolve("version")).hasContent("99");
    }

    @Test
    void aDataDirectoryThatCannotBeWrittenSaysSo() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(data), "whoever runs this may write everywhere");

        assertThat(refusedStart(config(""), "--port", "0")).contains("written");
    }

    @Test
    void aDataDirectoryThatCannotBeMadeSaysSo() throws Exception {
        Path unwritable = Path.of("/proc");
        assumeTrue(Files.isDirectory(unwritable.resolve("self")), "there is no file system here that nobody may write");

        assertThat(refusedStart(config(""), "--port", "0", "--data", "/proc/weir"))
                .contains("/proc/weir");
    }

    @Test
    void aDataDirectoryThatIsAFileSaysSo() throws Exception {
        Files.writeString(folder.resolve("data"), "not a directory");

        assertThat(refusedStart(config(""), "--port", "0"))
                .contains(folder.resolve("data").toString());
    }

    @Test
    void anUnknownKeyInTheConfigurationNamesTheLineAndTheRightOne() throws Exception {
        assertThat(refusedStart(config("server:\n  prot: 1\n")))
                .contains("weir.yaml")
                .contains("server.prot")
                .contains("port");
    }
}
