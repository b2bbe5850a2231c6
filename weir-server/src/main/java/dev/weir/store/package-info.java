/**
 * Where Weir keeps what must not be lost: the journal, its projections, and the SQL databases.
 */
@NullMarked
package dev.weir.store;

import org.jspecify.annotations.NullMarked;
