package dev.weir.console;

import dev.weir.spi.Attempt;
import dev.weir.spi.Exchange;
import dev.weir.spi.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The steps of an exchange over time. Spans and attempts carry no parent; a step lies inside another if its time does,
 * which holds because a stage returns only after the stages that it called.
 *
 * @param outsideNanos the time in which neither a search nor a model nor a pause was under way
 */
public record Waterfall(List<Row> rows, List<Tick> ticks, long totalNanos, long outsideNanos) {
    private static final double LEAST_WIDTH = 0.0025;
    /** How many characters the whole width holds, on the narrowest window that still shows notes. */
    private static final double CHARACTERS = 66;

    private static final int SHORTEST_NOTE = 8;
    private static final int DEEPEST = 3;

    public Waterfall {
        rows = List.copyOf(rows);
        ticks = List.copyOf(ticks);
    }

    /** What a step does, which is its colour. */
    public enum Kind {
        WEIR("weir", "Weir"),
        SEARCH("search", "Search"),
        GUARD("guard", "Guardrail"),
        MODEL("model", "Model"),
        WAIT("wait", "Pause"),
        FAILED("bad", "Failed attempt");

        private final String tone;
        private final String word;

        Kind(String tone, String word) {
            this.tone = tone;
            this.word = word;
        }

        public String tone() {
            return tone;
        }

        public String word() {
            return word;
        }
    }

    /** A label of the time axis. */
    public record Tick(String x, String text, boolean first, boolean minor) {}

    /**
     * One line. {@code x}, {@code width}, {@code noteX} and {@code eventX} are SVG lengths.
     *
     * @param attempt the attempt's number, or 0
     * @param noteBefore whether the note ends at {@code noteX}
     * @param eventX where the first token came, or empty
     */
    public record Row(
            int depth,
            String name,
            Kind kind,
            int attempt,
            boolean parent,
            boolean chosen,
            String x,
            String width,
            String note,
            String noteX,
            boolean noteBefore,
            String eventX,
            String label,
            String millis) {}

    private record Step(
            String name, Kind kind, int attempt, long start, long duration, long event, String note, boolean chosen) {
        long end() {
            return start + duration;
        }
    }

    static Waterfall of(Exchange exchange, int chosen) {
        List<Step> steps = steps(exchange, chosen);
        long total = Math.max(1, steps.stream().mapToLong(Step::end).reduce(exchange.durationNanos(), Math::max));
        Step whole = new Step("exchange", Kind.WEIR, 0, 0, total, -1, "", false);
        List<Row> rows = new ArrayList<>();
        Deque<Step> open = new ArrayDeque<>();
        for (int i = -1; i < steps.size(); i++) {
            Step step = i < 0 ? whole : steps.get(i);
            while (!open.isEmpty() && open.getLast().end() < step.end()) {
                open.removeLast();
            }
            boolean parent = i + 1 < steps.size() && steps.get(i + 1).end() <= step.end();
            rows.add(row(step, Math.min(DEEPEST, open.size()), parent, total));
            open.addLast(step);
        }
        return new Waterfall(rows, ticks(total), total, total - busy(steps));
    }

    private static List<Step> steps(Exchange exchange, int chosen) {
        List<Step> steps = new ArrayList<>();
        for (Span span : exchange.spans()) {
            boolean attempted = span.name().equals("attempt") && !exchange.attempts().isEmpty();
            if (!attempted && !span.name().equals(Span.DROPPED)) {
                steps.add(step(span));
            }
        }
        for (int i = 0; i < exchange.attempts().size(); i++) {
            steps.add(step(exchange.attempts().get(i), i + 1, i + 1 == chosen));
        }
        steps.sort(Comparator.comparingLong(Step::start)
                .thenComparing(Comparator.comparingLong(Step::duration).reversed()));
        return steps;
    }

    private static Step step(Span span) {
        return new Step(
                span.name(),
                kind(span.name()),
                0,
                span.startNanos(),
                span.durationNanos(),
                -1,
                note(span.attributes()),
                false);
    }

