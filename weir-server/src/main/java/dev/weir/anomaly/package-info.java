/**
 * Unusual use of keys. Requests, tokens and cost of each key by the hour are read from the totals of usage ({@link
 * dev.weir.usage.KeyHours}); once a minute the hour that runs and the one before it are compared with the same hour of earlier days
 * ({@link dev.weir.anomaly.Deviation}). What is far above them is told as a {@link dev.weir.notice.Notice} and listed
 * under {@code /api/anomalies}. Nothing is done to the key.
 *
 * <p>Trap: a running hour is compared with whole ones. That is right since only too much is told, and what is too much
 * after ten minutes is so after sixty.
 */
@NullMarked
package dev.weir.anomaly;

import org.jspecify.annotations.NullMarked;
