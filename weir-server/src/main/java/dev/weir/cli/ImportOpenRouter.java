package dev.weir.cli;

import dev.weir.moving.Imported;
import dev.weir.moving.Imports;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** From OpenRouter. */
@Command(
        name = "openrouter",
        description = "Makes a weir.yaml of OpenRouter's model list, of model ids, or of requests that name models.")
final class ImportOpenRouter extends ImportFile {
    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "The public name of a request that has none; default: the file's name.")
    private @Nullable String model;

    ImportOpenRouter(Machine machine) {
        super(machine);
    }

    @Override
    Imported read(Imports imports, String source, String text) {
        return imports.openRouter(source, text, model == null ? bareName() : model);
    }
}
