/**
 * The Merkle tree of RFC 6962, section 2 (the same as RFC 9162, section 2.1): hashes, proofs and their verification.
 * {@link dev.weir.audit.merkle.Frontier} grows a tree and knows its root; {@link dev.weir.audit.merkle.Tree} makes
 * proofs from hashes that somebody keeps; {@link dev.weir.audit.merkle.Proofs} needs neither to check them.
 */
@NullMarked
package dev.weir.audit.merkle;

import org.jspecify.annotations.NullMarked;
