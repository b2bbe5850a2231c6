package dev.weir.audit;

import dev.weir.audit.merkle.Hashes;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * The promise that entries about an exchange are in the log, on the wire.
 *
 * @param closed whether the exchange is over, so that nothing more will be logged about it
 * @param receipt the signed note that says the same; what a caller keeps
 * @param verifier the key that checks it
 */
record Receipt(
        String exchangeId, boolean closed, Instant issuedAt, List<Line> entries, String receipt, String verifier) {
    /** After the log's name, so that a receipt is never taken for a checkpoint. */
    static final String SUFFIX = "/receipt";

    /** Lines before those of entries: log, exchange, time. */
    static final int HEAD = 3;

    /** An entry's number, its kind and the hash of its leaf. */
    record Line(long entry, String kind, String leaf) {
        static Line of(AuditDao.Numbered entry) {
            return new Line(
                    entry.number(),
                    entry.entry().kind(),
                    Base64.getEncoder().encodeToString(Hashes.leaf(entry.entry().body())));
        }
    }

    static Receipt of(String exchange, List<AuditDao.Numbered> entries, Instant now, Notary notary, String verifier) {
        List<Line> lines = entries.stream().map(Line::of).toList();
        StringBuilder text = new StringBuilder(notary.origin()).append(SUFFIX).append('\n');
        text.append(exchange).append('\n').append(now).append('\n');
        lines.forEach(line -> text.append(line.entry)
                .append(' ')
                .append(line.kind)
                .append(' ')
                .append(line.leaf)
                .append('\n'));
        boolean closed = lines.stream().anyMatch(line -> line.kind.equals(LogEntry.CLOSED));
        return new Receipt(exchange, closed, now, lines, notary.sign(text.toString()), verifier);
    }
}
