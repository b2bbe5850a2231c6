package dev.weir.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.ConfigReference;
import dev.weir.config.ConfigSchema;
import dev.weir.testkit.TestingWeir;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that work on this machine: starting, backups, configuration, the tour. */
class CliMachineTest {
    @TempDir
    Path folder;

    private Shell shell() {
        return Shell.on(folder.resolve("data"));
    }

    @Test
    void aBackupOfARunningServerIsRestoredAndKnowsItsKeys() throws IOException {
        Path file = folder.resolve("backup.zip");
        Path restored = folder.resolve("restored");
        try (TestingWeir weir = TestingWeir.start()) {
            Shell beside = Shell.beside(weir);
            beside.run("projects", "create", "kept");
            Shell.Done done = beside.run("backup", file.toString());

            assertThat(done.exit()).as(done.err()).isZero();
            assertThat(done.out()).contains("Backed up", file.toString());
            assertThat(done.err()).contains("master.key");
            assertThat(weir.data().resolve("backups")).isEmptyDirectory();
            assertThat(beside.run("backup", file.toString()).err()).contains("exists");
            String viewer =
                    beside.run("keys", "create", "v", "--role", "viewer").out().strip();
            assertThat(beside.run("backup", folder.resolve("x.zip").toString(), "--key", viewer)
                            .exit())
                    .isEqualTo(1);
            String owner =
                    beside.run("keys", "create", "o", "--role", "owner").out().strip();
            assertThat(beside.run("backup", folder.resolve("y.zip").toString(), "--key", owner)
                            .err())
                    .contains("every project");
            Shell.on(restored).run("restore", file.toString());
            Files.copy(weir.data().resolve("master.key"), restored.resolve("master.key"));
        }
        Shell.Done offline =
                Shell.on(restored).run("backup", folder.resolve("second.zip").toString());
        assertThat(offline.exit()).as(offline.err()).isZero();
        assertThat(Shell.on(restored).run("doctor").out()).contains("no server runs on it");
    }

    @Test
    void wrongBackupsSayWhatWouldBeRight() throws IOException {
        Path text = Files.writeString(folder.resolve("text.zip"), "no zip");

        assertThat(shell().run("backup", folder.resolve("b.zip").toString()).err())
                .contains("nothing to back up", "--data");
        assertThat(shell().run("backup", folder.resolve("none/b.zip").toString())
                        .err())
                .contains("There is no folder");
        assertThat(shell().run("backup").exit()).isEqualTo(2);
        assertThat(shell().run("restore", "nowhere.zip").err()).contains("nowhere.zip");
        assertThat(shell().run("restore", text.toString()).err()).contains("text.zip");
        assertThat(Shell.on(folder).run("restore", text.toString()).err()).contains("not empty");
    }

