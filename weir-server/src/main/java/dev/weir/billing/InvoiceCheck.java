package dev.weir.billing;

import dev.weir.audit.note.VerifierKey;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Makes an exported invoice again from its entries and compares: that the entries of each log, each at its place, are
 * those that the log's checkpoint signs; that each line is the sum of its charges, none counted twice; that the plan makes
 * these amounts of them. Reads each file once. Not thread-safe.
 */
public final class InvoiceCheck {
    private static final int MOST_FINDINGS = 100;

    private final List<VerifierKey> trusted;
    private final List<String> findings = new ArrayList<>();
    private final List<StretchCheck> logs = new ArrayList<>();
    private final Seen seen = new Seen();
    private final Path first;
    private final InvoiceFile.Header header;
    private final Bill bill;

    private InvoiceCheck(Path first, List<VerifierKey> trusted) throws IOException {
        this.trusted = trusted;
        this.first = first;
        try (InputStream in = Files.newInputStream(first)) {
            header = header(new ByteLines(in));
            bill = Json.MAPPER.readValue(header.bill(), Bill.class);
        } catch (JacksonException | NullPointerException e) {
            throw new IllegalArgumentException(first + " is no invoice that ./weir bill export wrote", e);
        }
    }

    /**
     * @param files one for each log that the invoice is made of
     * @param trusted the keys that are to have signed; none for those in the files
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if one is no exported invoice
     */
    public static InvoiceReport check(List<Path> files, List<VerifierKey> trusted) throws IOException {
        InvoiceCheck check = new InvoiceCheck(files.getFirst(), trusted);
        for (Path file : files) {
            check.read(file);
        }
        return check.report();
    }

    private static InvoiceFile.Header header(ByteLines in) throws IOException {
        byte[] line = in.next();
        return Json.MAPPER.readValue(line == null ? new byte[0] : line, InvoiceFile.Header.class);
    }

    private void read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            ByteLines lines = new ByteLines(in);
            InvoiceFile.Header own = header(lines);
            if (!header.bill().equals(own.bill())
                    || !String.valueOf(header.hash()).equals(String.valueOf(own.hash()))) {
                found(file + " is of another bill than " + first);
                return;
            }
            Bill.Stretch stretch = bill.log(own.log()).orElse(null);
            if (stretch == null || logs.stream().anyMatch(log -> log.origin().equals(own.log()))) {
                found(
                        stretch == null
                                ? file + " has the log " + own.log() + ", which the bill is not made of"
                                : file + " has the log " + own.log() + " once more");
                return;
            }
            StretchCheck log = new StretchCheck(stretch, seen, this::found);
            logs.add(log);
            log.read(lines, own);
            log.root(trusted);
        } catch (JacksonException | NullPointerException e) {
            throw new IllegalArgumentException(file + " is no invoice that ./weir bill export wrote", e);
        }
    }

    private InvoiceReport report() {
        if (header.hash() != null && !header.hash().equals(Invoices.hash(header.bill()))) {
            found("the invoice was changed: its hash is " + Invoices.hash(header.bill()));
        }
        List<String> unproved = List.of();
        try {
            unproved = unproved();
            parts();
            if (unproved.isEmpty()) {
                amounts();
            }
        } catch (Refusal | IllegalArgumentException | ArithmeticException | NullPointerException e) {
            found("it cannot be made again: " + e.getMessage());
        }
        return new InvoiceReport(
                findings.isEmpty() && unproved.isEmpty(),
                header.number(),
                bill.month(),
                bill.total(),
                bill.currency(),
                bill.lines().size(),
                logs.size(),
                logs.stream().mapToLong(StretchCheck::size).sum(),
                bill.charges(),
                List.copyOf(findings),
                unproved);
    }

    /** The logs that lines are made of and that no file has. One that nothing is charged of needs no proof. */
    private List<String> unproved() {
        Set<String> names = new HashSet<>();
        bill.lines().forEach(line -> line.all().forEach(part -> names.add(part.log())));
        for (String name : names) {
            if (bill.logs().stream().filter(log -> log.origin().equals(name)).count() != 1) {
                found("lines are made of the log " + name + ", of which the bill does not have one stretch");
            }
        }
        logs.forEach(log -> names.remove(log.origin()));
        return names.stream().sorted().toList();
    }

    /** Whether what lines say of the logs that are here is so. */
    private void parts() {
        for (StretchCheck log : logs) {
            Map<Cell, BillLine.Part> made = new HashMap<>();
            log.used().forEach(used -> made.put(used.cell(), used.part()));
            for (BillLine line : bill.lines()) {
                BillLine.Part said = line.part(log.origin()).orElse(null);
                Optional<Cell> cell = made.keySet().stream().filter(line::isOf).findFirst();
                BillLine.Part part = cell.map(made::get).orElse(null);
                if (line.hasEntries() && !String.valueOf(said).equals(String.valueOf(part))) {
                    found("line " + line.line() + " says of the log " + log.origin() + " " + said
                            + ", but its entries make " + part);
                }
            }
        }
    }

    private void amounts() {
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
        List<Used.Of> used = logs.stream()
                .sorted(Comparator.comparing(StretchCheck::origin))
                .flatMap(log -> log.used().stream())
                .toList();
        Rating.Rated rated =
                new Rating(bill.plan().read(), id -> names.getOrDefault(id, id)).rate(Used.of(used), balances);
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
