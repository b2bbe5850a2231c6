package dev.weir.live;

import dev.weir.config.Problem;
import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import java.util.List;
import java.util.stream.Collectors;

/** The problems of a configuration as the answer to whoever wanted it. */
final class Refusals {
    private Refusals() {}

    /**
     * @param path of the entry that was to be changed; a problem elsewhere is a conflict with what is there
     */
    static Refusal of(String path, List<Problem> problems) {
        Problem first = problems.stream()
                .filter(problem -> isWithin(path, problem))
                .findFirst()
                .orElse(problems.getFirst());
        String others = problems.stream()
                .filter(problem -> problem != first)
                .map(Problem::what)
                .collect(Collectors.joining("; "));
        String message = capital(first.what()) + "." + (others.isEmpty() ? "" : " Also: " + others + ".");
        String hint = capital(first.hint()) + (first.hint().endsWith("?") ? "" : ".");
        if (!isWithin(path, first)) {
            return new Refusal(ErrorCode.CONFLICT, message, null, hint);
        }
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

    private static boolean isWithin(String path, Problem problem) {
        return problem.path().equals(path) || problem.path().startsWith(path + ".");
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
