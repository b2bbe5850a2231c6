package dev.weir.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. The message lists every problem, one a line, and is meant for the user as it is. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    public ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
