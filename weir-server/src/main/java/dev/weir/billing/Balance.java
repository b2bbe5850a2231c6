package dev.weir.billing;

import java.math.BigDecimal;

/**
 * What is left of a credit when a bill is made.
 *
 * @param prepaid whether it pays what is due after tax; else it reduces what is taxed
 */
record Balance(String credit, boolean prepaid, BigDecimal left, String reason) {}
