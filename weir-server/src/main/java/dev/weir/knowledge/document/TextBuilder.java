package dev.weir.knowledge.document;

import dev.weir.spi.document.DocumentText;
import dev.weir.spi.document.PageStart;
import dev.weir.spi.document.Section;
import dev.weir.spi.document.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects blocks of text under headings, one blank line between them, and remembers where each heading and each page
 * began. One thread uses it.
 */
public final class TextBuilder {
    private record Heading(int level, String title, int start) {}

    private final StringBuilder text = new StringBuilder();
    private final List<Heading> headings = new ArrayList<>();
    private final List<PageStart> pages = new ArrayList<>();

    public void heading(int level, String title) {
        String line = title.strip();
        if (line.isEmpty()) {
            return;
        }
        separate("\n\n");
        headings.add(new Heading(level, line, text.length()));
        text.append(line);
    }

    public void block(String block) {
        append("\n\n", block.strip());
    }

    /** A block whose spaces matter, such as program text. */
    public void verbatim(String block) {
        append("\n\n", block.stripTrailing());
    }

    /** What follows stands on this page; a page without text leaves no trace. */
    public void page(int number) {
        if (!pages.isEmpty() && pages.getLast().offset() == text.length()) {
            pages.removeLast();
        }
        pages.add(new PageStart(number, text.length()));
    }

    /** Whether there is nothing but white space yet. */
    public boolean isBlank() {
        return text.chars().allMatch(Character::isWhitespace);
    }

    /** A line that belongs to the block before it, such as the next item of a list; it keeps its indentation. */
    public void line(String line) {
        append("\n", line.stripTrailing());
    }

    private void append(String separator, String block) {
        if (!block.isBlank()) {
            separate(separator);
            text.append(block);
        }
    }

    private void separate(String separator) {
        if (!text.isEmpty()) {
            text.append(separator);
        }
    }

    /** The first heading of the lowest level found, if any. */
    @Nullable
    String firstHeading() {
        Heading best = null;
        for (Heading heading : headings) {
            if (best == null || heading.level() < best.level()) {
                best = heading;
            }
        }
        return best == null ? null : best.title();
    }

    public DocumentText build(String title) {
        return new DocumentText(title, text.toString(), sections(), pages);
    }

    private List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        int firstHeading =
                headings.isEmpty() ? text.length() : headings.getFirst().start();
        if (firstHeading > 0 || headings.isEmpty()) {
            sections.add(new Section(List.of(), 0, new Span(0, firstHeading)));
        }
        List<Heading> open = new ArrayList<>();
        for (int i = 0; i < headings.size(); i++) {
            Heading heading = headings.get(i);
            open.removeIf(outer -> outer.level() >= heading.level());
            open.add(heading);
            int end = i + 1 < headings.size() ? headings.get(i + 1).start() : text.length();
            List<String> path = open.stream().map(Heading::title).toList();
            sections.add(new Section(path, heading.level(), new Span(heading.start(), end)));
        }
        return sections;
    }
}
