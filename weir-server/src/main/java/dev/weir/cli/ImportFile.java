package dev.weir.cli;

import dev.weir.http.Json;
import dev.weir.moving.Imported;
import dev.weir.moving.Imports;
import dev.weir.moving.NotCarried;
import dev.weir.provider.ProviderKinds;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a foreign configuration and writes Weir's. */
abstract class ImportFile implements Callable<Integer> {
    private static final long MOST = 8 << 20;

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "The configuration to read.")
    private Path file = Path.of("");

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write the result; default: standard output.")
    private @Nullable Path out;

    @Option(names = "--force", description = "Write over a file that is there.")
    private boolean force;

    @Option(names = "--json", description = "Print JSON: the YAML, what was not carried, the variables that it reads.")
    private boolean json;

    ImportFile(Machine machine) {
        this.environment = machine.environment();
    }

    abstract Imported read(Imports imports, String source, String text);

    /** The file's name without what follows the first dot. */
    final String bareName() {
        String name = file.getFileName().toString();
        int dot = name.indexOf('.');
        return dot < 1 ? name : name.substring(0, dot);
    }

    @Override
    public Integer call() throws IOException {
        Imported imported = read(new Imports(new ProviderKinds().names()), file.toString(), text());
        if (out != null) {
            write(out, imported.yaml());
        }
        PrintWriter print = spec.commandLine().getOut();
        if (json) {
            print.println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(imported));
        } else if (out == null) {
            print.print(imported.yaml());
        }
        print.flush();
        tell(imported);
        return 0;
    }

    private String text() throws IOException {
        try {
            if (Files.size(file) > MOST) {
                throw new CommandFailure(file + " is larger than " + Shown.bytes(MOST) + ". Is it the right file?");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new CommandFailure("There is no file " + file + ".");
        } catch (CharacterCodingException e) {
            throw new CommandFailure(file + " is not UTF-8 text.");
        }
    }

    private void write(Path target, String yaml) throws IOException {
        if (Files.exists(target) && !force) {
            throw new CommandFailure(target + " is there already. Choose another name, or write over it with --force.");
        }
        Files.writeString(
                target,
                yaml,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                force ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.CREATE_NEW);
    }

    private void tell(Imported imported) {
        PrintWriter err = spec.commandLine().getErr();
        List<NotCarried> missing = imported.notCarried();
        if (missing.isEmpty()) {
            err.println("Everything was carried.");
        } else {
            err.println("Not carried, or carried otherwise:");
            missing.forEach(each -> err.println("  " + each));
        }
        List<String> unset = imported.variables().stream()
                .filter(name -> environment.getOrDefault(name, "").isBlank())
                .toList();
        if (!unset.isEmpty()) {
            err.println("It reads variables that are not set here: " + String.join(", ", unset) + ".");
        }
        if (out != null) {
            err.println("Written to " + out + ". Check it with ./weir config validate " + out);
        }
    }
}
