/**
 * Sends finished spans to a collector by OTLP/HTTP with binary protobuf (opentelemetry.io/docs/specs/otlp). {@link
 * dev.weir.telemetry.otlp.OtlpExporter} has a bounded queue and a thread of its own: nobody who records a span waits,
 * and what finds no room is dropped and counted.
 */
@NullMarked
package dev.weir.telemetry.otlp;

import org.jspecify.annotations.NullMarked;
