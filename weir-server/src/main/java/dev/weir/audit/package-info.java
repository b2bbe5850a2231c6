/**
 * The audit log: every attempt, every settlement, every end of an exchange, every correction and every act of an
 * administrator as a leaf of an append-only Merkle tree, so that nobody can change, drop or reorder one unseen. Each node
 * has its own.
 *
 * <p>{@link dev.weir.audit.AuditDao} follows the journal and appends; {@link dev.weir.audit.Entries} says what of a
 * record is logged. {@link dev.weir.audit.Notary} signs checkpoints, {@link dev.weir.audit.Publisher} brings them where
 * the operator cannot take them back. {@link dev.weir.audit.StoredLog} makes proofs and checks all of it, for the
 * server's routes and, without a server, for the command line ({@link dev.weir.audit.OfflineLog}).
 *
 * <p>The log depends on nothing but the journal: made anew from it, it is the same to the byte. Entries hold ids,
 * counts and amounts, and of what people wrote only the hash of the sealed form; so erasing content, which destroys its
 * key, leaves every proof as it is.
 */
@NullMarked
package dev.weir.audit;

import org.jspecify.annotations.NullMarked;
