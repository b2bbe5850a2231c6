package dev.weir.routing;

import dev.weir.spi.Call;
import dev.weir.spi.Candidate;
import dev.weir.spi.Message;
import dev.weir.spi.Operation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Sends requests that have something in common to the same replica, whose prefix cache then serves them.
 *
 * <p>Each request's key gives every replica a score by weighted rendezvous hashing (D. Thaler, C. Ravishankar, "A
 * Name-Based Mapping Scheme for Rendezvous", 1996; weights after J. Resch): the highest one is its own, and when a
 * replica comes or goes, only its own requests move. A replica that has more than its share of the calls in progress, by
 * a factor, is passed over, so that a hot prefix spills over to the next one (V. Mirrokni et al., "Consistent Hashing
 * with Bounded Loads", 2016).
 *
 * @param prefix how many characters of the conversations must be alike; 0 for sessions
 * @param load how much more than its share a replica may have
 */
public record Affinity(int prefix, double load) {
    /** For requests of the same session. */
    public static Affinity bySession(double load) {
        return new Affinity(0, load);
    }

    /** For requests whose conversations begin alike. */
    public static Affinity byPrefix(int characters, double load) {
        return new Affinity(characters, load);
    }

    /**
     * What became of one request.
     *
     * @param by {@code session} or {@code prefix}
     * @param key what the requests have in common, hashed
     * @param replica the one that it belongs to
     * @param spilled whether that has too much to do now, so that another one comes first
     */
    public record Outcome(String by, String key, String replica, boolean spilled) {
        @Override
        public String toString() {
            return by + " " + key + " belongs to " + replica + (spilled ? ", which has too much to do" : "");
        }
    }

    /** An order, and why. */
    record Placed(List<Candidate> order, Outcome outcome) {}

    /**
     * Puts the request's own replica first.
     *
     * @param order as the strategy has it
     * @return empty if the request has nothing in common with others
     */
    Optional<Placed> place(Call call, List<Candidate> order) {
        return key(call).map(key -> place(key, order));
    }

    private Placed place(byte[] key, List<Candidate> order) {
        List<Candidate> mine = new ArrayList<>(order);
        mine.sort(Comparator.comparingDouble((Candidate candidate) -> -score(key, candidate)));
        List<Candidate> placed = new ArrayList<>(mine.size());
        List<Candidate> full = new ArrayList<>();
        int inFlight = order.stream().mapToInt(Candidate::inFlight).sum() + 1;
        double weights = order.stream().mapToDouble(Candidate::weight).sum();
        for (Candidate candidate : mine) {
            double share = weights == 0 ? 1.0 / order.size() : candidate.weight() / weights;
            boolean fits = candidate.inFlight() < Math.ceil(load * inFlight * share);
            (fits ? placed : full).add(candidate);
        }
        boolean spilled = full.contains(mine.getFirst());
        placed.addAll(full);
        Outcome outcome = new Outcome(
                prefix == 0 ? "session" : "prefix",
                HexFormat.of().formatHex(key, 0, 4),
                mine.getFirst().target().name(),
                spilled);
        return new Placed(placed, outcome);
    }

    /** Logarithmic, so that shares follow weights; a weight of 0 comes last. */
    private static double score(byte[] key, Candidate candidate) {
        byte[] hash = hashed(key, candidate.target().name().getBytes(StandardCharsets.UTF_8));
        long bits = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            bits = bits << 8 | hash[i] & 0xff;
        }
        double uniform = ((bits >>> 11) + 0.5) / (1L << 53);
        return candidate.weight() == 0 ? -uniform : -candidate.weight() / Math.log(uniform);
    }

    /** The project is part of it: what one project says is nobody else's prefix. */
    private Optional<byte[]> key(Call call) {
        Optional<String> common =
                prefix == 0 ? Optional.ofNullable(call.options().session()) : prefix(call);
        return common.map(text -> hashed(
                call.principal().project().value().getBytes(StandardCharsets.UTF_8),
                text.getBytes(StandardCharsets.UTF_8)));
    }

    private Optional<String> prefix(Call call) {
        if (!(call.operation() instanceof Operation.Chat chat)) {
            return Optional.empty();
        }
        StringBuilder begin = new StringBuilder();
        for (Message message : chat.messages()) {
            begin.append(message.role()).append('\n').append(message.text()).append('\n');
            if (begin.length() >= prefix) {
                return Optional.of(begin.substring(0, prefix));
            }
        }
        return Optional.empty();
    }

    private static byte[] hashed(byte[] first, byte[] second) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(first);
            digest.update((byte) 0);
            return digest.digest(second);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