    private static Step step(Attempt attempt, int number, boolean chosen) {
        boolean failed = attempt.error() != null && !attempt.isLost();
        long event = attempt.firstTokenNanos() < 0 ? -1 : attempt.startNanos() + attempt.firstTokenNanos();
        String first = event < 0 ? "" : "first token " + Figures.millis(attempt.firstTokenNanos()) + " ms";
        return new Step(
                "attempt " + number + ", " + attempt.target().model(),
                failed ? Kind.FAILED : Kind.MODEL,
                number,
                attempt.startNanos(),
                attempt.durationNanos(),
                event,
                failed ? String.valueOf(attempt.error()) : attempt.isLost() ? "lost the race" : first,
                chosen);
    }

    private static Kind kind(String name) {
        return switch (name) {
            case "retrieval", "embeddings", "embedding", "bm25", "dense", "vector", "rerank", "search" -> Kind.SEARCH;
            case "attempt", "provider", "generate", "extract" -> Kind.MODEL;
            case "backoff", "wait" -> Kind.WAIT;
            case String other -> other.startsWith("guard") ? Kind.GUARD : Kind.WEIR;
        };
    }

    private static String note(Map<String, String> attributes) {
        return attributes.entrySet().stream()
                .filter(entry -> !entry.getKey().endsWith(".name"))
                .sorted(Map.Entry.comparingByKey())
                .limit(3)
                .map(entry -> lastWord(entry.getKey()) + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String lastWord(String name) {
        return name.substring(name.lastIndexOf('.') + 1).replace('_', ' ');
    }

    private static Row row(Step step, int depth, boolean parent, long total) {
        double x = (double) step.start() / total;
        double width = Math.max(LEAST_WIDTH, (double) step.duration() / total);
        boolean before = x + width > 0.6;
        String note = shortened(step.note(), before ? x : 1 - x - width);
        return new Row(
                depth,
                step.name(),
                step.kind(),
                step.attempt(),
                parent,
                step.chosen(),
                Figures.percent(x),
                Figures.percent(width),
                note,
                Figures.percent(before ? x - 0.006 : x + width + 0.006),
                before,
                step.event() < 0 ? "" : Figures.percent((double) step.event() / total),
                "starts at " + Figures.millis(step.start()) + " ms, takes " + Figures.millis(step.duration()) + " ms"
                        + (step.note().isEmpty() ? "" : ": " + step.note()),
                Figures.millis(step.duration()));
    }

    /** As much of a note as fits beside its bar; nothing where a few letters would be left. */
    private static String shortened(String note, double room) {
        int fits = (int) (room * CHARACTERS);
        if (note.length() <= fits) {
            return note;
        }
        return fits < SHORTEST_NOTE ? "" : note.substring(0, fits - 1).strip() + "…";
    }

    private static List<Tick> ticks(long total) {
        double millis = total / 1e6;
        double step = stepOf(millis);
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i * step <= millis * 0.985; i++) {
            String text = step < 1 ? Figures.decimals(i * step, 1) : Figures.count(Math.round(i * step));
            ticks.add(new Tick(Figures.percent(i * step / millis), i == 0 ? "0 ms" : text, i == 0, i % 4 != 0));
        }
        return ticks;
    }

    /** The smallest round step that leaves at most five lines. */
    private static double stepOf(double millis) {
        double decade = Math.pow(10, Math.floor(Math.log10(millis / 5)));
        for (double factor : new double[] {1, 2, 4, 5}) {
            if (millis / (factor * decade) <= 5) {
                return factor * decade;
            }
        }
        return 10 * decade;
    }

    private static long busy(List<Step> steps) {
        long sum = 0;
        long until = 0;
        for (Step step : steps) {
            if (isElsewhere(step.kind()) && step.end() > until) {
                sum += step.end() - Math.max(until, step.start());
                until = step.end();
            }
        }
        return sum;
    }

    private static boolean isElsewhere(Kind kind) {
        return switch (kind) {
            case SEARCH, MODEL, WAIT, FAILED -> true;
            case WEIR, GUARD -> false;
        };
    }

    /** The kinds that occur, for the legend. */
    public List<Kind> kinds() {
        return rows.stream().map(Row::kind).distinct().sorted().toList();
    }

    /** The share of the whole that was Weir's own time, in words. */
    public String outside() {
        return "Outside search, models and pauses: " + Figures.millis(outsideNanos) + " ms of "
                + Figures.millis(totalNanos);
    }

    /** The lines across the rows. */
    public List<String> grid() {
        return ticks.stream().map(Tick::x).toList();
    }
}
