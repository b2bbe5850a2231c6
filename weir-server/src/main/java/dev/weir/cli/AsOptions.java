package dev.weir.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose eyes a command looks with. */
final class AsOptions {
    @Option(
            names = "--as-user",
            paramLabel = "USER",
            description = "Only what this user may read; the key needs the permission act_as.")
    private @Nullable String user;

    @Option(
            names = "--as-group",
            paramLabel = "GROUP",
            description = "A group that the user is in; several times for more.")
    private List<String> groups = new ArrayList<>();

    @Option(
            names = "--as-attribute",
            paramLabel = "NAME=VALUE",
            description = "What else is known of the user, such as department=hr; several times for more.")
    private List<String> attributes = new ArrayList<>();

    boolean isEmpty() {
        return user == null && groups.isEmpty() && attributes.isEmpty();
    }

    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        if (user != null) {
            body.put("user", user);
        }
        body.put("groups", groups);
        body.put("attributes", Pairs.of(attributes, "--as-attribute"));
        return body;
    }
}
