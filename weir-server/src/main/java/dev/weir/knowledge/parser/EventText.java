package dev.weir.knowledge.parser;

import dev.weir.knowledge.document.TextBuilder;
import dev.weir.knowledge.parser.FileReading.Why;
import dev.weir.spi.document.DocumentText;
import dev.weir.spi.parsing.ParseEvent;
import dev.weir.spi.parsing.ParseEvent.Kind;
import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what a child says about a file until it is a text. One thread uses it. */
final class EventText {
    private static final int DEEPEST_HEADING = 6;
    private static final int LONGEST_HEADING = 500;
    private static final int MOST_HEADINGS = 20_000;
    private static final int MOST_EVENTS = 2_000_000;
    private static final int MOST_NOTES = 10;
    private static final int LONGEST_NOTE = 300;

    private final String fileName;
    private final long most;
    private final TextBuilder text = new TextBuilder();
    private final List<String> notes = new ArrayList<>();
    private @Nullable String title;
    private @Nullable Kind last;
    private int depth;
    private int headings;
    private int unread;
    private long characters;
    private int events;

    /**
     * @param fileName gives the title where the file has none
     * @param most characters
     */
    EventText(String fileName, long most) {
        this.fileName = fileName;
        this.most = most;
    }

    /** Whether more came than was asked for: whoever sent it is not to be believed any more. */
    boolean isFlood() {
        return characters > most || events > MOST_EVENTS;
    }

    void title(String found) {
        count(found);
        title = shortened(found);
    }

    void page(int number) {
        count("");
        text.page(Math.max(1, number));
        last = null;
    }

    void block(ParseEvent.Block block) {
        count(block.text());
        switch (block.kind()) {
            case HEADING -> heading(block.level() + depth, block.text());
            case PARAGRAPH, ASIDE -> text.block(block.text());
            case LIST_ITEM -> item(block);
            case TABLE_ROW -> follow(block.kind(), oneLine(block.text()));
            case CODE -> text.verbatim(block.text());
        }
        last = block.kind();
    }

    private void heading(int level, String words) {
        String line = oneLine(words);
        if (++headings > MOST_HEADINGS || line.length() > LONGEST_HEADING) {
            text.block(line);
        } else {
            text.heading(Math.clamp(level, 1, DEEPEST_HEADING), line);
        }
    }

    private void item(ParseEvent.Block block) {
        String indent = "  ".repeat(Math.clamp(block.level() - 1, 0, 8));
        follow(block.kind(), indent + "- " + block.text().strip());
    }

    /** A line after one of its kind, or the first of a new block. */
    private void follow(Kind kind, String line) {
        if (last == kind) {
            text.line(line);
        } else {
            text.block(line);
        }
    }

    void embedded(ParseEvent.Embedded file) {
        count(file.name());
        depth = Math.clamp(file.depth(), 1, DEEPEST_HEADING);
        last = null;
        String name = oneLine(file.name());
        heading(depth, name);
        if (file.outcome() != Outcome.READ && file.outcome() != Outcome.EMPTY) {
            unread++;
            if (notes.size() < MOST_NOTES) {
                notes.add(name + ": " + (file.reason() == null ? words(file.outcome()) : file.reason()));
            }
        }
    }

    private void count(String words) {
        characters += words.length();
        events++;
    }

    FileReading ended(ParseEvent.Ended end) {
        String reason = end.reason() == null ? words(end.outcome()) : shortened(end.reason());
        return switch (end.outcome()) {
            case READ -> read(null);
            case TRUNCATED -> read(reason);
            case NEEDS_OCR -> text.isBlank() ? new FileReading.Unreadable(Why.NEEDS_OCR, reason) : read(reason);
            case ENCRYPTED -> new FileReading.Unreadable(Why.ENCRYPTED, reason);
            case EMPTY -> new FileReading.Unreadable(Why.BLANK, reason);
            case UNSUPPORTED, DAMAGED, TOO_LARGE -> new FileReading.Unreadable(Why.REFUSED, reason);
        };
    }

    private FileReading read(@Nullable String reason) {
        if (text.isBlank()) {
            return new FileReading.Unreadable(Why.BLANK, reason == null ? words(Outcome.EMPTY) : reason);
        }
        DocumentText document = text.build(title == null || title.isEmpty() ? baseName(fileName) : title);
        return new FileReading.Read(document, note(reason));
    }

    private @Nullable String note(@Nullable String reason) {
        List<String> all = new ArrayList<>();
        if (reason != null) {
            all.add(reason);
        }
        notes.forEach(note -> all.add(shortened(note)));
        if (unread > notes.size()) {
            all.add("and " + (unread - notes.size()) + " more files in it");
        }
        return all.isEmpty() ? null : String.join("; ", all);
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case READ -> "read";
            case TRUNCATED -> "it is longer than what is kept of one document";
            case NEEDS_OCR -> "it holds pictures of text, which need OCR";
            case ENCRYPTED -> "it needs a password";
            case EMPTY -> "there are no words in it";
            case UNSUPPORTED -> "it is of no format that is read";
            case DAMAGED -> "it is damaged";
            case TOO_LARGE -> "it would become too large";
        };
    }

    private static String shortened(String words) {
        String line = oneLine(words);
        return line.length() <= LONGEST_NOTE ? line : line.substring(0, LONGEST_NOTE) + "…";
    }

    private static String oneLine(String words) {
        StringBuilder line = new StringBuilder(words.length());
        words.codePoints()
                .map(each -> Character.isISOControl(each) ? ' ' : each)
                .forEach(line::appendCodePoint);
        return line.toString().strip();
    }

    private static String baseName(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }
}
