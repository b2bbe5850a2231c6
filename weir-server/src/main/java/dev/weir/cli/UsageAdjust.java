package dev.weir.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code weir usage adjust}. */
@Command(
        name = "adjust",
        description =
                "Corrects what was counted, by an amount and a reason; about an attempt, an exchange, a key, or the project."
                        + " Nothing that was written is changed.")
final class UsageAdjust extends ApiCommand {
    @ArgGroup(multiplicity = "1", exclusive = true)
    private Amount amount = new Amount();

    /** One of the two. */
    static final class Amount {
        @Option(
                names = "--credit",
                paramLabel = "AMOUNT",
                required = true,
                description = "What is taken from the cost.")
        private @Nullable String credit;

        @Option(names = "--charge", paramLabel = "AMOUNT", required = true, description = "What is added to the cost.")
        private @Nullable String charge;
    }

    @Option(names = "--currency", paramLabel = "CODE", description = "By ISO 4217; default: USD.")
    private String currency = "USD";

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; it stays in the audit log.")
    private String reason = "";

    @ArgGroup(exclusive = true)
    private @Nullable About about;

    /** At most one of the three. */
    static final class About {
        @Option(names = "--attempt", paramLabel = "ID", required = true, description = "The attempt it is about.")
        private @Nullable String attempt;

        @Option(names = "--exchange", paramLabel = "ID", required = true, description = "The exchange it is about.")
        private @Nullable String exchange;

        @Option(
                names = "--for-key",
                paramLabel = "KEY",
                required = true,
                description = "The key it is about: its id, its name, or the beginning of its text.")
        private @Nullable String key;
    }

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "A name for it: the same one again changes nothing; default: a new one.")
    private @Nullable String id;

    UsageAdjust(Machine machine) {
        super(machine);
    }

    @Override
    int run(WeirClient client) throws IOException, InterruptedException {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("amount", amount.credit == null ? String.valueOf(amount.charge) : negative(amount.credit));
        body.put("currency", currency);
        body.put("reason", reason);
        put(body, "id", id);
        if (about != null) {
            put(body, "attempt_id", about.attempt);
            put(body, "exchange_id", about.exchange);
            put(body, "key_id", about.key == null ? null : new MeantKey(about.key).id(client));
        }
        JsonNode made = client.post("/api/adjustments", body);
        if (!printedJson(made)) {
            out().println("The adjustment " + Shown.text(made, "id") + " of "
                    + Shown.money(Shown.text(made, "amount"), Shown.text(made, "currency")) + " is written down.");
        }
        return 0;
    }

    private static String negative(String amount) {
        if (amount.startsWith("-")) {
            throw new CommandFailure("A credit is written without a sign: --credit 1.50.");
        }
        return "-" + amount;
    }

    private static void put(Map<String, String> body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }
}
