/** What tests share that take a Weir of real rooms through any sequence of steps, beside a model of it. */
@NullMarked
package dev.weir.machine;

import org.jspecify.annotations.NullMarked;
