package dev.weir.cli;

import dev.weir.audit.note.VerifierKey;
import dev.weir.billing.InvoiceCheck;
import dev.weir.billing.InvoiceReport;
import dev.weir.http.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks an exported invoice; no server is needed. */
@Command(
        name = "verify",
        description = "Makes an exported invoice again from its entries, and compares: the entries with the signed"
                + " checkpoint, each line with the sum of its entries, the amounts with the plan. No server is needed."
                + " Ends with 1 if anything is wrong.")
final class BillVerify implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "What ./weir bill export wrote.")
    private Path file = Path.of("invoice.jsonl");

    @Option(
            names = "--verifier",
            paramLabel = "KEY",
            description = "The public key that must have signed, as it was told before; default: the one in the file.")
    private @Nullable String verifier;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        InvoiceReport report =
                InvoiceCheck.check(file, verifier == null ? List.of() : List.of(VerifierKey.parse(verifier)));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.tree(Json.bytes(report)).toPrettyString());
        } else {
            report.findings().forEach(finding -> out.println("wrong: " + finding));
            String which = report.number() == null ? "the draft of " + report.month() : report.number();
            out.println((report.valid() ? "Valid: " : "Not valid: ") + which + ", " + report.total() + " "
                    + report.currency() + ", " + Shown.count(report.lines(), "line") + " of "
                    + Shown.count(report.charges(), "charge") + ", in a log of " + Shown.number(report.entries())
                    + " entries.");
        }
        return report.valid() ? 0 : 1;
    }
}
