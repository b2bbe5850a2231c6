package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which JDK {@code ./weir} takes, among folders that only look like JDKs. */
class LauncherTest {
    private static final Path LAUNCHER = Path.of(System.getProperty("weir.root"), "weir");

    @TempDir
    Path folder;

    private Path jdks;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void aMachineWhoseJavaIsOld() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the launcher needs a POSIX shell");
        folder = folder.toRealPath();
        jdks = Files.createDirectories(folder.resolve("installed JDKs"));
        Path old = jdk(folder.resolve("old"), "17.0.15");
        environment.put("PATH", old.resolve("bin") + ":/usr/bin:/bin");
        environment.put("WEIR_JDK_DIRS", folder.resolve("nothing") + ":" + jdks);
    }

    @Test
    void withoutAFitJdkItSaysWhatToInstall() throws Exception {
        jdk(jdks.resolve("jdk-24"), "24.0.2");
        jre(jdks.resolve("jre-25"), "25");

        Run run = which(LAUNCHER);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output())
                .isEqualTo("weir: no JDK 25 or newer found: install one (for example Temurin 25, https://adoptium.net) "
                        + "and set JAVA_HOME to it");
    }

    @Test
    void ofSeveralItTakesTheOldestThatFits() throws Exception {
        jdk(jdks.resolve("a-27"), "27-ea");
        Path fit = jdk(jdks.resolve("b 25"), "25.0.1");
        jdk(jdks.resolve("c-26"), "26");
        jdk(jdks.resolve("d-8"), "1.8.0_402");

        assertThat(which(LAUNCHER)).isEqualTo(new Run(0, fit.toString()));
    }

    @Test
    void theVariablesGoBeforeThePathAndThePathBeforeTheFolders() throws Exception {
        jdk(jdks.resolve("jdk-25"), "25");
        Path onPath = jdk(folder.resolve("on path"), "26");
        Path home = jdk(folder.resolve("home"), "27");
        Path own = jdk(folder.resolve("own"), "28");

        environment.put("PATH", onPath.resolve("bin") + ":/usr/bin:/bin");
        assertThat(which(LAUNCHER).output()).isEqualTo(onPath.toString());
        environment.put("JAVA_HOME", home.toString());
        assertThat(which(LAUNCHER).output()).isEqualTo(home.toString());
        environment.put("WEIR_JAVA_HOME", own.toString());
        assertThat(which(LAUNCHER).output()).isEqualTo(own.toString());
    }

    @Test
    void anOldJavaHomeIsPassedOverButAnOldWeirJavaHomeIsAnError() throws Exception {
        Path fit = jdk(jdks.resolve("jdk-25"), "25");
        Path old = folder.resolve("old");

        environment.put("JAVA_HOME", old.toString());
        assertThat(which(LAUNCHER)).isEqualTo(new Run(0, fit.toString()));
        environment.put("WEIR_JAVA_HOME", old.toString());
        assertThat(which(LAUNCHER))
                .isEqualTo(
                        new Run(1, "weir: WEIR_JAVA_HOME=" + old + " is not a JDK 25 or newer (a JDK has bin/javac)"));
    }

    @Test
    void itFindsItsHomeThroughLinks() throws Exception {
        Path fit = jdk(jdks.resolve("jdk-25"), "25");
        Path link = Files.createSymbolicLink(folder.resolve("weir-link"), LAUNCHER);
        Path linkToLink = Files.createSymbolicLink(folder.resolve("second link"), link.getFileName());

        assertThat(which(linkToLink)).isEqualTo(new Run(0, fit.toString()));
    }

    private record Run(int exit, String output) {}

    private Run which(Path launcher) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("/bin/sh", launcher.toString(), "--which-java").redirectErrorStream(true);
        builder.directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output.strip());
    }

    private static Path jdk(Path home, String version) throws IOException {
        program(jre(home, version).resolve("bin/javac"));
        return home;
    }

    private static Path jre(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        program(home.resolve("bin/java"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private static void program(Path file) throws IOException {
        Files.writeString(file, "#!/bin/sh\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
