package dev.weir.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One method on one path.
 *
 * @param template the path; {@code {name}} takes one segment, {@code {name*}} the rest, up to
 *     fixed segments that may follow it
 * @param summary a sentence for the reference page
 * @param example a request body that works, as JSON; empty if the route takes none
 * @param largestForm the most bytes of a form that the handler receives piece by piece ({@link Request#receive}); 0 if
 *     the body is gathered before the handler is called
 */
public record Route(
        String method,
        String template,
        Access access,
        String summary,
        String example,
        Handler handler,
        long largestForm) {

    /** One whose body is gathered first. */
    public Route(String method, String template, Access access, String summary, String example, Handler handler) {
        this(method, template, access, summary, example, handler, 0);
    }

    /** The same with another handler. */
    public Route handledBy(Handler other) {
        return new Route(method, template, access, summary, example, other, largestForm);
    }

    /** The values in the path, or null if it is not this route's. */
    @Nullable
    Map<String, String> match(String path) {
        String[] wanted = template.split("/", -1);
        String[] given = path.split("/", -1);
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            String segment = wanted[i];
            int left = wanted.length - i - 1;
            if (segment.endsWith("*}") && i < given.length - left) {
                values.put(segment.substring(1, segment.length() - 2), joined(given, i, given.length - left));
                return endsAlike(wanted, given, left) ? values : null;
            }
            if (i >= given.length) {
                return null;
            }
            if (segment.startsWith("{")) {
                values.put(segment.substring(1, segment.length() - 1), given[i]);
            } else if (!segment.equals(given[i])) {
                return null;
            }
        }
        return given.length == wanted.length ? values : null;
    }

    private static boolean endsAlike(String[] wanted, String[] given, int count) {
        List<String> end = List.of(wanted).subList(wanted.length - count, wanted.length);
        return end.equals(List.of(given).subList(given.length - count, given.length));
    }

    private static String joined(String[] segments, int from, int to) {
        return String.join("/", List.of(segments).subList(from, to));
    }

    /** The names in braces, without them. */
    public List<String> pathNames() {
        List<String> names = new ArrayList<>();
        for (String segment : template.split("/", -1)) {
            if (segment.startsWith("{")) {
                names.add(segment.substring(1, segment.length() - 1).replace("*", ""));
            }
        }
        return names;
    }
}
