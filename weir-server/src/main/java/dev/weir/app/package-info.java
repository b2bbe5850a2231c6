/**
 * The composition root: {@link dev.weir.app.Weir} builds every room by hand, in the order in which they need each
 * other, and {@link dev.weir.app.Main} starts the command line. Nothing imports this package.
 */
@NullMarked
package dev.weir.app;

import org.jspecify.annotations.NullMarked;
