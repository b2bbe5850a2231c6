/** Figures about Weir itself, for Prometheus: names follow OpenTelemetry's {@code gen_ai} conventions where one fits. */
@NullMarked
package dev.weir.telemetry;

import org.jspecify.annotations.NullMarked;
