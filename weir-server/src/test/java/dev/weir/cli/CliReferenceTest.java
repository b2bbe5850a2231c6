package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** The reference page agrees with the commands; {@code -Dweir.docs.write=true} makes it anew. */
class CliReferenceTest {
    private static final Path PAGE = Path.of(System.getProperty("weir.root"), "docs", "cli.md");
    private final CommandLine line = Cli.commandLine(new Machine(new Programs(), Map.of(), false));

    @Test
    void thePageIsTheGeneratedOne() throws IOException {
        String generated = CliReference.markdown(line);
        if (Boolean.getBoolean("weir.docs.write")) {
            Files.writeString(PAGE, generated);
        }
        assertThat(Files.readString(PAGE))
                .as("docs/cli.md is made from the commands; run this test with -Dweir.docs.write=true")
                .isEqualTo(generated);
    }

    @Test
    void everyCommandOptionAndParameterIsDescribed() {
        assertThat(all(line.getCommandSpec())).allSatisfy(command -> {
            assertThat(command.usageMessage().description())
                    .as(command.qualifiedName())
                    .isNotEmpty();
            assertThat(command.args()).allSatisfy(CliReferenceTest::isDescribed);
        });
    }

    private static void isDescribed(ArgSpec argument) {
        assertThat(argument.description()).as(argument.toString()).isNotEmpty();
    }

    private static List<CommandSpec> all(CommandSpec root) {
        List<CommandSpec> found = new ArrayList<>(List.of(root));
        root.subcommands().values().forEach(sub -> found.addAll(all(sub.getCommandSpec())));
        return found;
    }
}
