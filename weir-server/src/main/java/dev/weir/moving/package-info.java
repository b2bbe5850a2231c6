/**
 * Moving in: what others have configured, in Weir's words.
 *
 * <p>{@link dev.weir.moving.Imports} reads the configuration of another gateway and makes a {@code weir.yaml} of it.
 * Each format is a class: {@code LiteLlm}, {@code Portkey}, {@code OpenRouter}. They read a file as {@code Part}s,
 * which cross off the keys that were asked for, so that whatever nobody asked for is listed as not carried; and they
 * fill a {@code Draft}, which becomes YAML. {@link dev.weir.provider.Vendors} knows the vendors that all of them, and the
 * environment, speak of.
 *
 * <p>Trap: a key that stands in the file is never written on. The draft names a variable for it instead.
 */
@NullMarked
package dev.weir.moving;

import org.jspecify.annotations.NullMarked;
