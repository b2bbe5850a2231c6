/**
 * Signed notes (c2sp.org/signed-note) with Ed25519 keys, and the checkpoints of a log as such notes
 * (c2sp.org/tlog-checkpoint).
 */
@NullMarked
package dev.weir.audit.note;

import org.jspecify.annotations.NullMarked;
