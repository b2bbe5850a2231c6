/**
 * What the server and the forked JVM that reads documents tell each other.
 *
 * <p>The server starts a child, writes a {@link dev.weir.spi.parsing.ParseRequest} with the file's bytes to its standard
 * input and reads {@link dev.weir.spi.parsing.ParseEvent}s from its standard output until the last one, {@link
 * dev.weir.spi.parsing.ParseEvent.Ended}. A child reads one file at a time and any number after each other. {@link
 * dev.weir.spi.parsing.ParseWire} is the form on the pipe.
 *
 * <p>The child is not trusted: it works on files of strangers. Whoever reads from it bounds lengths, time and memory by
 * its own means and takes an end without {@code Ended} for a crash.
 */
@NullMarked
package dev.weir.spi.parsing;

import org.jspecify.annotations.NullMarked;
