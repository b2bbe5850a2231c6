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
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks an exported invoice, in a file for each log that it is made of; no server is needed. */
@Command(
        name = "verify",
        description = "Makes an exported invoice again from its entries, and compares: the entries with the signed"
                + " checkpoint, each line with the sum of its entries, the amounts with the plan. No server is needed."
                + " Ends with 1 if anything is wrong, or not proved because a log's file is missing.")
final class BillVerify implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "What ./weir bill export wrote; of an invoice over several nodes, what each of them did.")
    private List<Path> files = List.of();

    @Option(
            names = "--verifier",
            paramLabel = "KEY",
            description =
                    "The public key that must have signed, as it was told before; of each log one. Default: those in"
                            + " the file.")
    private List<String> verifiers = List.of();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        InvoiceReport report = InvoiceCheck.check(
                files, verifiers.stream().map(VerifierKey::parse).toList());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.tree(Json.bytes(report)).toPrettyString());
        } else {
            report.findings().forEach(finding -> out.println("wrong: " + finding));
            report.unproved()
                    .forEach(log -> out.println("not proved: the log " + log + "; add the file that its node exports"));
            String which = report.number() == null ? "the draft of " + report.month() : report.number();
            out.println(verdict(report) + ": " + which + ", " + report.total() + " " + report.currency() + ", "
                    + Shown.count(report.lines(), "line") + " of " + Shown.count(report.charges(), "charge") + ", in "
                    + (report.logs() == 1 ? "a log" : Shown.count(report.logs(), "log")) + " of "
                    + Shown.number(report.entries()) + " entries.");
        }
        return report.valid() ? 0 : 1;
    }

    private static String verdict(InvoiceReport report) {
        return report.valid() ? "Valid" : report.findings().isEmpty() ? "Not proved" : "Not valid";
    }
}
