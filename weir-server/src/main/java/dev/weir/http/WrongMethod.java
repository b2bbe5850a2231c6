package dev.weir.http;

import dev.weir.spi.ErrorCode;
import java.util.Set;
import java.util.TreeSet;

/** A path that is there, asked for with a method that it does not take. */
final class WrongMethod extends Refusal {
    private static final long serialVersionUID = 1L;
    private final String allowed;

    WrongMethod(String method, String path, Set<String> taken) {
        this(method, path, list(taken));
    }

    private WrongMethod(String method, String path, String allowed) {
        super(ErrorCode.METHOD_NOT_ALLOWED, path + " does not take " + method + ".", null, "It takes " + allowed + ".");
        this.allowed = allowed;
    }

    private static String list(Set<String> taken) {
        Set<String> methods = new TreeSet<>(taken);
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return String.join(", ", methods);
    }

    /** What the header {@code Allow} says. */
    String allowed() {
        return allowed;
    }
}
