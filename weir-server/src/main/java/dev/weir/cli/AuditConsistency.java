package dev.weir.cli;

import dev.weir.audit.OfflineLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Proves that the log has only grown. */
@Command(
        name = "consistency",
        description = "Prints the proof that the log of TO entries begins with all that it had when it had FROM.")
final class AuditConsistency extends LogCommand {
    @Parameters(index = "0", paramLabel = "FROM", description = "The size in the older checkpoint.")
    private long from;

    @Parameters(index = "1", paramLabel = "TO", description = "The size in the newer checkpoint.")
    private long to;

    AuditConsistency(Machine machine) {
        super(machine);
    }

    @Override
    int run(OfflineLog log) {
        JsonNode proof = log.consistency(from, to);
        if (json()) {
            out().println(proof.toPrettyString());
            return 0;
        }
        out().println("from   " + from + " entries, root " + Shown.text(proof, "from_root"));
        proof.path("path").forEach(hash -> out().println("  with " + hash.asString("")));
        out().println("to     " + to + " entries, root " + Shown.text(proof, "to_root"));
        return 0;
    }
}
