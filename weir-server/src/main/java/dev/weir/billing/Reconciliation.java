package dev.weir.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.billing.ProviderCsv.Place;
import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import dev.weir.tenancy.Tenancy;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compares a provider's export with the ledger, day by day and model by model, and names the attempts that may explain
 * where they differ. Thread-safe.
 */
final class Reconciliation {
    private static final int MOST_ATTEMPTS = 100;

    private final AttemptDao dao;
    private final Runnable catchUp;
    private final Tenancy tenancy;
    private final Function<String, Set<String>> providersOf;

    /**
     * @param catchUp waits until the ledger knows what is in the journal now
     * @param providersOf the names that the configuration has for providers of a kind
     */
    Reconciliation(AttemptDao dao, Runnable catchUp, Tenancy tenancy, Function<String, Set<String>> providersOf) {
        this.dao = dao;
        this.catchUp = catchUp;
        this.tenancy = tenancy;
        this.providersOf = providersOf;
    }

    /**
     * What is to be compared, on the wire.
     *
     * @param provider {@code openai} or {@code anthropic}
     * @param csv the export
     * @param keys which provider of the configuration uses a key, by the key's name in the export
     */
    record Body(
            @Nullable String provider,
            @Nullable String csv,
            @Nullable Map<String, String> keys) {}

    /** What came of it, on the wire. */
    record Result(
            String provider,
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            int rows,
            int matched,
            List<Difference> differences,
            List<ProviderCsv.Skipped> skipped) {}

    /**
     * A day and a model that the two count differently.
     *
     * @param what in sentences
     * @param attempts those that may explain it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Difference(
            LocalDate day,
            String model,
            @Nullable String key,
            @Nullable Side there,
            @Nullable Side here,
            List<String> what,
            List<Suspect> attempts) {}

    /** What one side says; null where it says nothing of it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Side(
            @Nullable Long requests,
            @Nullable Long inputTokens,
            @Nullable Long cachedInputTokens,
            @Nullable Long outputTokens,
            @Nullable String cost,
            @Nullable String currency) {
        static @Nullable Side of(@Nullable Counted counted) {
            if (counted == null) {
                return null;
            }
            BigDecimal cost = counted.cost();
            boolean tokens = counted.hasTokens();
            return new Side(
                    counted.requests() < 0 ? null : counted.requests(),
                    tokens ? counted.input() : null,
                    tokens ? counted.cached() : null,
                    tokens ? counted.output() : null,
                    cost == null ? null : Decimals.exact(cost),
                    cost == null ? null : counted.currency());
        }
    }

    /** An attempt, and why it may be counted differently. */
    record Suspect(
            String attempt,
            String exchange,
            String project,
            String why,
            long inputTokens,
            long outputTokens,
            String cost) {}

