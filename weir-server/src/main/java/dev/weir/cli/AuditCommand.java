package dev.weir.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code weir audit}. */
@Command(name = "audit", description = "Proves what is in the audit log, from the data directory; no server is needed.")
final class AuditCommand {
    private AuditCommand() {}

    static CommandLine line(Machine machine) {
        return new CommandLine(new AuditCommand())
                .addSubcommand(new AuditVerify(machine))
                .addSubcommand(new AuditProve(machine))
                .addSubcommand(new AuditConsistency(machine))
                .addSubcommand(new AuditExport(machine));
    }
}
