package dev.weir.billing;

import java.math.BigDecimal;

/** A sum of amounts in picounits, beyond what one entry may hold; exact. Not thread-safe. */
final class Sum {
    private static final long PICOS = 1_000_000;
    private long micros;
    private long rest;

    void add(long picos) {
        rest += Math.floorMod(picos, PICOS);
        micros = Math.addExact(micros, Math.addExact(Math.floorDiv(picos, PICOS), rest / PICOS));
        rest %= PICOS;
    }

    BigDecimal amount() {
        return BigDecimal.valueOf(micros, 6).add(BigDecimal.valueOf(rest, 12));
    }
}
