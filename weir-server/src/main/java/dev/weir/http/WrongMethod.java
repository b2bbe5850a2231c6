package dev.weir.http;

import dev.weir.spi.Answer.Refused;
import dev.weir.spi.ErrorCode;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A path that is there, asked for with a method that it does not take. */
final class WrongMethod extends Refusal {
    private static final long serialVersionUID = 1L;

    WrongMethod(String method, String path, Set<String> taken) {
        this(method, path, list(taken));
    }

    private WrongMethod(String method, String path, String allowed) {
        super(
                Refused.of(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        path + " does not take " + method + ".",
                        null,
                        "It takes " + allowed + "."),
                Map.of("allow", allowed));
    }

    private static String list(Set<String> taken) {
        Set<String> methods = new TreeSet<>(taken);
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return String.join(", ", methods);
    }
}
