package dev.weir.parser;

import java.math.BigDecimal;
import java.util.Locale;
import org.apache.poi.ss.usermodel.DataFormatter;
import org.apache.poi.ss.usermodel.DateUtil;

/** Shows numbers of cells the way Excel does, but never shortened: a long number is written out. */
final class CellFormat {
    private static final int LONGEST_EXPONENT = 40;

    private final DataFormatter formatter = new DataFormatter(Locale.ROOT);

    String show(String value, String format) {
        if (value.isBlank()) {
            return "";
        }
        try {
            double number = Double.parseDouble(value);
            if (format.equals("General") || format.equals("@")) {
                return plain(number);
            }
            boolean isDate = DateUtil.isADateFormat(-1, format);
            String shown = formatter.formatRawCellContents(number, -1, isDate ? dateFormat(format) : format);
            return shown.isBlank() || shown.startsWith("#") ? plain(number) : shown.strip();
        } catch (NumberFormatException e) {
            return value;
        }
    }

    /** Two digits of a year leave the century open. */
    private static String dateFormat(String format) {
        return format.contains("yyyy") ? format : format.replace("yy", "yyyy");
    }

    private static String plain(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return Double.toString(number);
        }
        BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        return Math.abs(exact.scale()) > LONGEST_EXPONENT ? exact.toString() : exact.toPlainString();
    }
}
