/**
 * The console: server-rendered pages for people.
 *
 * <p>{@link dev.weir.console.Console} is the only door. What a page shows comes from small interfaces named *Source,
 * which {@code app} fulfils with the features' services, so that features do not know the console. A *Pages class reads
 * a request, asks its source and hands a view record to a precompiled jte template in {@code src/main/jte}; the
 * templates hold markup only. Every state of a page is in its URL.
 *
 * <p>Trap: pages carry a strict Content-Security-Policy. An inline script or a style attribute is not an error in a
 * template, it just does nothing in the browser; geometry is written as SVG attributes in percent.
 */
@NullMarked
package dev.weir.console;

import org.jspecify.annotations.NullMarked;
