package dev.weir.console;

import dev.weir.metering.Price;
import dev.weir.routing.AttemptCounts;
import dev.weir.routing.DeploymentView;
import dev.weir.routing.LimitUse;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One deployment of one model in the list.
 *
 * @param place which one it is in its model, in words
 * @param facts what is known of it
 */
public record DeploymentRow(DeploymentView view, String place, String facts, Instant now) {
    private static final int MINUTES = 60;

    public String name() {
        return view.deployment();
    }

    /** The address that shows all about it. */
    public String address() {
        return Link.to("/console/models")
                .with("of", view.model())
                .with("deployment", view.deployment())
                .at("deployment")
                .address();
    }

    public Mark mark() {
        return switch (view.health()) {
            case HEALTHY -> Mark.OK;
            case IDLE -> Mark.IDLE;
            case FAILING, RESTING, PROBING -> Mark.WARN;
            case DOWN -> Mark.BAD;
        };
    }

    /** The end of the class name of the word; empty for what is normal. */
    public String tone() {
        return switch (view.health()) {
            case HEALTHY, IDLE -> "";
            case FAILING, RESTING, PROBING -> "warn";
            case DOWN -> "bad";
        };
    }

    public String word() {
        return switch (view.health()) {
            case IDLE -> "Not called";
            case HEALTHY -> "Healthy";
            case FAILING -> "Failing";
            case RESTING -> "Asked for a pause";
            case PROBING -> "Being probed";
            case DOWN -> "Down";
        };
    }

    public Mark breakerMark() {
        return switch (view.breaker()) {
            case "open" -> Mark.BAD;
            case "half_open" -> Mark.WARN;
            default -> Mark.OK;
        };
    }

    public String breaker() {
        return switch (view.breaker()) {
            case "open" -> "Open" + probe();
            case "half_open" -> "Half open";
            default -> "Closed";
        };
    }

    private String probe() {
        long seconds = untilAsked();
        return seconds == 0 ? ", probe is due" : ", probe in " + seconds + " s";
    }

    /** For how many seconds it is still left alone. */
    long untilAsked() {
        Instant until = view.notBefore();
        return until == null
                ? 0
                : Math.max(0, Duration.between(now, until).plusMillis(999).toSeconds());
    }

    /** Milliseconds as seconds. */
    public static String seconds(@Nullable Long millis) {
        return millis == null ? "–" : Figures.decimals(millis / 1e3, 2);
    }

    public String failedShare() {
        AttemptCounts hour = view.hour();
        return hour.attempts() == 0 ? "–" : Figures.decimals(100.0 * hour.failed() / hour.attempts(), 1) + "%";
    }

    /** The 95th percentile of each minute. */
    public Spark latency() {
        List<Double> places = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (AttemptCounts.Minute minute : view.minutes()) {
            Long p95 = minute.counts().p95Ms();
            if (p95 != null) {
                places.add((double) place(minute) / (MINUTES - 1));
                values.add((double) p95);
            }
        }
        return Spark.of(places, values);
    }

    public String latencyLabel() {
        return "95 in 100 answers of this hour were there within "
                + seconds(view.hour().p95Ms()) + " seconds";
    }

    /**
     * A minute in which attempts failed, in a box of 88 × 24.
     *
     * @param height the share that failed
     */
    public record FailedMinute(String x, String y, String height, String title) {}

    public List<FailedMinute> failures() {
        return view.minutes().stream()
                .filter(minute -> minute.counts().failed() > 0)
                .map(minute -> {
                    double share =
                            (double) minute.counts().failed() / minute.counts().attempts();
                    double height = 3 + 18 * share;
                    return new FailedMinute(
                            Figures.plain(1 + 84.0 * place(minute) / (MINUTES - 1)),
                            Figures.plain(22 - height),
                            Figures.plain(height),
                            failed(minute));
                })
                .toList();
    }

    static String failed(AttemptCounts.Minute minute) {
        return Figures.minute(minute.at()) + ", " + minute.counts().failed() + " of "
                + Figures.count(minute.counts().attempts(), "attempt") + " failed";
    }

    public String failuresLabel() {
        return Figures.count(view.hour().failed()) + " of "
                + Figures.count(view.hour().attempts(), "attempt") + " failed within the hour";
    }

    /** From 0, an hour ago, to 59, now. */
    int place(AttemptCounts.Minute minute) {
        long ago = Duration.between(minute.at(), now).toMinutes();
        return (int) Math.clamp(MINUTES - 1 - ago, 0, MINUTES - 1);
    }

