/** Small values that every room uses: ids with the time in them, and the marks that the architecture rules read. */
@NullMarked
package dev.weir.kernel;

import org.jspecify.annotations.NullMarked;
