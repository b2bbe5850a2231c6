package dev.weir.usage;

import dev.weir.spi.OrganizationId;
import dev.weir.spi.ProjectId;
import dev.weir.usage.Dimension.Kind;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A question about usage.
 *
 * @param projects whose usage; what the asker may see
 * @param from at the beginning of a quarter of an hour
 * @param to excluded; likewise
 * @param zone whose hours, days and months are told apart
 * @param groups what the rows are told apart by; none makes one row for each currency
 * @param filter values that the rows must have, by dimensions that are no times; a tag names its value
 */
public record UsageQuery(
        OrganizationId organization,
        List<ProjectId> projects,
        Instant from,
        Instant to,
        ZoneId zone,
        List<Dimension> groups,
        Map<Dimension, String> filter) {
    public UsageQuery {
        projects = List.copyOf(projects);
        groups = List.copyOf(groups);
        filter = Map.copyOf(filter);
        if (!isOneLabel(groups, filter.keySet())) {
            throw new IllegalArgumentException("totals are kept for " + labels());
        }
    }

    /** Whether totals answer it: they are kept for one label at a time, see {@link #labels}. */
    public static boolean isOneLabel(List<Dimension> groups, Set<Dimension> filter) {
        return labelled(groups, filter).stream()
                        .map(dimension -> Optional.ofNullable(dimension.label()))
                        .distinct()
                        .count()
                < 2;
    }

    /** What totals are kept for, in words that name every label. */
    public static String labels() {
        return Arrays.stream(Kind.values())
                .map(Dimension::of)
                .filter(dimension -> dimension.label() != null)
                .map(Dimension::wire)
                .collect(Collectors.joining(", ", "one of ", " and each tag at a time"));
    }

    /** The same, told apart by other things. */
    public UsageQuery by(List<Dimension> others) {
        return new UsageQuery(organization, projects, from, to, zone, others, filter);
    }

    /** The label whose totals answer it; empty where those of everything do, null for every tag. */
    @Nullable
    String label() {
        for (Dimension dimension : labelled()) {
            return dimension.label();
        }
        return "";
    }

    private List<Dimension> labelled() {
        return labelled(groups, filter.keySet());
    }

    /** What is kept by labels. */
    static List<Dimension> labelled(List<Dimension> groups, Set<Dimension> filter) {
        return Stream.concat(groups.stream(), filter.stream())
                .filter(dimension -> dimension.label() != null || dimension.isAnyTag())
                .distinct()
                .toList();
    }
}
