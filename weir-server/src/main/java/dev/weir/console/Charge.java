package dev.weir.console;

import dev.weir.spi.Money;

/**
 * One line of a cost: count × price = cost.
 *
 * @param what is counted: {@code Input}, {@code Input, cached}, {@code Output}
 * @param perMillion the price of a million of them
 */
public record Charge(String what, long count, Money perMillion, Money cost) {}
