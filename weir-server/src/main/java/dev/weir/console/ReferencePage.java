package dev.weir.console;

import dev.weir.http.Access;
import dev.weir.http.Route;
import java.util.List;
import java.util.Locale;

/** The HTTP API, one section for each kind of thing. */
public record ReferencePage(Shell shell, List<Section> sections) {
    public ReferencePage {
        sections = List.copyOf(sections);
    }

    public record Section(String name, List<Route> routes) {}

    public String access(Route route) {
        return switch (route.access()) {
            case Access.Open open -> "open";
            case Access.AtLeast least -> least.role().name().toLowerCase(Locale.ROOT);
        };
    }

    public String anchor(Route route) {
        return (route.method() + route.template()).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}
