package dev.weir.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** How values of the API look to a reader. */
final class Shown {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private Shown() {}

    /** The member's text; empty where there is none. */
    static String text(JsonNode node, String member) {
        return node.path(member).asString("");
    }

    /** A moment in the reader's own time; a dash where there is none. */
    static String time(JsonNode node, String member) {
        String text = text(node, member);
        return text.isEmpty() ? "-" : TIME.format(Instant.parse(text));
    }

    /** An amount with its currency; a dash where nobody knows it. */
    static String money(JsonNode node) {
        String amount = text(node, "cost");
        return amount.isEmpty() ? "-" : money(amount, text(node, "cost_currency"));
    }

    static String money(String amount, String currency) {
        return currency.isEmpty() || currency.equals("USD") ? "$" + amount : amount + " " + currency;
    }

    /** Milliseconds; a dash where there are none. */
    static String ms(JsonNode node, String member) {
        return node.path(member).isNumber() ? ms(node.path(member).asDouble()) : "-";
    }

    static String ms(double value) {
        return value >= 10_000
                ? String.format(Locale.ROOT, "%.1f s", value / 1000)
                : String.format(Locale.ROOT, value < 10 ? "%.2f ms" : value < 100 ? "%.1f ms" : "%.0f ms", value);
    }

    static String number(JsonNode node, String member) {
        return number(node.path(member).asLong(0));
    }

    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A share of one. */
    static String share(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    static String bytes(long value) {
        if (value < 1024) {
            return value + " B";
        }
        String[] units = {"KB", "MB", "GB", "TB"};
        double scaled = value / 1024.0;
        int unit = 0;
        while (scaled >= 1024 && unit < units.length - 1) {
            scaled /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", scaled, units[unit]);
    }

    static String count(long number, String one) {
        return count(number, one, one + "s");
    }

    static String count(long number, String one, String many) {
        return number(number) + " " + (number == 1 ? one : many);
    }
}
