package dev.weir.audit;

import dev.weir.audit.Report.Finding;
import dev.weir.audit.merkle.Frontier;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Goes over a log from its first entry to its last, and compares its tree with what others were told about it. Any
 * entry that was changed, left out or moved changes the root of every checkpoint after it. Not thread-safe.
 */
final class LogCheck {
    /** One change can be told of in many ways; nobody reads more. */
    private static final int MOST = 100;

    private final Frontier frontier;
    private final TreeMap<Long, List<Claim.Of>> checkpoints = new TreeMap<>();
    private final TreeMap<Long, List<Claim.Promise>> promises = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private long agreed;
    private long compared;
    private long kept;
    private boolean disagreed;

    LogCheck(Collection<Claim> claims) {
        this(new Frontier(), claims);
    }

    /**
     * @param frontier the tree of what comes before, which was checked
     */
    LogCheck(Frontier frontier, Collection<Claim> claims) {
        this.frontier = frontier;
        this.agreed = frontier.size();
        claims.forEach(this::expect);
        compare();
    }

    private void expect(Claim claim) {
        switch (claim) {
            case Claim.Of of ->
                checkpoints
                        .computeIfAbsent(of.checkpoint().size(), size -> new ArrayList<>())
                        .add(of);
            case Claim.Promise promise ->
                promises.computeIfAbsent(promise.entry(), entry -> new ArrayList<>())
                        .add(promise);
            case Claim.Broken broken -> found(null, broken.source() + " " + broken.why());
        }
    }

    /** The next entry's leaf. */
    void add(byte[] leaf) {
        long number = frontier.size();
        for (Claim.Promise promise : promises.getOrDefault(number, List.of())) {
            kept++;
            if (!MessageDigest.isEqual(promise.leaf(), leaf)) {
                found(number, "is not the one that " + promise.source() + " promises");
            }
        }
        frontier.add(leaf);
        compare();
    }

    private void compare() {
        List<Claim.Of> here = checkpoints.getOrDefault(frontier.size(), List.of());
        for (Claim.Of claim : here) {
            compared++;
            if (MessageDigest.isEqual(claim.checkpoint().root(), frontier.root())) {
                agreed = frontier.size();
            } else if (!disagreed) {
                disagreed = true;
                found(
                        null,
                        claim.source() + " has another root for the first " + frontier.size()
                                + " entries: one of those from " + agreed + " to " + (frontier.size() - 1)
                                + " was changed, left out or moved");
            }
        }
    }

    void found(@Nullable Long entry, String what) {
        if (findings.size() < MOST) {
            findings.add(new Finding(entry, what));
        }
    }

    byte[] root() {
        return frontier.root();
    }

    /** After the last entry. */
    Report end() {
        checkpoints
                .tailMap(frontier.size(), false)
                .values()
                .forEach(claims -> claims.forEach(claim -> found(
                        null,
                        claim.source() + " speaks of " + claim.checkpoint().size() + " entries, but there are "
                                + frontier.size())));
        promises.tailMap(frontier.size(), true)
                .values()
                .forEach(claims -> claims.forEach(
                        claim -> found(claim.entry(), "is missing, but " + claim.source() + " promises it")));
        return new Report(
                findings.isEmpty(),
                frontier.size(),
                Base64.getEncoder().encodeToString(root()),
                compared,
                kept,
                List.copyOf(findings));
    }
}
