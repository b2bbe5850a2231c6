package dev.weir.console;

import dev.weir.routing.DeploymentView.Health;
import dev.weir.routing.Explanation;
import dev.weir.routing.ModelOverview;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A model's deployments as boxes: one behind the other where they are asked in turn, else one below the other.
 *
 * @param rules what holds for all of them
 * @param chain whether they are asked in the order of the configuration
 * @param attempts of this hour, in words
 * @param trouble that calls are not served as configured; empty if they are
 * @param label the finding
 */
public record RouteChart(
        String model,
        String rules,
        boolean chain,
        String attempts,
        List<Node> nodes,
        Mark troubleMark,
        String trouble,
        String label) {
    private static final Set<String> IN_TURN = Set.of("fallback", "cascade");
    private static final Set<Health> LEFT_OUT = Set.of(Health.DOWN, Health.RESTING);
    private static final List<String> PLACES = List.of("first", "second", "third", "fourth", "fifth", "sixth");

    /**
     * One box and the arrow that leads there.
     *
     * @param link what the arrow says
     * @param dashed whether calls do not take that way now
     * @param live whether it is the one that calls go to instead of another one
     */
    public record Node(DeploymentRow row, String link, boolean dashed, boolean live, String doing) {}

    /** @param rows the model's deployments, in its order */
    static RouteChart of(ModelOverview model, List<DeploymentRow> rows) {
        boolean chain = IN_TURN.contains(model.strategy());
        int serving = serving(rows);
        List<Node> nodes = IntStream.range(0, rows.size())
                .mapToObj(i -> {
                    DeploymentRow row = rows.get(i);
                    boolean out = LEFT_OUT.contains(row.view().health());
                    return new Node(
                            row,
                            link(model, i),
                            chain ? i != serving : out,
                            chain && serving > 0 && i == serving,
                            doing(row));
                })
                .toList();
        long attempts =
                rows.stream().mapToLong(row -> row.view().hour().attempts()).sum();
        return new RouteChart(
                model.name(),
                rules(model),
                chain,
                Figures.count(attempts, "attempt"),
                nodes,
                serving < 0 ? Mark.BAD : Mark.WARN,
                trouble(chain, serving, rows),
                label(chain, serving, rows));
    }

    /** The first that takes calls now; -1 if none does. */
    private static int serving(List<DeploymentRow> rows) {
        return IntStream.range(0, rows.size())
                .filter(i -> !LEFT_OUT.contains(rows.get(i).view().health()))
                .findFirst()
                .orElse(-1);
    }

    private static String trouble(boolean chain, int serving, List<DeploymentRow> rows) {
        if (serving < 0) {
            return "Nobody takes calls";
        }
        if (chain) {
            return serving == 0 ? "" : "Serving from " + place(serving) + " place";
        }
        long out = rows.stream()
                .filter(row -> LEFT_OUT.contains(row.view().health()))
                .count();
        return out == 0 ? "" : out + " of " + rows.size() + " left out";
    }

    private static String label(boolean chain, int serving, List<DeploymentRow> rows) {
        if (serving < 0) {
            return "None of the deployments takes calls now.";
        }
        String others = rows.stream()
                .skip(chain ? serving + 1L : 0)
                .map(DeploymentRow::name)
                .collect(Collectors.joining(", then "));
        if (!chain) {
            return "Calls are shared among " + others.replace(", then ", ", ") + ".";
        }
        String skipped = rows.stream().limit(serving).map(DeploymentRow::name).collect(Collectors.joining(" and "));
        return (skipped.isEmpty() ? "Calls go to " : "Calls skip " + skipped + " and go to ")
                + rows.get(serving).name()
                + (others.isEmpty() ? "." : ", then to " + others + ".");
    }

    private static String link(ModelOverview model, int index) {
        ModelOverview.Entry entry = model.deployments().get(index);
        return switch (model.strategy()) {
            case "fallback" -> ordinal(index);
            case "cascade" -> index == 0 ? "1st" : "not good enough";
            case "weighted" -> share(model, entry.weight());
            case "cheapest" -> "if cheapest";
            case "fastest" -> "if fastest";
            default -> entry.preferredFor().isEmpty() ? "otherwise" : entry.preferredFor();
        };
    }

    private static String share(ModelOverview model, int weight) {
        long all = model.deployments().stream()
                .mapToLong(ModelOverview.Entry::weight)
                .sum();
        return all == 0 ? "" : Math.round(100.0 * weight / all) + "%";
    }

    private static String place(int index) {
        return index < PLACES.size() ? PLACES.get(index) : ordinal(index);
    }

    static String ordinal(int index) {
        return switch (index) {
            case 0 -> "1st";
            case 1 -> "2nd";
            case 2 -> "3rd";
            default -> index + 1 + "th";
        };
    }

    private static String doing(DeploymentRow row) {
        var view = row.view();
        long wait = row.untilAsked();
        return switch (view.health()) {
            case DOWN -> wait == 0 ? "A probe is due" : "Probe in " + wait + " s";
            case PROBING -> "One call may try";
            case RESTING -> "For another " + wait + " s";
            case FAILING ->
                Figures.count(view.hour().failed()) + " failed this hour, last "
                        + (view.lastError() == null
                                ? "unknown"
                                : view.lastError().replace("provider_", ""));
            case HEALTHY ->
                Figures.count(view.hour().attempts(), "attempt") + ", p95 "
                        + DeploymentRow.seconds(view.hour().p95Ms()) + " s";
            case IDLE -> "Not called this hour";
        };
    }

    /** What holds for the model as a whole. */
    static String rules(ModelOverview model) {
        List<String> rules = new ArrayList<>();
        rules.add(model.strategy());
        if (model.cascade() != null) {
            rules.add(passes(model.cascade()));
        }
        ModelOverview.Faults faults = model.faults();
        rules.add("first token within " + seconds(faults.firstTokenMs()));
        if (faults.retries() > 0) {
            rules.add(faults.retries() == 1 ? "1 retry" : faults.retries() + " retries");
        }
        if (faults.hedge() != null) {
            rules.add("hedge after " + faults.hedge());
        }
        if (!model.regions().isEmpty()) {
            rules.add("only in " + String.join(", ", model.regions()));
        }
        if (model.maxCost() != null) {
            rules.add("at most " + model.maxCost() + " a call");
        }
        return String.join(" · ", rules);
    }

    private static String passes(Explanation.Cascading cascade) {
        List<String> wants = new ArrayList<>();
        if (cascade.validity()) {
            wants.add("the right form");
        }
        if (cascade.probability() != null) {
            wants.add("probability " + cascade.probability());
        }
        if (cascade.lowest() != null) {
            wants.add("lowest " + cascade.lowest());
        }
        cascade.scorers().forEach((name, least) -> wants.add(name + " " + least));
        return wants.isEmpty() ? "every answer passes" : "passes with " + String.join(", ", wants);
    }

    private static String seconds(long millis) {
        return Figures.trimmed(Figures.decimals(millis / 1e3, 3)) + " s";
    }
}