    @Test
    void upSaysWhyItCannotStart() throws IOException {
        Path config = Files.writeString(folder.resolve("weir.yaml"), "servr: 1\n");
        assertThat(shell().run("up", "--config", config.toString()).err()).contains("servr", "'server'");
        assertThat(shell().run("up", "--config", "nowhere.yaml").err()).contains("nowhere.yaml", "no such file");
        assertThat(shell().run("up", "--port", "70000").err()).contains("70000");
        assertThat(shell().run("up", "--port", "many").exit()).isEqualTo(2);
        assertThat(shell().run("up", "--providers", "sky").exit()).isEqualTo(2);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Shell.Done done = shell().run("up", "--port", Integer.toString(taken.getLocalPort()));
            assertThat(done.exit()).isEqualTo(1);
            assertThat(done.err()).contains("Cannot listen", "--port").doesNotContain("Exception");
        }
        Path newer = Files.createDirectory(folder.resolve("newer"));
        Files.writeString(newer.resolve("version"), "99\n");
        assertThat(Shell.on(newer).run("up", "--port", "0").err()).contains("layout 99");
        assertThat(Shell.on(config).run("up", "--port", "0").err()).contains("is a file, not a directory");
        assertThat(shell().with("WEIR_ADMIN_KEY", "short")
                        .run("up", "--port", "0")
                        .err())
                .contains("WEIR_ADMIN_KEY");
    }

    @Test
    void aDataDirectoryInUseIsNotShared() {
        try (TestingWeir weir = TestingWeir.start()) {
            Shell.Done done = Shell.beside(weir).run("up", "--port", "0");

            assertThat(done.exit()).isEqualTo(1);
            assertThat(done.err()).contains("in use by another Weir", "--data");
        }
    }

    @Test
    void theConfigurationIsCheckedAndDescribed() throws IOException {
        Path good = Files.writeString(folder.resolve("good.yaml"), "server: {port: 9000}\n");
        Path bad = Files.writeString(folder.resolve("bad.yaml"), "server: {port: high}\n");

        assertThat(shell().run("config", "validate", good.toString()).out()).contains("valid", "good.yaml");
        Shell.Done refused = shell().run("config", "validate", bad.toString());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("bad.yaml:1:", "port");
        assertThat(shell().run("config", "validate", bad.toString(), "--json").out())
                .contains("\"valid\" : false");
        assertThat(shell().run("config", "schema").out()).isEqualTo(ConfigSchema.json());
        assertThat(shell().run("config", "reference").out()).isEqualTo(ConfigReference.markdown());
        assertThat(shell().run("config").exit()).isEqualTo(2);
    }

    @Test
    void anUnknownStrategyIsRefusedWithTheOneThatWasMeant() throws IOException {
        Path file = Files.writeString(folder.resolve("strategy.yaml"), """
                models:
                  small: {strategy: fastets, deployments: [{provider: weir, model: weir/extractive}]}
                """);
        Shell.Done refused = shell().run("config", "validate", file.toString());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err())
                .contains("strategy.yaml:2:", "models.small.strategy", "fastets", "did you mean 'fastest'?");
    }

    @Test
    void aKindOfProviderThatDoesNotExistIsNamedWithItsPlace() throws IOException {
        Path near = Files.writeString(folder.resolve("near.yaml"), """
                providers:
                  vendor: {kind: opnai, api_key: none}
                """);
        Path far = Files.writeString(folder.resolve("far.yaml"), """
                providers:
                  local: {kind: openai, base_url: 'http://127.0.0.1:9/v1', allow_private: true}
                  vendor: {kind: carrier-pigeon}
                """);

        Shell.Done refused = shell().run("config", "validate", near.toString());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("near.yaml:2:", "providers.vendor.kind", "opnai", "did you mean 'openai'?");
        assertThat(shell().run("config", "validate", near.toString(), "--json").out())
                .contains("\"valid\" : false", "opnai");
        assertThat(shell().run("config", "validate", far.toString()).err())
                .contains("far.yaml:3:", "carrier-pigeon", "known: anthropic, azure,")
                .doesNotContain("local");
        assertThat(shell().run("up", "--port", "0", "--config", near.toString()).err())
                .contains("near.yaml:2:", "did you mean 'openai'?");
        assertThat(shell().run("doctor", "--config", near.toString()).out()).contains("PROBLEM", "opnai");
    }

    @Test
    void theDoctorNamesWhatWouldStopAStart() throws IOException {
        Path newer = Files.createDirectory(folder.resolve("newer"));
        Files.writeString(newer.resolve("version"), "99\n");
        Shell.Done done = Shell.on(newer).run("doctor");

        assertThat(done.exit()).isEqualTo(1);
        assertThat(done.out()).contains("PROBLEM", "layout 99");
        assertThat(shell().with("OPENAI_API_KEY", "sk-x").run("doctor").out())
                .contains("not used: openai (OPENAI_API_KEY)", "--providers env", "will create")
                .doesNotContain("sk-x");
        assertThat(shell().run("doctor", "--json").out()).contains("\"level\" : \"good\"");
    }

    @Test
    void theTourShowsEveryStationAndLeavesNothingBehind() throws IOException {
        long before = leftovers();
        Shell.Done done = shell().run("tour", "--fast");

        assertThat(done.exit()).as(done.err()).isZero();
        assertThat(done.out())
                .contains("1/8", "2/8", "3/8", "4/8", "5/8", "6/8", "7/8", "8/8")
                .contains("curl -N $WEIR_URL/v1/chat/completions", "I am a simulation")
                .contains("sources", "weir-docs/", "attempt simulated/small-talk", "openai/gpt-4o-mini")
                .contains("'cut' strikes simulated/first", "a whole answer, in the end from simulated/second")
                .contains("The second call: 429 The budget of key 'pocket-money' has not enough left")
                .contains("2 promises of receipts agree", "charges agree with the signed log and with the plan");
        assertThat(leftovers()).isEqualTo(before);
    }

    @Test
    void theTrainingRunMakesItsCallsQuietly() throws IOException {
        long before = leftovers();
        Shell.Done done = shell().run("aot-train");

        assertThat(done).isEqualTo(new Shell.Done(0, "", ""));
        assertThat(leftovers()).isEqualTo(before);
    }

    /** This process's own: another one on the machine may be in the middle of a tour. */
    private static long leftovers() throws IOException {
        String own = "weir-rehearsal-" + ProcessHandle.current().pid() + "-";
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith(own))
                    .count();
        }
    }

    @Test
    void wrongUsageExitsWithTwoAndPointsToHelp() {
        Shell.Done unknown = shell().run("keyz");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("keyz", "keys");
        assertThat(shell().run("tour", "--slow").err()).contains("--slow");
        assertThat(shell().run("backup").err()).contains("--help");
        assertThat(shell().run("--version").out()).contains("weir");
        assertThat(shell().run("kb", "add", "--help").out()).contains("Usage: weir kb add");
        assertThat(shell().run().out()).contains("tour", "ask").doesNotContain("aot-train");
    }
}
