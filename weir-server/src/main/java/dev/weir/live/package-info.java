/**
 * The configuration of a running server: what {@code weir.yaml} says, and what administrators change over the API.
 *
 * <p>{@link dev.weir.live.LiveConfig} holds both and is the only door. The file is read again when it changes; a change
 * over the API is an entry (a model, an alias, a provider, a price) that lies over the file's entry of that name, or
 * takes it away. Both go the same way: the whole configuration is put together and checked, what it needs is built, the
 * changes are written to the data directory, and then the rooms get it in one step. Whatever fails on that way leaves
 * everything as it was.
 *
 * <p>Changes are kept as they were sent: with references to secrets, never with secrets ({@code Credentials}). Decision
 * 0025 has the reasons.
 */
@NullMarked
package dev.weir.live;

import org.jspecify.annotations.NullMarked;
