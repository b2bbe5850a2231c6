package dev.weir.audit;

import dev.weir.audit.merkle.Hashes;
import dev.weir.audit.note.VerifierKey;
import dev.weir.http.Json;
import dev.weir.store.Columns;
import dev.weir.store.StorageException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The log in the database, with or without a server: checked, and asked for proofs. */
final class StoredLog {
    private static final int PAGE = 256;

    private final AuditDao dao;
    private final Checkpoints checkpoints;

    StoredLog(AuditDao dao, Checkpoints checkpoints) {
        this.dao = dao;
        this.checkpoints = checkpoints;
    }

    Inclusion inclusion(AuditDao.Numbered entry, Checkpoints.Signed checkpoint) {
        List<byte[]> path = dao.tree(tree -> tree.inclusion(entry.number(), checkpoint.size()));
        return new Inclusion(
                entry.number(),
                entry.entry().kind(),
                new String(entry.entry().body(), StandardCharsets.UTF_8),
                base64(Hashes.leaf(entry.entry().body())),
                path.stream().map(StoredLog::base64).toList(),
                checkpoint.size(),
                base64(checkpoint.checkpoint().root()),
                checkpoint.note(),
                checkpoint.by().toString());
    }

    /**
     * That the log of {@code to} entries begins with that of {@code from} entries, on the wire.
     *
     * @param fromCheckpoint what was signed when the log had so many entries; null if nothing was
     */
    record Consistency(
            long from,
            long to,
            String fromRoot,
            String toRoot,
            List<String> path,
            @Nullable String fromCheckpoint,
            @Nullable String toCheckpoint,
            List<String> verifiers) {}

    Consistency consistency(long from, long to) {
        record Found(byte[] from, byte[] to, List<byte[]> path) {}
        Found found = dao.tree(tree -> new Found(tree.root(from), tree.root(to), tree.consistency(from, to)));
        return new Consistency(
                from,
                to,
                base64(found.from),
                base64(found.to),
                found.path.stream().map(StoredLog::base64).toList(),
                checkpoints.of(from).map(Checkpoints.Signed::note).orElse(null),
                checkpoints.of(to).map(Checkpoints.Signed::note).orElse(null),
                checkpoints.keys().stream().map(VerifierKey::toString).toList());
    }

    private static String base64(byte[] hash) {
        return Base64.getEncoder().encodeToString(hash);
    }

    /** Every entry against the tree, and the tree against all checkpoints and these claims. */
    Report check(Collection<Claim> more) {
        List<Claim> claims = new ArrayList<>(more);
        dao.checkpoints().forEach(kept -> claims.add(claim(kept)));
        AuditDao.Sizes sizes = dao.sizes();
        LogCheck check = new LogCheck(claims);
        if (sizes.entries() != sizes.leaves()) {
            check.found(null, "there are " + sizes.entries() + " entries, but the tree has " + sizes.leaves());
        }
        for (long from = 0; from < sizes.leaves(); from += PAGE) {
            page(check, from, Math.min(from + PAGE, sizes.leaves()));
        }
        if (!MessageDigest.isEqual(rootInTiles(sizes.leaves()), check.root())) {
            check.found(null, "the tree's upper hashes were changed; they are not those of its leaves");
        }
        return check.end();
    }

    private Claim claim(AuditDao.Kept kept) {
        String source = "the kept checkpoint of " + kept.size() + " entries";
        Claim claim = Claim.checkpoint(kept.note(), source, checkpoints.keys());
        boolean moved = claim instanceof Claim.Of of && of.checkpoint().size() != kept.size();
        return moved ? new Claim.Broken(source, "is kept as one of another size") : claim;
    }

    private byte[] rootInTiles(long size) {
        try {
            return dao.tree(tree -> tree.root(size));
        } catch (StorageException missing) {
            return new byte[0];
        }
    }

    private void page(LogCheck check, long from, long before) {
        List<byte[]> leaves = dao.leafHashes(from);
        Map<Long, LogEntry> entries = new HashMap<>();
        dao.entries(from, before, PAGE).forEach(each -> entries.put(each.number(), each.entry()));
        for (long number = from; number < before; number++) {
            int within = (int) (number - from);
            byte[] leaf = within < leaves.size() ? leaves.get(within) : new byte[0];
            Optional<String> fault = fault(entries.get(number), leaf);
            if (fault.isPresent()) {
                check.found(number, fault.get());
            }
            check.add(leaf);
        }
    }

    private static Optional<String> fault(@Nullable LogEntry entry, byte[] leaf) {
        if (entry == null) {
            return Optional.of("is missing");
        }
        if (!MessageDigest.isEqual(Hashes.leaf(entry.body()), leaf)) {
            return Optional.of("is not what was logged: its bytes have another hash than its leaf");
        }
        return repeats(entry) ? Optional.empty() : Optional.of("is found by other words than it holds");
    }

    /** Whether the columns say the same as the body. */
    private static boolean repeats(LogEntry entry) {
        try {
            JsonNode body = Json.MAPPER.readTree(entry.body());
            String scope = body.has("project") ? "project" : "organization";
            boolean adjustment = entry.kind().equals(LogEntry.ADJUSTMENT);
            boolean acted = adjustment || entry.kind().equals(LogEntry.ADMIN);
            return text(body, "kind", entry.kind())
                    && text(body, scope, entry.scope())
                    && text(body, acted ? "actor" : "key", entry.actor())
                    && text(body, "action", entry.action())
                    && text(body, adjustment ? "adjustment" : "subject", entry.subject())
                    && text(body, "exchange", entry.exchange())
                    && text(body, "attempt", entry.attempt())
                    && Columns.micros(entry.at())
                            == Columns.micros(Instant.parse(body.path("at").asString()));
        } catch (JacksonException e) {
            return false;
        }
    }

    private static boolean text(JsonNode body, String member, @Nullable String column) {
        return Objects.equals(body.path(member).asString(null), column);
    }
}
