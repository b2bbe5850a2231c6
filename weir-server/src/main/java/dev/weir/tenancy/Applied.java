package dev.weir.tenancy;

/**
 * Limits that a call is held to, and with whom it shares them.
 *
 * @param subject whose calls are counted together
 */
public record Applied(Subject subject, CallLimits limits) {}
