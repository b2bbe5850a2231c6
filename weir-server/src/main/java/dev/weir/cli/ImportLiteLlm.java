package dev.weir.cli;

import dev.weir.moving.Imported;
import dev.weir.moving.Imports;
import picocli.CommandLine.Command;

/** From LiteLLM. */
@Command(
        name = "litellm",
        description = {
            "Makes a weir.yaml of LiteLLM's config.yaml.",
            "What cannot be carried is listed with its line and why. Keys become references to the environment."
        })
final class ImportLiteLlm extends ImportFile {
    ImportLiteLlm(Machine machine) {
        super(machine);
    }

    @Override
    Imported read(Imports imports, String source, String text) {
        return imports.liteLlm(source, text);
    }
}
