package dev.weir.spi.document;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of a document and its structure.
 *
 * @param title what the document calls itself, else its file's name
 * @param text the plain text that is stored and shown; lines end with {@code \n}
 * @param sections in order, without gaps, from the first character to the last
 * @param pages where each begins, in order; empty where the format has none
 */
public record DocumentText(String title, String text, List<Section> sections, List<PageStart> pages) {
    public DocumentText {
        sections = List.copyOf(sections);
        pages = List.copyOf(pages);
        int next = 0;
        for (Section section : sections) {
            if (section.span().start() != next) {
                throw new IllegalArgumentException(
                        "a section starts at " + section.span().start() + ", not " + next);
            }
            next = section.span().end();
        }
        if (next != text.length()) {
            throw new IllegalArgumentException("the sections end at " + next + " of " + text.length());
        }
        int before = 0;
        for (PageStart page : pages) {
            if (page.offset() < before || page.offset() > text.length()) {
                throw new IllegalArgumentException("page " + page.page() + " begins at " + page.offset());
            }
            before = page.offset();
        }
    }

    /** A text without pages. */
    public DocumentText(String title, String text, List<Section> sections) {
        this(title, text, sections, List.of());
    }

    /** A text without headings. */
    public static DocumentText plain(String title, String text) {
        return new DocumentText(title, text, List.of(new Section(List.of(), 0, new Span(0, text.length()))));
    }

    /** The headings that a character stands under, outermost first. */
    public List<String> headingsAt(int position) {
        int from = 0;
        int to = sections.size() - 1;
        while (from < to) {
            int middle = (from + to + 1) >>> 1;
            if (sections.get(middle).span().start() <= position) {
                from = middle;
            } else {
                to = middle - 1;
            }
        }
        return sections.isEmpty() ? List.of() : sections.get(from).headings();
    }

    /** The page that a character stands on, from 1; null where the format has no pages, or none begins before it. */
    public @Nullable Integer page(int offset) {
        int low = 0;
        int high = pages.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pages.get(middle).offset() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? null : Integer.valueOf(pages.get(low - 1).page());
    }
}
