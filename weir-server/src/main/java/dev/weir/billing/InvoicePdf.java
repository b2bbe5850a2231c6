package dev.weir.billing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.Bidi;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TimeZone;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.jspecify.annotations.Nullable;

/**
 * An invoice on paper: A4, as many pages as its lines take. The text is drawn from the top; the same invoice gives the same
 * pages. For one use, by one thread.
 */
final class InvoicePdf {
    private static final float LEFT = 50;
    private static final float RIGHT = PDRectangle.A4.getWidth() - 50;
    private static final float TOP = PDRectangle.A4.getHeight() - 56;
    private static final float BOTTOM = 70;
    private static final float QUANTITY = RIGHT - 190;
    private static final float PRICE = RIGHT - 180;
    private static final float PLAIN = 9;
    private static final float SMALL = 7;
    private static final float GREY = 0.42f;

    private final Invoice invoice;
    private final Bill bill;
    private final PDDocument document = new PDDocument();
    private final PdfText text;
    private @Nullable PDPageContentStream page;
    private float y;

    private InvoicePdf(Invoice invoice) throws IOException {
        this.invoice = invoice;
        this.bill = invoice.bill();
        this.text = new PdfText(document);
    }

    static byte[] of(Invoice invoice) {
        try {
            return new InvoicePdf(invoice).drawn();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] drawn() throws IOException {
        try (document) {
            document.getDocumentInformation().setTitle(title() + " " + bill.month());
            document.getDocumentInformation().setProducer("Weir");
            Instant made = invoice.finalizedAt();
            if (made != null) {
                Calendar at = new GregorianCalendar(TimeZone.getTimeZone("UTC"));
                at.setTimeInMillis(made.toEpochMilli());
                document.getDocumentInformation().setCreationDate(at);
            }
            newPage();
            head();
            bill.lines().forEach(this::line);
            totals();
            proof();
            current().close();
            numberPages();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.save(out);
            return out.toByteArray();
        }
    }

    private String title() {
        return switch (invoice.state()) {
            case DRAFT -> "Draft invoice";
            case FINAL -> "Invoice " + invoice.number();
            case VOID -> "Invoice " + invoice.number() + " (void)";
        };
    }

    private void head() {
        put(LEFT, y, title(), 20, true, 0);
        y -= 24;
        put(LEFT, y, bill.organizationName(), 12, false, 0);
        y -= 26;
        pair("Month", bill.month() + "   (" + bill.timeZone() + ")");
        pair("Period", day(bill.from()) + " to " + lastDay(bill.to()));
        if (invoice.finalizedAt() != null) {
            pair("Date", day(invoice.finalizedAt()));
        }
        pair("Plan", bill.plan().name());
        if (invoice.state() == Invoice.State.VOID) {
            pair("Void", day(invoice.voidedAt()) + ": " + invoice.reason());
        }
        if (invoice.state() == Invoice.State.DRAFT) {
            pair("State", "A draft: it grows until the month is over and the invoice is final.");
        }
        y -= 14;
        tableHead();
    }

    private String day(@Nullable Instant at) {
        return at == null
                ? ""
                : LocalDate.ofInstant(at, ZoneId.of(bill.timeZone())).toString();
    }

    /** The month ends with the day before the next one begins. */
    private String lastDay(Instant to) {
        return LocalDate.ofInstant(to.minusMillis(1), ZoneId.of(bill.timeZone()))
                .toString();
    }

    private void pair(String name, @Nullable String value) {
        put(LEFT, y, name, PLAIN, false, GREY);
        put(LEFT + 60, y, fitted(String.valueOf(value), RIGHT - LEFT - 60, PLAIN), PLAIN, false, 0);
        y -= 14;
    }

    private void tableHead() {
        put(LEFT, y, "Description", SMALL, true, GREY);
        putRight(QUANTITY, y, "Quantity", SMALL, true, GREY);
        put(PRICE, y, "Price", SMALL, true, GREY);
        putRight(RIGHT, y, bill.currency(), SMALL, true, GREY);
        y -= 6;
        rule();
        y -= 13;
    }

    private void line(BillLine line) {
        List<String> name = wrapped(what(line), QUANTITY - LEFT - 70, PLAIN);
        room(name.size() * 11 + 14);
        float begin = y;
        for (String row : name) {
            put(LEFT, y, row, PLAIN, false, 0);
            y -= 11;
        }
        if (line.quantity() != null) {
            putRight(QUANTITY, begin, String.format(Locale.ROOT, "%,d", line.quantity()), PLAIN, false, 0);
            put(PRICE, begin, fitted(line.text(), RIGHT - PRICE - 62, SMALL), SMALL, false, GREY);
        }
        putRight(RIGHT, begin, line.amount(), PLAIN, false, 0);
        if (line.hasEntries()) {
            String behind = line.charges() + (line.charges() != null && line.charges() == 1 ? " charge" : " charges")
                    + ", costs " + line.cost() + " " + line.costCurrency() + ", exactly " + line.exact();
            put(LEFT, y, fitted(behind, QUANTITY - LEFT + 60, SMALL), SMALL, false, GREY);
            y -= 10;
        }
        y -= 5;
    }

    private static String what(BillLine line) {
        return line.hasEntries()
                ? line.projectName() + "  ·  " + line.model()
                        + ("cost".equals(line.meter())
                                ? ""
                                : "  ·  " + String.valueOf(line.meter()).replace('_', ' '))
                        + (line.kind().equals("usage") ? "" : "  ·  " + line.kind())
                : line.text();
    }

    private void totals() {
        room(110);
        rule();
        y -= 16;
        total("Subtotal", bill.subtotal(), false);
        Bill.TaxLine tax = bill.tax();
        if (tax != null) {
            total(tax.name() + " " + tax.rate() + " %", tax.amount(), false);
        }
        total("Total", bill.total(), true);
        bill.payments().forEach(paid -> total("Prepaid", "-" + paid.amount(), false));
        total("Due", bill.due() + " " + bill.currency(), true);
        for (String why : bill.missing()) {
            room(12);
            put(LEFT, y, fitted("Not charged: " + why, RIGHT - LEFT, SMALL), SMALL, false, GREY);
            y -= 10;
        }
    }

    private void total(String name, String amount, boolean strong) {
        room(16);
        putRight(RIGHT - 90, y, fitted(name, 250, PLAIN), PLAIN, strong, strong ? 0 : GREY);
        putRight(RIGHT, y, amount, PLAIN, strong, 0);
        y -= 15;
    }

    private void proof() {
        List<String> rows = new ArrayList<>();
        bill.logs().forEach(log -> rows.addAll(stretch(log)));
        if (invoice.hash() != null) {
            rows.add("This invoice's hash, " + invoice.hash());
        }
        rows.add("./weir bill export and ./weir bill verify, or docs/verify/invoice.py, add every line up again.");
        room(30 + 10 * Math.min(rows.size(), 20));
        y -= 12;
        for (String row : rows) {
            room(12);
            put(LEFT, y, fitted(row, RIGHT - LEFT, SMALL), SMALL, false, GREY);
            y -= 10;
        }
    }

    private static List<String> stretch(Bill.Stretch log) {
        return log.to() == log.from()
                ? List.of("The audit log " + log.origin() + " has no entry of this month.")
                : List.of(
                        "Made of the entries " + log.from() + " to " + (log.to() - 1) + " of the audit log "
                                + log.origin() + ".",
                        "Checkpoint of " + log.size() + " entries, root " + log.root());
    }

    private void numberPages() throws IOException {
        int pages = document.getNumberOfPages();
        for (int i = 0; i < pages; i++) {
            try (PDPageContentStream stream = new PDPageContentStream(
                    document, document.getPage(i), PDPageContentStream.AppendMode.APPEND, true, true)) {
                page = stream;
                put(LEFT, 40, title(), SMALL, false, GREY);
                putRight(RIGHT, 40, (i + 1) + " / " + pages, SMALL, false, GREY);
            }
        }
    }

    /** Goes on on the next page where so much does not fit on this one. */
    private void room(float height) {
        if (y - height < BOTTOM) {
            newPage();
            tableHead();
        }
    }

    private void newPage() {
        try {
            if (page != null) {
                page.close();
            }
            PDPage fresh = new PDPage(PDRectangle.A4);
            document.addPage(fresh);
            page = new PDPageContentStream(document, fresh);
            y = TOP;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PDPageContentStream current() {
        return Objects.requireNonNull(page);
    }

    private void rule() {
        try {
            PDPageContentStream on = current();
            on.setStrokingColor(0.8f);
            on.setLineWidth(0.5f);
            on.moveTo(LEFT, y);
            on.lineTo(RIGHT, y);
            on.stroke();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(float x, float at, String words, float size, boolean strong, float grey) {
        try {
            PDPageContentStream on = current();
            on.setNonStrokingColor(grey);
            text.draw(on, x, at, visual(words), size, strong);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void putRight(float end, float at, String words, float size, boolean strong, float grey) {
        put(end - text.width(words, size, strong), at, words, size, strong, grey);
    }

    /** What is written from right to left, in the order in which it is drawn. */
    private static String visual(String words) {
        if (!Bidi.requiresBidi(words.toCharArray(), 0, words.length())) {
            return words;
        }
        Bidi bidi = new Bidi(words, Bidi.DIRECTION_LEFT_TO_RIGHT);
        int runs = bidi.getRunCount();
        byte[] levels = new byte[runs];
        Object[] parts = new Object[runs];
        for (int i = 0; i < runs; i++) {
            levels[i] = (byte) bidi.getRunLevel(i);
            String part = words.substring(bidi.getRunStart(i), bidi.getRunLimit(i));
            parts[i] = levels[i] % 2 == 0
                    ? part
                    : new StringBuilder(part).reverse().toString();
        }
        Bidi.reorderVisually(levels, 0, parts, 0, runs);
        StringBuilder drawn = new StringBuilder();
        for (Object part : parts) {
            drawn.append(part);
        }
        return drawn.toString();
    }

    /** Cut where it is too long, with an ellipsis. */
    private String fitted(String words, float width, float size) {
        if (text.width(words, size, false) <= width) {
            return words;
        }
        int end = words.length();
        while (end > 0 && text.width(words.substring(0, end) + "…", size, false) > width) {
            end = words.offsetByCodePoints(end, -1);
        }
        return words.substring(0, end) + "…";
    }

    /** Broken at spaces, or within a word that is too long for a row. */
    private List<String> wrapped(String words, float width, float size) {
        List<String> rows = new ArrayList<>();
        StringBuilder row = new StringBuilder();
        for (String word : words.split(" ", -1)) {
            String rest = word;
            while (text.width(row + " " + rest, size, false) > width) {
                if (!row.isEmpty()) {
                    rows.add(row.toString());
                    row.setLength(0);
                    continue;
                }
                int end = Math.max(1, rest.length() - 1);
                while (end > 1 && text.width(rest.substring(0, end), size, false) > width) {
                    end--;
                }
                if (end == rest.length()) {
                    break;
                }
                end += Character.isLowSurrogate(rest.charAt(end)) ? 1 : 0;
                rows.add(rest.substring(0, end));
                rest = rest.substring(end);
            }
            row.append(row.isEmpty() ? "" : " ").append(rest);
        }
        rows.add(row.toString());
        return rows;
    }
}