    /**
     * A limit and what is used of it.
     *
     * @param share a fraction; negative without a limit
     */
    public record Limit(String what, long used, @Nullable Long most, double share) {
        static Limit of(String what, long used, @Nullable Long most) {
            return new Limit(what, used, most, most == null ? -1 : Math.min(1, (double) used / most));
        }

        public String text() {
            return most == null
                    ? Figures.count(used) + " " + what + ", no limit"
                    : Figures.count(used) + " of " + Figures.count(most) + " " + what;
        }
    }

    /** Those that there are, and the calls in progress always. */
    public List<Limit> limits() {
        LimitUse used = view.used();
        List<Limit> limits = new ArrayList<>();
        if (used.rpm() != null && used.requests() != null) {
            limits.add(Limit.of("requests a min", used.requests(), used.rpm()));
        }
        if (used.tpm() != null && used.tokens() != null) {
            limits.add(Limit.of("tokens a min", used.tokens(), used.tpm()));
        }
        limits.add(Limit.of("at once", used.inFlight(), used.concurrency()));
        return limits;
    }

    /** The one that will be reached first. */
    public Limit fullest() {
        Limit fullest = limits().getFirst();
        for (Limit limit : limits()) {
            fullest = limit.share() > fullest.share() ? limit : fullest;
        }
        return fullest;
    }

    /** A price for people: an amount per million tokens, or per what else there is. */
    public record Cost(String of, String amount, String per) {}

    public List<Cost> costs() {
        return view.prices().stream().map(DeploymentRow::cost).toList();
    }

    private static Cost cost(Price.Line line) {
        boolean tokens = !line.of().equals("request") && !line.of().equals("search");
        BigDecimal amount = new BigDecimal(line.amount());
        BigDecimal shown = tokens
                ? amount.movePointRight(6).divide(BigDecimal.valueOf(line.per()), MathContext.DECIMAL64)
                : amount;
        String above = line.aboveInputTokens() == null
                ? ""
                : ", above " + Figures.count(line.aboveInputTokens()) + " tokens in";
        String unit = line.of().equals("request") ? "request" : "search";
        String units = line.of().equals("request") ? "requests" : "searches";
        String per = tokens ? "1M tokens" : line.per() == 1 ? unit : Figures.count(line.per()) + " " + units;
        return new Cost(words(line.of()) + above, Figures.price(shown, line.currency()), per);
    }

    private static String words(String of) {
        return switch (of) {
            case "input" -> "Input";
            case "cached_input" -> "Input, cached";
            case "cache_write" -> "Input, written to the cache";
            case "hour_cache_write" -> "Input, written to the cache for an hour";
            case "audio_input" -> "Audio input";
            case "cached_audio_input" -> "Audio input, cached";
            case "output" -> "Output";
            case "audio_output" -> "Audio output";
            case "request" -> "Each request";
            case "search" -> "Searches";
            default -> of;
        };
    }

    /** Input and output in few words. */
    public String price() {
        return priceOut().isEmpty() ? priceIn() : priceIn() + ", " + priceOut();
    }

    /** What input costs; the whole story where there is none to tell by classes. */
    public String priceIn() {
        if (view.price() == null) {
            return "not known";
        }
        String in = first("input");
        return in.isEmpty() ? "free" : in + " in";
    }

    /** What output costs; empty if it has no price of its own. */
    public String priceOut() {
        String out = first("output");
        return out.isEmpty() ? "" : out + " out";
    }

    private String first(String of) {
        return view.prices().stream()
                .filter(line -> line.of().equals(of) && line.aboveInputTokens() == null)
                .map(line -> cost(line).amount())
                .findFirst()
                .orElse("");
    }

    /** Something that happened, newest first. */
    public record Happening(Instant at, Mark mark, String text, String code) {}

    public List<Happening> happenings() {
        List<Happening> all = new ArrayList<>();
        view.breakerChanges().forEach(change -> all.add(happening(change)));
        view.lastErrors().forEach(error -> all.add(happening(error)));
        all.sort(Comparator.comparing(Happening::at).reversed());
        return all;
    }

    private static Happening happening(DeploymentView.BreakerChange change) {
        return switch (change.state()) {
            case "open" -> new Happening(change.at(), Mark.BAD, "Breaker opened: nobody is sent there", "");
            case "half_open" -> new Happening(change.at(), Mark.WARN, "One call was let through, to see", "");
            default -> new Happening(change.at(), Mark.OK, "Breaker closed after a good answer", "");
        };
    }

    private static Happening happening(DeploymentView.LastError error) {
        String said = error.status() == null ? "gave no status" : "answered " + error.status();
        return new Happening(error.at(), Mark.BAD, "The provider " + said, error.code());
    }
}
