package dev.weir.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code weir bill}. */
@Command(name = "bill", description = "Shows, makes, exports and verifies the organization's invoices.")
final class BillCommand {
    private BillCommand() {}

    static CommandLine line(Machine machine) {
        return new CommandLine(new BillCommand())
                .addSubcommand(new BillPreview(machine))
                .addSubcommand(new BillList(machine))
                .addSubcommand(new BillShow(machine))
                .addSubcommand(new BillFinalize(machine))
                .addSubcommand(new BillVoid(machine))
                .addSubcommand(new BillExport(machine))
                .addSubcommand(new BillVerify())
                .addSubcommand(new BillReconcile(machine))
                .addSubcommand(new BillPlans(machine))
                .addSubcommand(new BillPlan(machine))
                .addSubcommand(new BillCredits(machine))
                .addSubcommand(new BillCredit(machine));
    }
}
