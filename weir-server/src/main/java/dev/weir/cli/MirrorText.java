package dev.weir.cli;

import dev.weir.mirror.Compared;
import dev.weir.mirror.Difference;
import dev.weir.mirror.Summary;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a mirror saw, for a reader. */
final class MirrorText {
    private static final int MOST = 40;

    private MirrorText() {}

    /** A line for the exchange, and one for each difference. */
    static String exchange(Compared one) {
        StringBuilder text = new StringBuilder();
        text.append('#')
                .append(one.number())
                .append(' ')
                .append(one.path())
                .append(' ')
                .append(one.model());
        text.append(one.stream() ? ", streamed" : "");
        text.append("  theirs ").append(side(one.theirs()));
        text.append("  Weir ").append(side(one.weir()));
        if (one.weir().exchange() != null) {
            text.append("  ").append(one.weir().exchange());
        }
        text.append(one.isEqual() ? "  equal" : "");
        for (Difference difference : one.differences()) {
            text.append(System.lineSeparator()).append("    ").append(difference);
        }
        return text.toString();
    }

    private static String side(Compared.Side side) {
        String status = side.status() == 0 ? "no answer" : Integer.toString(side.status());
        return side.totalMs() == null
                ? status
                : status + " " + Shown.ms(side.firstMs() == null ? 0 : side.firstMs()) + "/" + Shown.ms(side.totalMs());
    }

    static String summary(Summary.Report report) {
        StringBuilder text = new StringBuilder();
        line(
                text,
                "%s passed, %s compared: %s equal, %s differing",
                Shown.count(report.passed(), "request"),
                Shown.number(report.compared()),
                Shown.number(report.equal()),
                Shown.number(report.differing()));
        if (report.dropped() > 0) {
            line(text, "  dropped for want of room: %s", Shown.number(report.dropped()));
        }
        if (report.unanswered() > 0) {
            line(text, "  no answer from Weir: %s", Shown.number(report.unanswered()));
        }
        report.skipped().forEach((why, count) -> line(text, "  not copied, %s: %s", why, Shown.number(count)));
        if (!report.differences().isEmpty()) {
            line(text, "");
            line(text, "Differences, by exchanges that have them");
            report.differences().entrySet().stream()
                    .limit(MOST)
                    .forEach(entry -> line(text, "  %6s  %s", Shown.number(entry.getValue()), entry.getKey()));
            if (report.differences().size() > MOST) {
                line(text, "  and %s more", Shown.number(report.differences().size() - MOST));
            }
        }
        latency(text, report);
        bill(text, report);
        return text.toString();
    }

    private static void latency(StringBuilder text, Summary.Report report) {
        if (report.total() == null) {
            return;
        }
        line(text, "");
        line(
                text,
                "%-12s %12s %12s %12s %12s %12s",
                "Latency",
                "theirs p50",
                "p95",
                "Weir p50",
                "p95",
                "Weir - theirs");
        times(text, "first byte", report.firstByte());
        times(text, "whole", report.total());
    }

    private static void times(StringBuilder text, String name, Summary.@Nullable Times times) {
        if (times != null) {
            line(
                    text,
                    "%-12s %12s %12s %12s %12s %12s",
                    name,
                    Shown.ms(times.theirP50()),
                    Shown.ms(times.theirP95()),
                    Shown.ms(times.weirP50()),
                    Shown.ms(times.weirP95()),
                    (times.added() > 0 ? "+" : "") + String.format(Locale.ROOT, "%.2f ms", times.added()));
        }
    }

    private static void bill(StringBuilder text, Summary.Report report) {
        if (report.counted() > 0) {
            line(text, "");
            line(
                    text,
                    "Tokens of %s that both count: input %s, Weir %s; cached %s, Weir %s; output %s, Weir %s",
                    Shown.count(report.counted(), "exchange"),
                    Shown.number(report.theirTokens().input()),
                    Shown.number(report.weirTokens().input()),
                    Shown.number(report.theirTokens().cached()),
                    Shown.number(report.weirTokens().cached()),
                    Shown.number(report.theirTokens().output()),
                    Shown.number(report.weirTokens().output()));
        }
        if (report.priced() > 0) {
            line(
                    text,
                    "Bill of %s that both price: %s, Weir %s",
                    Shown.count(report.priced(), "exchange"),
                    money(report.theirCost()),
                    money(report.weirCost()));
        } else if (report.compared() > 0) {
            line(text, "Bill: no exchange was priced by both.");
        }
    }

    private static String money(BigDecimal dollars) {
        return "$" + (dollars.signum() == 0 ? "0" : dollars.stripTrailingZeros().toPlainString());
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
                .append(System.lineSeparator());
    }
}
