package dev.weir.machine;

import dev.weir.spi.Principal;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.Subject;
import java.util.List;
import java.util.stream.Stream;

/** Everybody and everything whose calls may be limited. */
public enum Limited {
    ORGANIZATION(Scope.ORGANIZATION, ""),
    PROJECT(Scope.PROJECT, ""),
    KEY(Scope.KEY, ""),
    EACH_USER(Scope.USER, "*"),
    ANN(Scope.USER, "ann"),
    SMALL(Scope.MODEL, "small"),
    TEAM(Scope.TAG, "team=a");

    private final Scope scope;
    private final String name;

    Limited(Scope scope, String name) {
        this.scope = scope;
        this.name = name;
    }

    /** Whose limits a call has to pass. */
    public static List<Limited> of(Wish wish) {
        return Stream.of(values()).filter(limited -> limited.applies(wish)).toList();
    }

    public boolean applies(Wish wish) {
        return switch (this) {
            case ORGANIZATION, PROJECT, KEY -> true;
            case EACH_USER -> wish.user() != null && !wish.user().equals("ann");
            case ANN -> "ann".equals(wish.user());
            case SMALL -> wish.model().equals("small");
            case TEAM -> wish.tagged();
        };
    }

    /** Where a call is counted: each user for itself under the star. */
    public String place(Wish wish) {
        return this == EACH_USER ? "user " + wish.user() : name();
    }

    public Scope scope() {
        return scope;
    }

    String nameFor(Principal caller) {
        return switch (this) {
            case ORGANIZATION -> caller.organization().value();
            case PROJECT -> caller.project().value();
            case KEY -> caller.key().value();
            case EACH_USER, ANN, SMALL, TEAM -> name;
        };
    }

    Subject subjectFor(Principal caller) {
        String owner = this == ORGANIZATION
                ? caller.organization().value()
                : caller.project().value();
        return new Subject(scope, owner, nameFor(caller));
    }
}
