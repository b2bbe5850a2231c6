package dev.weir.audit;

import dev.weir.audit.merkle.Subtree;
import dev.weir.audit.merkle.Tree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Stretches of the log, for whoever adds up what is in them and has to show that it is all of it. An entry that was
 * read never changes, and none comes before it later. Thread-safe.
 */
public final class LogReader {
    /** The kind of entry that has what calls cost. */
    public static final String CLOSED = LogEntry.CLOSED;

    private static final int PAGE = 2048;
    private static final int TILE = 256;

    private final AuditDao dao;
    private final Supplier<String> origin;
    private final LongFunction<Checkpoints.Signed> covering;
    private final Runnable catchUp;

    LogReader(AuditDao dao, Supplier<String> origin, LongFunction<Checkpoints.Signed> covering, Runnable catchUp) {
        this.dao = dao;
        this.origin = origin;
        this.covering = covering;
        this.catchUp = catchUp;
    }

    /**
     * An entry and what it is found by.
     *
     * @param scope the id of its project, or of the organization
     * @param body what is hashed
     */
    public record Leaf(long entry, String scope, String kind, byte[] body) {}

    /**
     * A signed statement of how the log is.
     *
     * @param size how many entries it speaks of
     * @param root in base64
     * @param checkpoint the signed note
     * @param verifier the key that checks it
     */
    public record Statement(String origin, long size, String root, String checkpoint, String verifier) {}

    /** Takes entries, one after the other. */
    @FunctionalInterface
    public interface Sink {
        /** Whether it wants more. */
        boolean take(Leaf leaf);
    }

    /** The log's name. */
    public String origin() {
        return origin.get();
    }

    /** How many entries there are, with all that was journalled by now. */
    public long size() {
        catchUp.run();
        return dao.sizes().leaves();
    }

    /**
     * Where a time is among the entries of these projects and organizations: the first entry of what comes after it; empty
     * if nothing does yet. While clocks only go forward, all entries before it are older and none after it is. A clock
     * that jumped leaves entries on the wrong side of any place; this is the one with the fewest of them, so that an hour
     * of a wrong clock moves what was written in that hour, and nothing else.
     */
    public OptionalLong edge(Collection<String> scopes, Instant at) {
        AuditDao.Edge edge = dao.edge(scopes, at);
        if (edge.from() < 0) {
            return OptionalLong.empty();
        }
        long place = edge.from();
        long best = 0;
        long misplaced = 0;
        for (long from = edge.from(); from < edge.to(); from += PAGE) {
            for (AuditDao.Timed each : dao.times(from, Math.min(edge.to(), from + PAGE))) {
                if (scopes.contains(each.scope())) {
                    misplaced += each.at().isBefore(at) ? -1 : 1;
                    if (misplaced < best) {
                        best = misplaced;
                        place = each.entry() + 1;
                    }
                }
            }
        }
        return OptionalLong.of(place);
    }

    /** Reads the entries of these kinds, in order, a page of them in memory at a time. */
    public void read(long from, long before, List<String> kinds, Sink sink) {
        for (long at = from; at < before; at += PAGE) {
            for (Leaf leaf : dao.stretch(at, Math.min(before, at + PAGE), kinds)) {
                if (!sink.take(leaf)) {
                    return;
                }
            }
        }
    }

    /** The hashes of all leaves from one to another, which may be many: ask for a page. */
    public List<byte[]> leafHashes(long from, long before) {
        List<byte[]> hashes = new ArrayList<>();
        for (long tile = from - from % TILE; tile < before; tile += TILE) {
            List<byte[]> row = dao.leafHashes(tile);
            int first = (int) Math.max(0, from - tile);
            int last = (int) Math.min(row.size(), before - tile);
            hashes.addAll(row.subList(Math.min(first, last), last));
        }
        return hashes;
    }

    /** A checkpoint of at least so many entries; signed now if need be. */
    public Statement statement(long size) {
        Checkpoints.Signed signed = covering.apply(size);
        return new Statement(
                signed.checkpoint().origin(),
                signed.size(),
                Base64.getEncoder().encodeToString(signed.checkpoint().root()),
                signed.note(),
                signed.by().toString());
    }

    /** What a stretch of the log hashes to. */
    public List<Subtree> cover(long from, long to) {
        return dao.tree((Tree tree) -> tree.cover(from, to));
    }

    /** The way from a leaf to the root of the log of so many entries. */
    public List<byte[]> inclusion(long entry, long size) {
        return dao.tree((Tree tree) -> tree.inclusion(entry, size));
    }
}
