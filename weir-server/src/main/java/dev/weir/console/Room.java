package dev.weir.console;

import dev.weir.spi.Role;
import java.util.List;

/** A place in the navigation. */
public enum Room {
    HOME("Home", "/console", Icon.HOME, Role.VIEWER, "h"),
    ASK("Ask", "/console/ask", Icon.ASK, Role.DEVELOPER, "a"),
    TRACES("Traces", "/console/traces", Icon.TRACES, Role.VIEWER, "t"),
    KNOWLEDGE("Knowledge", "/console/knowledge", Icon.KNOWLEDGE, Role.VIEWER, "d"),
    BATCHES("Batches", "/console/batches", Icon.BATCH, Role.VIEWER, "b"),
    COSTS("Costs", "/console/costs", Icon.COSTS, Role.VIEWER, "c"),
    MODELS("Models and routes", "/console/models", Icon.MODEL, Role.VIEWER, "m"),
    BILLING("Billing", "/console/billing", Icon.BILL, Role.ADMIN, "i"),
    AUDIT("Audit", "/console/audit", Icon.AUDIT, Role.ADMIN, "l"),
    KEYS("Keys and budgets", "/console/keys", Icon.KEY, Role.ADMIN, "k"),
    REFERENCE("API reference", "/api/reference", Icon.REFERENCE, Role.VIEWER, "e");

    private final String label;
    private final String path;
    private final Icon icon;
    private final Role role;
    private final String key;

    Room(String label, String path, Icon icon, Role role, String key) {
        this.label = label;
        this.path = path;
        this.icon = icon;
        this.role = role;
        this.key = key;
    }

    public String label() {
        return label;
    }

    public String path() {
        return path;
    }

    public Icon icon() {
        return icon;
    }

    /** What one has to be to enter. */
    public Role role() {
        return role;
    }

    /** The key that goes there after {@code g}. */
    public String key() {
        return key;
    }

    /** The rooms under one heading. */
    public record Group(String heading, List<Room> rooms) {}

    public static List<Group> groups() {
        return List.of(
                new Group("", List.of(HOME, ASK)),
                new Group("Observe", List.of(TRACES, COSTS)),
                new Group("Build", List.of(KNOWLEDGE, BATCHES)),
                new Group("Control", List.of(KEYS, MODELS, BILLING, AUDIT)));
    }
}
