package dev.weir.cli;

import dev.weir.audit.OfflineLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Proves that an entry is in the log. */
@Command(name = "prove", description = "Prints an entry and the proof that it is in the log of the newest checkpoint.")
final class AuditProve extends LogCommand {
    @Parameters(paramLabel = "ENTRY", description = "The entry's number, as receipts and lists show it.")
    private long entry;

    AuditProve(Machine machine) {
        super(machine);
    }

    @Override
    int run(OfflineLog log) {
        JsonNode proof = log.proof(entry);
        if (json()) {
            out().println(proof.toPrettyString());
            return 0;
        }
        out().println(Shown.text(proof, "body"));
        out().println();
        out().println("entry  " + entry + " of " + Shown.number(proof, "size"));
        out().println("leaf   " + Shown.text(proof, "leaf"));
        proof.path("path").forEach(hash -> out().println("  with " + hash.asString("")));
        out().println("root   " + Shown.text(proof, "root"));
        out().println();
        out().println(Shown.text(proof, "checkpoint").strip());
        return 0;
    }
}
