package dev.weir.cli;

import dev.weir.config.ConfigException;
import dev.weir.config.Loaded;
import dev.weir.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at everything that Weir needs and says what is missing. */
@Command(
        name = "doctor",
        description = "Checks what Weir needs on this machine; exit code 1 if something would stop it.")
final class DoctorCommand implements Callable<Integer> {
    private final Machine machine;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    DoctorCommand(Machine machine) {
        this.machine = machine;
    }

    @Override
    public Integer call() {
        List<Finding> findings = new ArrayList<>();
        findings.add(Checks.java());
        try {
            Loaded loaded = options.load(machine.environment(), List.of());
            findings.add(Finding.good("configuration", "from " + String.join(", ", loaded.sources())));
            findings.addAll(new Checks(loaded.config(), machine.environment()).all());
        } catch (ConfigException e) {
            findings.add(Finding.bad("configuration", String.valueOf(e.getMessage())));
        }
        findings.add(Checks.embeddings());
        show(findings);
        return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.BAD) ? 1 : 0;
    }

    private void show(List<Finding> findings) {
        if (json) {
            spec.commandLine()
                    .getOut()
                    .println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(Map.of("data", findings)));
            return;
        }
        Table table = new Table().text("").text("CHECK").text("FOUND");
        findings.forEach(finding ->
                table.row(finding.level().mark(), finding.name(), finding.text().replace("\n", "; ")));
        table.print(spec.commandLine().getOut());
    }
}
