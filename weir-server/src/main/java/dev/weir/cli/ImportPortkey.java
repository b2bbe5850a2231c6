package dev.weir.cli;

import dev.weir.moving.Imported;
import dev.weir.moving.Imports;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** From Portkey. */
@Command(name = "portkey", description = "Makes a weir.yaml of a config of Portkey's, in JSON.")
final class ImportPortkey extends ImportFile {
    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "The public name of the model that the config becomes; default: the file's name.")
    private @Nullable String model;

    ImportPortkey(Machine machine) {
        super(machine);
    }

    @Override
    Imported read(Imports imports, String source, String text) {
        return imports.portkey(source, text, model == null ? bareName() : model);
    }
}
