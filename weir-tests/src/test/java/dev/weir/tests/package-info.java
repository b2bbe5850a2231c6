/** Tests from outside: the launcher, the front door, the browser, the rules of the house. */
@NullMarked
package dev.weir.tests;

import org.jspecify.annotations.NullMarked;
