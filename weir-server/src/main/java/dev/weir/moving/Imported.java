package dev.weir.moving;

import java.util.List;

/**
 * What became of another gateway's configuration.
 *
 * @param yaml a {@code weir.yaml}
 * @param notCarried what it does not say, in the order of the file
 * @param variables the variables of the environment that it reads and that have no default
 */
public record Imported(String yaml, List<NotCarried> notCarried, List<String> variables) {
    public Imported {
        notCarried = List.copyOf(notCarried);
        variables = List.copyOf(variables);
    }
}
