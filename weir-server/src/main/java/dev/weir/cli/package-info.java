/**
 * The command line. {@link dev.weir.cli.UpCommand} starts a server in this process; the others talk to a running one
 * over HTTP with the token that it left in its data directory, as any client would.
 *
 * <p>Exit codes: 0 done, 1 refused or failed (the reason is on standard error, never a stack trace), 2 wrong usage.
 */
@NullMarked
package dev.weir.cli;

import org.jspecify.annotations.NullMarked;