    Result compare(Principal who, Body body) {
        Set<String> projects = new HashSet<>();
        tenancy.projectsOf(Acts.organization(who)).forEach(id -> projects.add(id.value()));
        String kind = body.provider() == null ? "" : body.provider();
        if (!kind.equals("openai") && !kind.equals("anthropic")) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "There is no reader for exports of '" + Decimals.shown(kind) + "'.",
                    "provider",
                    "One of openai, anthropic.");
        }
        if (body.csv() == null || body.csv().isBlank()) {
            throw new Refusal(ErrorCode.INVALID_REQUEST, "There is nothing to compare.", "csv", "The export's text.");
        }
        Map<String, String> keys = body.keys() == null ? Map.of() : body.keys();
        ProviderCsv.Read there = kind.equals("openai")
                ? ProviderCsv.openAi(body.csv(), !keys.isEmpty())
                : ProviderCsv.anthropic(body.csv(), !keys.isEmpty());
        return new Comparison(kind, there, keys, projects).result();
    }

    /** One comparison, while it is made. */
    private final class Comparison {
        private final String kind;
        private final ProviderCsv.Read read;
        private final Map<String, String> keys;
        private final Set<String> projects;
        private final Set<String> providers;
        private final Map<Place, Counted> here = new HashMap<>();
        private final Map<String, Set<String>> versions = new HashMap<>();

        Comparison(String kind, ProviderCsv.Read read, Map<String, String> keys, Set<String> projects) {
            this.kind = kind;
            this.read = read;
            this.keys = keys;
            this.projects = projects;
            this.providers = keys.isEmpty() ? named(kind) : new TreeSet<>(keys.values());
        }

        private Set<String> named(String of) {
            Set<String> known = providersOf.apply(of);
            return known.isEmpty() ? Set.of(of) : known;
        }

        Result result() {
            List<LocalDate> days =
                    read.groups().keySet().stream().map(Place::day).sorted().toList();
            if (days.isEmpty()) {
                return new Result(kind, null, null, read.rows(), 0, List.of(), read.skipped());
            }
            catchUp.run();
            dao.days(providers, days.getFirst(), days.getLast().plusDays(1)).stream()
                    .filter(day -> projects.contains(day.project()))
                    .forEach(this::count);
            Set<Place> all = new HashSet<>(here.keySet());
            read.groups().keySet().forEach(place -> all.add(ours(place)));
            List<Difference> differences = new ArrayList<>();
            all.stream()
                    .sorted(Comparator.comparing(Place::day)
                            .thenComparing(Place::model)
                            .thenComparing(Place::key))
                    .forEach(place -> compare(place, differences));
            return new Result(
                    kind,
                    days.getFirst(),
                    days.getLast(),
                    read.rows(),
                    all.size() - differences.size(),
                    differences,
                    read.skipped());
        }

        /** By the name of a provider here, where its key is known. */
        private Place ours(Place there) {
            return keys.isEmpty()
                    ? there
                    : new Place(there.day(), there.model(), keys.getOrDefault(there.key(), there.key()));
        }

        private void count(AttemptDao.Day day) {
            String model = ModelNames.plain(day.model());
            versions.computeIfAbsent(model, plain -> new TreeSet<>()).add(day.model());
            Place place = new Place(day.day(), model, keys.isEmpty() ? "" : day.provider());
            Counted counted = here.computeIfAbsent(place, made -> new Counted());
            counted.add(day.requests(), day.input(), day.cached(), day.output());
            if (day.currency() != null) {
                counted.cost(day.cost().setScale(12), day.currency());
            }
        }

        private @Nullable Counted there(Place place) {
            if (keys.isEmpty()) {
                return read.groups().get(place);
            }
            Counted sum = null;
            for (Map.Entry<Place, Counted> each : read.groups().entrySet()) {
                if (ours(each.getKey()).equals(place)) {
                    Counted more = each.getValue();
                    sum = sum == null ? new Counted() : sum;
                    if (more.hasTokens()) {
                        sum.add(more.requests(), more.input(), more.cached(), more.output());
                    }
                    if (more.cost() != null) {
                        sum.cost(more.cost(), more.currency());
                    }
                }
            }
            return sum;
        }

        private void compare(Place place, List<Difference> differences) {
            Counted ours = here.get(place);
            Counted theirs = there(place);
            List<String> what = what(ours, theirs);
            if (!what.isEmpty()) {
                differences.add(new Difference(
                        place.day(),
                        place.model(),
                        place.key().isEmpty() ? null : place.key(),
                        Side.of(theirs),
                        Side.of(ours),
                        what,
                        ours == null ? List.of() : suspects(place)));
            }
        }

        private List<Suspect> suspects(Place place) {
            Collection<String> from = place.key().isEmpty() ? providers : Set.of(place.key());
            Set<String> models = versions.getOrDefault(place.model(), Set.of(place.model()));
            return dao.odd(from, models, place.day(), MOST_ATTEMPTS).stream()
                    .filter(odd -> projects.contains(odd.project()))
                    .map(odd -> new Suspect(
                            odd.attempt(),
                            odd.exchange(),
                            odd.project(),
                            why(odd, place.day()),
                            odd.input(),
                            odd.output(),
                            Decimals.exact(odd.cost())))
                    .toList();
        }
    }

    private static String why(AttemptDao.Odd odd, LocalDate day) {
        if (odd.state().equals("open")) {
            return "open after a crash: settled at what was set aside for it; nobody knows what was used";
        }
        if (odd.state().equals("intent")) {
            return "in progress";
        }
        if ("cancelled".equals(odd.error())) {
            return "aborted by its caller" + (odd.estimated() ? "; its tokens were counted here" : "");
        }
        if ("hedge_lost".equals(odd.error())) {
            return "lost a race and was cancelled" + (odd.estimated() ? "; its tokens were counted here" : "");
        }
        if (odd.error() != null) {
            return "failed: " + odd.error();
        }
        if (odd.estimated()) {
            return "estimated: the provider did not say what was used";
        }
        if (!odd.priced()) {
            return "has no price here";
        }
        return "began on " + day + " and ended on the next day";
    }

    private static List<String> what(@Nullable Counted ours, @Nullable Counted theirs) {
        List<String> what = new ArrayList<>();
        if (ours == null) {
            what.add("missing here: the provider counts it, the ledger has no attempt");
        } else if (theirs == null) {
            what.add("missing there: the ledger has attempts, the provider counts none");
        } else {
            if (theirs.requests() >= 0) {
                differ(what, "requests", theirs.requests(), ours.requests());
            }
            if (theirs.hasTokens()) {
                differ(what, "input tokens", theirs.input(), ours.input());
                differ(what, "cached input tokens", theirs.cached(), ours.cached());
                differ(what, "output tokens", theirs.output(), ours.output());
            }
            costs(what, theirs, ours);
        }
        return what;
    }

    private static void differ(List<String> what, String of, long there, long here) {
        if (there != here) {
            what.add(of + " differ: " + there + " there, " + here + " here, "
                    + (there > here ? there - here + " more there" : here - there + " more here"));
        }
    }

    private static void costs(List<String> what, Counted theirs, Counted ours) {
        BigDecimal there = theirs.cost();
        BigDecimal here = ours.cost();
        if (there == null) {
            return;
        }
        if (here == null || !ours.currency().equals(theirs.currency())) {
            what.add("no price here in " + theirs.currency());
        } else if (there.subtract(here).abs().compareTo(theirs.uncertain()) > 0) {
            boolean usage = !what.isEmpty() || !theirs.hasTokens();
            what.add((usage ? "costs differ: " : "price differs: the same usage costs ") + Decimals.exact(there) + " "
                    + theirs.currency() + " there, " + Decimals.exact(here) + " here");
        }
    }
}
