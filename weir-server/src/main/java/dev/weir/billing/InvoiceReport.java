package dev.weir.billing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a check of an exported invoice found, on the wire.
 *
 * @param number null for a draft
 * @param entries how many entries of the log were hashed
 * @param charges how many charges were added up
 * @param findings what is wrong, in sentences
 */
public record InvoiceReport(
        boolean valid,
        @Nullable String number,
        String month,
        String total,
        String currency,
        int lines,
        long entries,
        long charges,
        List<String> findings) {}
