/**
 * Where Weir keeps what must not be lost.
 *
 * <p>A {@link dev.weir.store.Journal} record is written before a request leaves for a provider and when its exchange is
 * over; the request path waits for nothing else. A {@link dev.weir.store.Projector} follows the journal and turns its
 * records into rows of a {@link dev.weir.store.Database}, exactly once, because rows and position are one transaction.
 * The newest records it finds in memory ({@code JournalTail}), older ones in the files.
 * What a dead process left unfinished is found by {@link dev.weir.store.OpenExchanges} at the next start.
 *
 * <p>A database is a file of SQLite or, where nodes share it, a schema of PostgreSQL; {@code Engine} has all that differs.
 *
 * <p>Order of opening: {@link dev.weir.store.DataDirectory}, databases, keys, codec, journal, projectors, open
 * exchanges. Closing goes the other way round. SQL and disk calls run on this package's own platform threads where
 * they are slow; callers on virtual threads park.
 */
@NullMarked
package dev.weir.store;

import org.jspecify.annotations.NullMarked;
