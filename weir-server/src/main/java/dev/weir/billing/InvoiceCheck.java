package dev.weir.billing;

import dev.weir.audit.merkle.Frontier;
import dev.weir.audit.merkle.Hashes;
import dev.weir.audit.note.Checkpoint;
import dev.weir.audit.note.VerifierKey;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Makes an exported invoice again from its entries and compares: that the entries, each at its place, are those of the
 * log that the checkpoint signs; that each line is the sum of its charges, none counted twice; that the plan makes these
 * amounts of them. Reads the file once and holds one entry of it at a time. Not thread-safe.
 */
public final class InvoiceCheck {
    private static final int MOST_FINDINGS = 100;

    private final List<VerifierKey> trusted;
    private final List<String> findings = new ArrayList<>();
    private final Frontier tree = new Frontier();
    private final Tallies tallies = new Tallies();

    private InvoiceCheck(List<VerifierKey> trusted) {
        this.trusted = trusted;
    }

    /**
     * @param trusted the keys that are to have signed; none for the one in the file
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is no exported invoice
     */
    public static InvoiceReport check(Path file, List<VerifierKey> trusted) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new InvoiceCheck(trusted).check(new ByteLines(in));
        }
    }

    private InvoiceReport check(ByteLines in) throws IOException {
        InvoiceFile.Header header;
        Bill bill;
        try {
            byte[] first = in.next();
            header = Json.MAPPER.readValue(first == null ? new byte[0] : first, InvoiceFile.Header.class);
            bill = Json.MAPPER.readValue(header.bill(), Bill.class);
        } catch (JacksonException | NullPointerException e) {
            throw new IllegalArgumentException("this is no invoice that ./weir bill export wrote", e);
        }
        if (header.hash() != null && !header.hash().equals(Invoices.hash(header.bill()))) {
            found("the invoice was changed: its hash is " + Invoices.hash(header.bill()));
        }
        try {
            entries(in, header, bill.log());
            root(bill.log());
            bill(bill);
        } catch (Refusal | IllegalArgumentException | ArithmeticException | NullPointerException e) {
            found("it cannot be made again: " + e.getMessage());
        }
        return new InvoiceReport(
                findings.isEmpty(),
                header.number(),
                bill.month(),
                bill.total(),
                bill.currency(),
                bill.lines().size(),
                tree.size(),
                bill.charges(),
                List.copyOf(findings));
    }

    private void entries(ByteLines in, InvoiceFile.Header header, Bill.Stretch stretch) throws IOException {
        try {
            header.before().forEach(side -> tree.add(side.subtree()));
            if (tree.size() != stretch.from()) {
                found("the stretch of the log does not begin at entry " + stretch.from());
            }
            for (byte[] line = in.next(); line != null; line = in.next()) {
                entry(line);
            }
            if (tree.size() != stretch.to()) {
                found("there are entries up to " + tree.size() + ", not " + stretch.to());
            }
            header.after().forEach(side -> tree.add(side.subtree()));
        } catch (IllegalArgumentException | NullPointerException e) {
            found("the entries are not a stretch of the log: " + e.getMessage());
        }
    }

    private void entry(byte[] line) {
        if (line.length > 0 && line[0] == '{') {
            Charged charged = EntryReader.read(tree.size(), line);
            tallies.add(charged);
            tree.add(charged.leaf());
            return;
        }
        byte[] hash = Base64.getDecoder().decode(line);
        if (hash.length != Hashes.SIZE) {
            throw new IllegalArgumentException("entry " + tree.size() + " is neither bytes nor a hash");
        }
        tree.add(hash);
    }

    private void root(Bill.Stretch stretch) {
        List<VerifierKey> keys = trusted;
        try {
            keys = trusted.isEmpty() ? List.of(VerifierKey.parse(stretch.verifier())) : trusted;
        } catch (IllegalArgumentException e) {
            found("the key in the file is none: " + e.getMessage());
        }
        Optional<Checkpoint> signed = Checkpoint.open(stretch.checkpoint(), keys);
        List<VerifierKey> known = keys;
        if (signed.isEmpty()
                || known.stream()
                        .noneMatch(key -> key.name().equals(signed.get().origin()))) {
            found("the checkpoint is not signed with a key that is trusted");
            return;
        }
        if (signed.get().size() != tree.size()) {
            found("the checkpoint speaks of " + signed.get().size() + " entries, the file of " + tree.size());
        } else if (!MessageDigest.isEqual(signed.get().root(), tree.root())) {
            found("one of the entries was changed, left out or moved: they are not those that the checkpoint signs");
        }
    }

    private void bill(Bill bill) {
        List<Balance> balances = new ArrayList<>();
        for (BillLine line : bill.lines()) {
            if (line.credit() != null) {
                balances.add(new Balance(line.credit(), false, new BigDecimal(line.amount()).negate(), line.text()));
            }
        }
        bill.payments()
                .forEach(paid -> balances.add(new Balance(paid.credit(), true, new BigDecimal(paid.amount()), "")));
        Map<String, String> names = new HashMap<>();
        bill.lines().stream()
                .filter(line -> line.project() != null)
                .forEach(line -> names.put(String.valueOf(line.project()), String.valueOf(line.projectName())));
        Rating.Rated rated =
                new Rating(bill.plan().read(), id -> names.getOrDefault(id, id)).rate(tallies.cells(), balances);
        for (int i = 0; i < Math.max(rated.lines().size(), bill.lines().size()); i++) {
            compare(at(bill.lines(), i), at(rated.lines(), i));
        }
        same("sum of usage", bill.usage(), rated.usage());
        same("subtotal", bill.subtotal(), rated.subtotal());
        same("tax", String.valueOf(bill.tax()), String.valueOf(rated.tax()));
        same("total", bill.total(), rated.total());
        same("amount due", bill.due(), rated.due());
        same("number of charges", Long.toString(bill.charges()), Long.toString(rated.charges()));
    }

    private static @Nullable BillLine at(List<BillLine> lines, int index) {
        return index < lines.size() ? lines.get(index) : null;
    }

    private void compare(@Nullable BillLine said, @Nullable BillLine made) {
        if (said == null || made == null) {
            found(said == null ? "a line is missing: " + made : "line " + said.line() + " has no entries in the log");
        } else if (!said.equals(made)) {
            found("line " + said.line() + " is " + said + ", but its entries make " + made);
        }
    }

    private void same(String what, String said, String made) {
        if (!said.equals(made)) {
            found("the " + what + " is " + said + ", but should be " + made);
        }
    }

    private void found(String what) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(what);
        }
    }
}
