/** Benchmarks of Weir and its parts; never shipped. Each is a command whose output states what was measured and how. */
@NullMarked
package dev.weir.bench;

import org.jspecify.annotations.NullMarked;
