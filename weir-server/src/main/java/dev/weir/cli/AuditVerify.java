package dev.weir.cli;

import dev.weir.audit.Evidence;
import dev.weir.audit.ExportFile;
import dev.weir.audit.OfflineLog;
import dev.weir.audit.Report;
import dev.weir.http.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Checks all of the log. */
@Command(
        name = "verify",
        description = "Checks every entry of the log against its tree and its signed checkpoints, and against what was"
                + " published and promised elsewhere. Ends with 1 if anything is wrong.")
final class AuditVerify extends LogCommand {
    @Option(
            names = "--export",
            paramLabel = "FILE",
            description = "Check what ./weir audit export wrote, not a data directory.")
    private @Nullable Path export;

    @Option(
            names = "--checkpoints",
            paramLabel = "FILE",
            description = "A file of published checkpoints that the log must agree with; may be given several times.")
    private List<Path> checkpoints = new ArrayList<>();

    @Option(
            names = "--receipt",
            paramLabel = "FILE",
            description = "A receipt that the log must keep; may be given several times.")
    private List<Path> receipts = new ArrayList<>();

    AuditVerify(Machine machine) {
        super(machine);
    }

    @Override
    public Integer call() throws IOException {
        return export == null
                ? super.call()
                : told(ExportFile.check(export, trusted(), Evidence.in(checkpoints, receipts)));
    }

    @Override
    int run(OfflineLog log) throws IOException {
        return told(log.check(Evidence.in(checkpoints, receipts)));
    }

    private int told(Report report) {
        if (json()) {
            out().println(Json.tree(Json.bytes(report)).toPrettyString());
        } else {
            tell(report);
        }
        return report.valid() ? 0 : 1;
    }

    private void tell(Report report) {
        for (Report.Finding finding : report.findings()) {
            String which = finding.entry() == null ? "" : "entry " + finding.entry() + " ";
            out().println("wrong: " + which + finding.what());
        }
        String checked = (report.entries() == 1 ? "1 entry" : Shown.number(report.entries()) + " entries") + ", "
                + Shown.count(report.checkpoints(), "checkpoint") + " and "
                + Shown.count(report.promises(), "promise") + " of receipts";
        out().println(
                        report.valid()
                                ? "Valid: " + checked + " agree. Root " + report.root()
                                : "Not valid: " + checked + " were compared.");
        if (report.valid() && report.checkpoints() == 0) {
            err().println("note: there was no checkpoint to compare the log with, so this proves nothing");
        }
    }
}
