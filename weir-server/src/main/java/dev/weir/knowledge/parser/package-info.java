/**
 * Files of strangers are read in processes of their own.
 *
 * <p>A {@link dev.weir.knowledge.parser.ParserPool} keeps a few child JVMs, each of which reads one file after another
 * and tells what is in it ({@code dev.weir.spi.parsing}). A child gets a bounded heap, a bounded time and a bounded
 * amount of the processor; its environment is empty, and where the machine offers it, a {@link
 * dev.weir.knowledge.parser.Sandbox} takes the network and the files of the machine away from it. Whatever a file does
 * to its reader, the pool answers with a {@link dev.weir.knowledge.parser.FileReading}: never with an exception, and
 * never to the cost of another file.
 */
@NullMarked
package dev.weir.knowledge.parser;

import org.jspecify.annotations.NullMarked;
