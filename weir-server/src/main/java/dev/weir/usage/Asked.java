package dev.weir.usage;

import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.kernel.NearestName;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Role;
import dev.weir.tenancy.Tenancy;
import dev.weir.usage.Dimension.Kind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads a question about usage from the parameters of a request. Whatever is wrong is refused by its parameter. */
final class Asked {
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
    private static final Duration LONGEST = Duration.ofDays(3_700);
    private static final int MOST_GROUPS = 8;
    private static final long USUAL_DAYS = 30;
    private static final List<Kind> FILTERS = List.of(
            Kind.KEY,
            Kind.MODEL,
            Kind.PROVIDER,
            Kind.DEPLOYMENT,
            Kind.OPERATION,
            Kind.STATUS,
            Kind.USER,
            Kind.PROMPT,
            Kind.TASK,
            Kind.BATCH,
            Kind.TAG);
    private static final List<String> OTHERS = List.of(
            "from",
            "to",
            "last",
            "time_zone",
            "group_by",
            "order",
            "limit",
            "cursor",
            "format",
            "project",
            "all_projects");

    private final Request request;
    private final Tenancy tenancy;
    private final Instant now;

    Asked(Request request, Tenancy tenancy, Instant now) {
        this.request = request;
        this.tenancy = tenancy;
        this.now = now;
    }

    UsageQuery query() {
        refuseUnknown();
        ZoneId zone = zone();
        Span span = span(zone);
        List<Dimension> groups = groups();
        Map<Dimension, String> filter = filter();
        refuseTwoLabels(groups, filter);
        return new UsageQuery(request.principal().organization(), projects(), span.from, span.to, zone, groups, filter);
    }

    private void refuseUnknown() {
        TreeSet<String> known = new TreeSet<>(OTHERS);
        FILTERS.forEach(kind -> known.add(kind.wire()));
        for (String pair : request.query().split("&", -1)) {
            String name = pair.split("=", 2)[0];
            if (!name.isEmpty() && !known.contains(name)) {
                throw refused(
                        "There is no parameter '" + shown(name) + "'.",
                        shown(name),
                        NearestName.to(name, known)
                                .map(near -> "Did you mean " + near + "?")
                                .orElse("One of " + String.join(", ", known) + "."));
            }
        }
    }

