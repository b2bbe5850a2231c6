package dev.weir.parser;

/**
 * A word on a page.
 *
 * @param left where it starts, in points from the page's left edge
 * @param right where it ends
 * @param baseline in points from the page's top
 * @param size of its font, in points
 */
record PdfWord(String text, float left, float right, float baseline, float size) {}
