/**
 * Small things that several rooms use: the clock, ids with the time in them, a minute that slides, answers that grow while
 * they are read and the memory they may take, names that were probably meant, amounts as they are written, and the mark
 * that the architecture rules read.
 */
@NullMarked
package dev.weir.kernel;

import org.jspecify.annotations.NullMarked;
