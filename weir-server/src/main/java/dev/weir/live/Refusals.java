package dev.weir.live;

import dev.weir.config.Problem;
import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The problems of a configuration as the answer to whoever wanted it. */
final class Refusals {
    private Refusals() {}

    /**
     * @param name of the entry that was to be changed; a problem elsewhere is a conflict with what is there
     * @param names of all entries of its kind
     */
    static Refusal of(Kind kind, String name, Collection<String> names, List<Problem> problems) {
        Optional<Problem> own = problems.stream()
                .filter(problem -> kind.covers(problem.path(), name, names))
                .findFirst();
        Problem first = own.orElse(problems.getFirst());
        String others = problems.stream()
                .filter(problem -> problem != first)
                .map(Problem::what)
                .collect(Collectors.joining("; "));
        String message = capital(first.what()) + "." + (others.isEmpty() ? "" : " Also: " + others + ".");
        String hint = capital(first.hint()) + (first.hint().endsWith("?") ? "" : ".");
        if (own.isEmpty()) {
            return new Refusal(ErrorCode.CONFLICT, message, null, hint);
        }
        String path = kind.path(name);
        String field = first.path().length() > path.length() ? first.path().substring(path.length() + 1) : null;
        return new Refusal(ErrorCode.INVALID_REQUEST, message, field, hint);
    }

    static Refusal unknownKind(String wire) {
        return new Refusal(
                ErrorCode.NOT_FOUND,
                "There are no changes of '" + wire + "'.",
                null,
                "It is one of models, providers, aliases, prices.");
    }

    /** As a sentence begins, unless that is with a key. */
    private static String capital(String text) {
        return text.isEmpty() || text.split(" ", 2)[0].contains("_")
                ? text
                : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
