package dev.weir.budget;

import dev.weir.budget.BudgetBook.Bound;
import dev.weir.dialect.UserField;
import dev.weir.spi.Call;
import dev.weir.spi.KeyId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.ProjectId;
import dev.weir.store.JournalRecord.Adjustment;
import dev.weir.tenancy.Applied;
import dev.weir.tenancy.LimitTable;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.Subject;
import dev.weir.tenancy.Tenancy;
import dev.weir.tenancy.VirtualKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Who has which budgets, and what people call them. From memory. */
final class Budgets {
    private final Tenancy tenancy;
    private final LimitTable table;

    Budgets(Tenancy tenancy, LimitTable table) {
        this.tenancy = tenancy;
        this.table = table;
    }

    /** Those that a call is held to, the widest scope first. */
    List<Bound> of(Call call) {
        Map<String, String> tags = call.options().tags();
        return bounds(table.applied(
                call.principal(), tags.get(UserField.TAG), call.operation().model(), tags));
    }

    /** Those in which an adjustment counts, if they are in its currency: those of the calls that it is about. */
    List<Bound> of(Adjustment adjustment) {
        String project = adjustment.project().value();
        List<Applied> all = new ArrayList<>(
                List.of(applied(Subject.of(adjustment.organization())), applied(Subject.of(adjustment.project()))));
        KeyId key = adjustment.key();
        if (key != null) {
            all.add(applied(Subject.of(tenancy.key(key).map(VirtualKey::project).orElse(adjustment.project()), key)));
        }
        if (adjustment.model() != null) {
            all.add(applied(new Subject(Scope.MODEL, project, adjustment.model())));
        }
        adjustment
                .tags()
                .forEach((name, value) -> all.add(applied(
                        name.equals(UserField.TAG)
                                ? new Subject(Scope.USER, project, value)
                                : new Subject(Scope.TAG, project, name + "=" + value))));
        return bounds(all).stream()
                .filter(bound -> bound.budget().currency().equals(adjustment.currency()))
                .toList();
    }

    /** Those that every call of a key is held to. */
    List<Bound> of(VirtualKey key) {
        return bounds(List.of(
                applied(Subject.of(key.organization())),
                applied(Subject.of(key.project())),
                applied(Subject.of(key.project(), key.id()))));
    }

    List<Bound> of(Subject subject) {
        return bounds(List.of(applied(subject)));
    }

    private Applied applied(Subject subject) {
        return new Applied(subject, table.of(subject));
    }

    static List<Bound> bounds(List<Applied> limits) {
        List<Bound> bounds = List.of();
        for (Applied applied : limits) {
            if (!applied.limits().budgets().isEmpty()) {
                bounds = new ArrayList<>(bounds);
                for (var budget : applied.limits().budgets()) {
                    bounds.add(new Bound(applied.subject(), budget));
                }
            }
        }
        return bounds;
    }

    /** Where the calls of a subject can have been made. */
    List<ProjectId> projects(Subject subject) {
        return switch (subject.scope()) {
            case ORGANIZATION -> tenancy.projectsOf(new OrganizationId(subject.name()));
            case KEY ->
                tenancy.key(new KeyId(subject.name()))
                        .map(VirtualKey::organization)
                        .map(tenancy::projectsOf)
                        .orElse(List.of());
            case PROJECT, USER, MODEL, TAG -> List.of(new ProjectId(subject.owner()));
        };
    }

    /** {@code key 'support'}. */
    String name(Subject subject) {
        return tenancy.titled(subject);
    }
}
