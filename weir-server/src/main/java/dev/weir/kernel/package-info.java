/**
 * Small values that every room uses: ids with the time in them, answers that grow while they are read, and the marks that
 * the architecture rules read.
 */
@NullMarked
package dev.weir.kernel;

import org.jspecify.annotations.NullMarked;
