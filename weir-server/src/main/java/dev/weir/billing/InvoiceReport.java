package dev.weir.billing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a check of an exported invoice found, on the wire.
 *
 * @param valid whether everything is proved, and nothing is wrong
 * @param number null for a draft
 * @param logs how many logs' entries there were
 * @param entries how many entries of them were hashed
 * @param charges how many charges were added up
 * @param findings what is wrong, in sentences
 * @param unproved the names of logs that lines are made of and that no file has
 */
public record InvoiceReport(
        boolean valid,
        @Nullable String number,
        String month,
        String total,
        String currency,
        int lines,
        int logs,
        long entries,
        long charges,
        List<String> findings,
        List<String> unproved) {}
