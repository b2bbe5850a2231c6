package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    @Test
    void theExampleIsRead() {
        Loaded loaded =
                ConfigFile.load(Path.of(System.getProperty("weir.root"), "weir.example.yaml"), Map.of(), List.of());

        assertThat(loaded.config().models()).containsOnlyKeys("small", "documents");
        assertThat(loaded.notes()).isEmpty();
    }

    @Test
    void theVariableNamesTheFileAndTheSourcesAreListed(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("other.yaml"), "data: x");

        Loaded loaded = ConfigFile.load(
                null,
                Map.of("WEIR_CONFIG", file.toString(), "WEIR_DATA", "y"),
                List.of(Setting.of("data", "z", "--data")));

        assertThat(loaded.sources()).containsExactly(file.toString(), "WEIR_DATA", "--data");
        assertThat(loaded.config().data()).isEqualTo(Path.of("z"));
    }

    @Test
    void aReaderOfTheValueCanReportAtItsPlace(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("weir.yaml"), "providers:\n  a: {kind: opnai}\n");

        Problem problem = ConfigFile.load(file, Map.of(), List.of())
                .problem("providers.a.kind", "there is no provider kind 'opnai'", "did you mean 'openai'?");

        assertThat(problem).hasToString(file + ":2:13: there is no provider kind 'opnai'; did you mean 'openai'?");
    }

    @Test
    void aFileThatCannotBeReadSaysWhy(@TempDir Path folder) throws IOException {
        Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe9});

        assertThatThrownBy(() -> ConfigFile.load(folder.resolve("none.yaml")))
                .hasMessageEndingWith(
                        "none.yaml: there is no such file; create it, or leave --config out to use the defaults");
        assertThatThrownBy(() -> ConfigFile.load(folder)).hasMessageContaining("this is a directory");
        assertThatThrownBy(() -> ConfigFile.load(latin)).hasMessageContaining("is not UTF-8 text");
    }
}
