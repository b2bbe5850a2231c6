package dev.weir.billing;

import java.time.Instant;
import java.util.List;

/**
 * An entry of the log as a bill sees it.
 *
 * @param entry its number
 * @param leaf the hash of its leaf
 * @param exchange empty where it is of none
 * @param at when it was written
 */
record Charged(
        long entry, byte[] leaf, String project, String key, String exchange, Instant at, List<Charge> charges) {}
