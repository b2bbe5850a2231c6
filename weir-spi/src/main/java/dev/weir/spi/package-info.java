@NullMarked
package dev.weir.spi;

import org.jspecify.annotations.NullMarked;
