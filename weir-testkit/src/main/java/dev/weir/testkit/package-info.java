/**
 * For tests of Weir, of its extensions and of applications that use it: a whole server in the test's process with an
 * upstream that does what the test says. No mocks: what answers is the real thing.
 */
@NullMarked
package dev.weir.testkit;

import org.jspecify.annotations.NullMarked;
