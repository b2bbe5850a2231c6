package dev.weir.mirror;

import dev.weir.mirror.Difference.Kind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds in what two answers to the same request differ.
 *
 * <p>What models say differs from call to call, so that texts are not compared, and tokens of the output only where the
 * texts are the same. Costs are compared where the tokens are the same: whether the same work has the same price.
 *
 * @param ignored paths of fields in which differences are known and wanted; those below them are meant, too
 * @param strict whether a field that is null differs from one that is absent
 */
record Comparison(Set<String> ignored, boolean strict) {
    /** Below this share of the cost it is rounding. */
    private static final BigDecimal ROUNDING = new BigDecimal("0.001");

    private static final String NULL = "null";

    Comparison {
        ignored = Set.copyOf(ignored);
    }

    List<Difference> of(Told theirs, Seen them, Told ours, Seen us) {
        List<Difference> found = new ArrayList<>();
        if (them.status() != us.status()) {
            found.add(new Difference(Kind.STATUS, "", status(them), status(us)));
            return found;
        }
        if (theirs.whole() != ours.whole()) {
            found.add(new Difference(Kind.BROKEN, "", whole(theirs), whole(ours)));
            return found;
        }
        if (them.stream() != us.stream()) {
            found.add(new Difference(Kind.EVENTS, "", streamed(them), streamed(us)));
            return found;
        }
        shapes(them.types(), us.types(), found);
        events(them.events(), us.events(), found);
        if (!them.finish().equals(us.finish())) {
            found.add(new Difference(Kind.FINISH, "", joined(them.finish()), joined(us.finish())));
        }
        tokens(them, us, found);
        cost(them, us, found);
        return found;
    }

    private static String status(Seen seen) {
        return seen.status() == 0 ? "no answer" : Integer.toString(seen.status());
    }

    private static String whole(Told told) {
        return told.whole() ? "whole" : "broke off";
    }

    private static String streamed(Seen seen) {
        return seen.stream() ? "a stream" : "no stream";
    }

    private static @Nullable String joined(List<String> reasons) {
        return reasons.isEmpty() ? null : String.join(", ", reasons);
    }

    private void shapes(Map<String, Set<String>> them, Map<String, Set<String>> us, List<Difference> found) {
        Set<String> all = new TreeSet<>(them.keySet());
        all.addAll(us.keySet());
        List<String> absent = new ArrayList<>();
        for (String path : all) {
            if (isIgnored(path) || absent.stream().anyMatch(above -> isBelow(path, above))) {
                continue;
            }
            Set<String> theirs = counted(them.getOrDefault(path, Set.of()));
            Set<String> ours = counted(us.getOrDefault(path, Set.of()));
            if (theirs.equals(ours)) {
                continue;
            }
            if (theirs.isEmpty() || ours.isEmpty()) {
                absent.add(path);
                found.add(new Difference(ours.isEmpty() ? Kind.MISSING : Kind.ADDED, path, types(theirs), types(ours)));
            } else {
                found.add(new Difference(Kind.TYPE, path, types(theirs), types(ours)));
            }
        }
    }

    private Set<String> counted(Set<String> types) {
        if (strict || !types.contains(NULL)) {
            return types;
        }
        Set<String> others = new TreeSet<>(types);
        others.remove(NULL);
        return others;
    }

    private static @Nullable String types(Set<String> types) {
        return types.isEmpty() ? null : String.join("|", types);
    }

    private boolean isIgnored(String path) {
        return ignored.stream().anyMatch(known -> path.equals(known) || isBelow(path, known));
    }

    private static boolean isBelow(String path, String above) {
        return path.length() > above.length()
                && path.startsWith(above)
                && (above.endsWith(" ") || ".[".indexOf(path.charAt(above.length())) >= 0);
    }

    private static void events(List<String> them, List<String> us, List<Difference> found) {
        if (them.equals(us)) {
            return;
        }
        int at = 0;
        while (at < them.size() && at < us.size() && them.get(at).equals(us.get(at))) {
            at++;
        }
        String after = at == 0 ? "at the start" : "after " + them.get(at - 1);
        found.add(new Difference(Kind.EVENTS, after, event(them, at), event(us, at)));
    }

    private static String event(List<String> events, int at) {
        return at < events.size() ? events.get(at) : "the end";
    }

    private static void tokens(Seen them, Seen us, List<Difference> found) {
        Tokens theirs = them.tokens();
        Tokens ours = us.tokens();
        if (theirs == null || ours == null) {
            return;
        }
        number("input", theirs.input(), ours.input(), found);
        if (them.text().equals(us.text())) {
            number("output", theirs.output(), ours.output(), found);
        }
    }

    private static void number(String what, long theirs, long ours, List<Difference> found) {
        if (theirs != ours) {
            found.add(new Difference(Kind.TOKENS, what, Long.toString(theirs), Long.toString(ours)));
        }
    }

    private static void cost(Seen them, Seen us, List<Difference> found) {
        BigDecimal theirs = them.cost();
        BigDecimal ours = us.cost();
        if (theirs == null || ours == null || !Objects.equals(them.tokens(), us.tokens())) {
            return;
        }
        BigDecimal apart = theirs.subtract(ours).abs();
        if (apart.compareTo(theirs.max(ours).multiply(ROUNDING, MathContext.DECIMAL64)) > 0) {
            found.add(new Difference(Kind.COST, "", money(theirs), money(ours)));
        }
    }

    static String money(BigDecimal dollars) {
        return "$" + dollars.stripTrailingZeros().toPlainString();
    }
}
