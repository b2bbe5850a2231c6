package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models change while the server runs. */
class ReloadTest {
    @TempDir
    Path folder;

    private Path write(Simulator upstream, String models) throws Exception {
        Path next = Files.writeString(
                folder.resolve("next.yaml"),
                "data: '" + folder.resolve("data") + "'\nproviders:\n  sim: {kind: openai, base_url: '"
                        + upstream.baseUri() + "', api_key: none, allow_private: true}\n" + models);
        return Files.move(next, folder.resolve("weir.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String model(String name, String upstream) {
        return "models: {" + name + ": {deployments: [{provider: sim, model: " + upstream + "}]}}\n";
    }

    private static String chat(String model, String more) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"a b c d\"}]" + more + "}";
    }

    @Test
    void aChangedModelIsLiveWithoutCuttingAStreamAndABrokenFileChangesNothing() throws Exception {
        try (Simulator upstream = Simulator.start(SimulatorOptions.defaults()
                        .withScript(Script.DEFAULT.withPace(new Pace(Duration.ZERO, 4, 0))));
                WeirProcess weir = WeirProcess.up(write(upstream, model("old", "x")), "--port", "0")) {
            Door door = weir.admin();
            HttpResponse<java.io.InputStream> stream =
                    door.open("/v1/chat/completions", chat("old", ",\"stream\":true"), Map.of());
            write(upstream, model("fresh", "y"));
            Eventually.within(
                    Duration.ofSeconds(20),
                    "the new model",
                    () -> door.get("/v1/models/fresh").status() == 200);
            assertThat(door.get("/v1/models/old").status()).isEqualTo(404);
            try (BufferedReader events =
                    new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
                List<String> lines = events.lines().toList();
                assertThat(lines).contains("data: [DONE]");
            }

            write(upstream, "models: {broken: {strategy: fastets, deployments: [{provider: sim, model: x}]}}\n");
            Eventually.within(
                    Duration.ofSeconds(20),
                    "a word about it",
                    () -> weir.output().contains("did you mean 'fastest'?"));
            write(upstream, "models: [\n");
            Eventually.within(
                    Duration.ofSeconds(20),
                    "a word about that",
                    () -> weir.output().split("cannot be used").length > 2);
            assertThat(door.get("/readyz").status()).isEqualTo(200);
            assertThat(door.get("/v1/models/fresh").status()).isEqualTo(200);
        }
    }
}
