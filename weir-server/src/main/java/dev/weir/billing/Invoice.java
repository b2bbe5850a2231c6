package dev.weir.billing;

import dev.weir.http.Json;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A bill and what became of it.
 *
 * @param id of a draft its month
 * @param number null for a draft
 * @param text the bill's JSON; that of a final one is never changed
 * @param hash SHA-256 of the text, as the audit log has it; null for a draft
 */
record Invoice(
        String id,
        @Nullable String number,
        State state,
        Bill bill,
        String text,
        @Nullable String hash,
        @Nullable Instant finalizedAt,
        @Nullable String finalizedBy,
        @Nullable Instant voidedAt,
        @Nullable String voidedBy,
        @Nullable String reason) {
    enum State {
        DRAFT,
        FINAL,
        VOID;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Invoice draft(Bill bill) {
        return new Invoice(bill.month(), null, State.DRAFT, bill, text(bill), null, null, null, null, null, null);
    }

    static String text(Bill bill) {
        return Json.MAPPER.writeValueAsString(bill);
    }

    static String number(long sequence) {
        return String.format(Locale.ROOT, "INV-%06d", sequence);
    }

    /** On the wire: what became of it, and the bill beside it. */
    ObjectNode view() {
        ObjectNode view = Json.MAPPER.createObjectNode();
        view.put("id", id);
        view.put("number", number);
        view.put("state", state.wire());
        view.put("hash", hash);
        view.put("finalized_at", finalizedAt == null ? null : finalizedAt.toString());
        view.put("finalized_by", finalizedBy);
        view.put("voided_at", voidedAt == null ? null : voidedAt.toString());
        view.put("voided_by", voidedBy);
        view.put("reason", reason);
        view.setAll((ObjectNode) Json.MAPPER.readTree(text));
        return view;
    }

    /** Without the lines, for lists. */
    ObjectNode summary() {
        ObjectNode view = view();
        view.remove(List.of("lines", "plan", "logs", "payments"));
        return view;
    }
}
