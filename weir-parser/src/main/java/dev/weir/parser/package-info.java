/**
 * The program that reads documents, in a JVM of its own.
 *
 * <p>{@link dev.weir.parser.ParserMain} answers requests on its standard streams (see {@code dev.weir.spi.parsing}).
 * {@code FileReading} finds out what a file is ({@code Detector} goes by its content; the name is a hint), has the {@code
 * FormatReader} of that {@code Kind} read it, and turns whatever happens into an outcome. Readers write to {@code Text},
 * those of nested markup through {@code Flow}, and hand files in the file to {@code Inner}, which reads them the same
 * way. All of them draw on one {@code Bounds}.
 *
 * <p>Files are those of strangers. XML is read by {@code Xml} only, which knows no entities; nothing that a document
 * refers to outside of itself is opened, because no reader has a way to open anything but bytes of its own file. What is
 * expanded is counted by {@code Bounds} while it is expanded. Memory is the JVM's heap: whoever runs out of it is told
 * so, and the JVM ends.
 */
@NullMarked
package dev.weir.parser;

import org.jspecify.annotations.NullMarked;
