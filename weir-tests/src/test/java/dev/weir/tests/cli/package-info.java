/**
 * The command line from its front door: commands run in this process as {@code ./weir} runs them, against servers of
 * their own, and are judged by what they print and how they exit.
 */
@NullMarked
package dev.weir.tests.cli;

import org.jspecify.annotations.NullMarked;