    /** What the asker may see: the project it acts in, or all of its organization's. */
    private List<ProjectId> projects() {
        Principal who = request.principal();
        String all = given("all_projects").orElse("false");
        if (all.equals("false")) {
            return List.of(who.project());
        }
        if (!all.equals("true")) {
            throw refused("'" + shown(all) + "' is neither true nor false.", "all_projects", null);
        }
        if (!who.allProjects() || !who.may(Role.ADMIN)) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN,
                    "The key '" + who.name() + "' may see the usage of its project only.",
                    "all_projects",
                    "Leave it out, or use an admin's key that was created with all_projects.");
        }
        return tenancy.projectsOf(who.organization());
    }

    private ZoneId zone() {
        String name = given("time_zone").orElse("UTC");
        try {
            ZoneId zone = ZoneId.of(name);
            ZoneRules rules = zone.getRules();
            if (rules.getOffset(now).getTotalSeconds() % Cell.QUARTER_SECONDS == 0) {
                return zone;
            }
        } catch (DateTimeException e) {
            // answered below, like a zone that begins its days at odd minutes
        }
        throw refused(
                "'" + shown(name) + "' is not a time zone.",
                "time_zone",
                "A name of the IANA database such as Europe/Berlin.");
    }

    private record Span(Instant from, Instant to) {}

    private Span span(ZoneId zone) {
        if (given("last").isPresent()
                && (given("from").isPresent() || given("to").isPresent())) {
            throw refused("'last' stands in the place of from and to.", "last", "Leave one of them out.");
        }
        Instant to = given("to").map(text -> time("to", text, zone)).orElse(now);
        Instant from = given("from")
                .map(text -> time("from", text, zone))
                .orElseGet(
                        () -> given("last").map(text -> last(text, zone)).orElseGet(() -> days(USUAL_DAYS, to, zone)));
        if (from.isBefore(EARLIEST) || to.isAfter(LATEST)) {
            throw refused(
                    "Usage is kept from 2000 to 2199.",
                    from.isBefore(EARLIEST) ? "from" : "to",
                    "Take a time in between.");
        }
        if (!from.isBefore(to)) {
            throw refused(
                    "'from' (" + from + ") does not come before 'to' (" + to + ").",
                    "from",
                    "'to' is excluded: for one day, name the next one.");
        }
        if (Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw refused(
                    "From " + from + " to " + to + " is more than " + LONGEST.toDays() + " days.",
                    "from",
                    "Ask for less at a time.");
        }
        return new Span(floor(from), ceiling(to));
    }

    private static Instant floor(Instant time) {
        return Instant.ofEpochSecond(Tally.quarter(time) * Cell.QUARTER_SECONDS);
    }

    private static Instant ceiling(Instant time) {
        Instant floor = floor(time);
        return floor.equals(time) ? time : floor.plusSeconds(Cell.QUARTER_SECONDS);
    }

    private Instant days(long days, Instant to, ZoneId zone) {
        return to.minusNanos(1)
                .atZone(zone)
                .toLocalDate()
                .minusDays(days - 1)
                .atStartOfDay(zone)
                .toInstant();
    }

    private Instant last(String text, ZoneId zone) {
        String number = text.substring(0, text.length() - 1);
        try {
            long count = Long.parseLong(number);
            if (count >= 1 && count <= LONGEST.toDays()) {
                switch (text.charAt(text.length() - 1)) {
                    case 'h' -> {
                        return now.minus(Duration.ofHours(count));
                    }
                    case 'd' -> {
                        return days(count, now, zone);
                    }
                    case 'w' -> {
                        return days(7 * count, now, zone);
                    }
                    default -> {}
                }
            }
        } catch (NumberFormatException e) {
            // answered below, like a unit that is none
        }
        throw refused("'" + shown(text) + "' is not a span of time.", "last", "Hours, days or weeks: 24h, 7d, 4w.");
    }

    private static Instant time(String name, String text, ZoneId zone) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException e) {
            throw refused(
                    "'" + shown(text) + "' is not a time.",
                    name,
                    "A day such as 2026-11-21, or a time such as 2026-11-21T00:00:00Z.");
        }
    }

    private List<Dimension> groups() {
        List<Dimension> groups = new ArrayList<>();
        for (String part : given("group_by").orElse("").split(",", -1)) {
            String word = part.strip();
            if (!word.isEmpty()) {
                Dimension dimension = Dimension.named(word).orElseThrow(() -> unknown(word));
                if (groups.contains(dimension)) {
                    throw refused("'" + shown(word) + "' is named twice.", "group_by", null);
                }
                groups.add(dimension);
            }
        }
        if (groups.size() > MOST_GROUPS) {
            throw refused(
                    "Usage is told apart by at most " + MOST_GROUPS + " things at a time.", "group_by", "Name fewer.");
        }
        return groups;
    }

    private static Refusal unknown(String word) {
        String near = NearestName.to(word, Dimension.words())
                .map(name -> "Did you mean " + name + "? ")
                .orElse("");
        return refused(
                "Usage cannot be grouped by '" + shown(word) + "'.",
                "group_by",
                near + "Any of " + String.join(", ", Dimension.words())
                        + " or tag:NAME for the values of one tag, with commas between.");
    }

    private Map<Dimension, String> filter() {
        Map<Dimension, String> filter = new LinkedHashMap<>();
        for (Kind kind : FILTERS) {
            given(kind.wire()).ifPresent(value -> {
                if (kind == Kind.TAG) {
                    int equals = value.indexOf('=');
                    if (equals < 1) {
                        throw refused(
                                "'" + shown(value) + "' is no tag.", "tag", "Write name=value, as in team=search.");
                    }
                    filter.put(new Dimension(Kind.TAG, value.substring(0, equals)), value.substring(equals + 1));
                } else {
                    filter.put(Dimension.of(kind), value);
                }
            });
        }
        return filter;
    }

    private static void refuseTwoLabels(List<Dimension> groups, Map<Dimension, String> filter) {
        if (!UsageQuery.isOneLabel(groups, filter.keySet())) {
            throw refused(
                    "Totals are kept for " + UsageQuery.labels() + ", not for "
                            + String.join(
                                    " and ",
                                    UsageQuery.labelled(groups, filter.keySet()).stream()
                                            .map(Dimension::wire)
                                            .toList())
                            + " together.",
                    "group_by",
                    "Ask for one of them, with any of the other dimensions.");
        }
    }

    private Optional<String> given(String name) {
        return request.query(name).filter(value -> !value.isBlank());
    }

    private static Refusal refused(String message, String field, @Nullable String hint) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message, field, hint);
    }

    private static String shown(String text) {
        return text.length() > 64 ? text.substring(0, 64) + "…" : text;
    }
}
