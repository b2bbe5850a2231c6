package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent;
import dev.weir.spi.parsing.ParseEvent.Block;
import dev.weir.spi.parsing.ParseEvent.Embedded;
import dev.weir.spi.parsing.ParseEvent.Ended;
import dev.weir.spi.parsing.ParseEvent.Kind;
import dev.weir.spi.parsing.ParseEvent.Outcome;
import dev.weir.spi.parsing.ParseRequest.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a file was read as, in this JVM. */
record Parsed(List<ParseEvent> events, Ended ended) {
    static {
        ParserMain.quieten();
    }

    static Parsed of(String name, String content) {
        return of(name, content.getBytes(StandardCharsets.UTF_8));
    }

    static Parsed of(String name, byte[] bytes) {
        return of(name, bytes, null, Limits.DEFAULT);
    }

    static Parsed of(String name, byte[] bytes, @Nullable String password, Limits limits) {
        return of(name, bytes, password, limits, Ocr.NONE);
    }

    static Parsed of(String name, byte[] bytes, @Nullable String password, Limits limits, Ocr ocr) {
        List<ParseEvent> events = new ArrayList<>();
        Ended ended = new FileReading(new Bounds(limits), ocr).read(new Source(name, bytes, password), events::add);
        return new Parsed(events, ended);
    }

    Outcome outcome() {
        return ended.outcome();
    }

    String reason() {
        return ended.reason() == null ? "" : ended.reason();
    }

    String text() {
        return blocks().stream().map(Block::text).collect(Collectors.joining("\n"));
    }

    List<Block> blocks() {
        return events.stream()
                .filter(Block.class::isInstance)
                .map(Block.class::cast)
                .toList();
    }

    List<String> of(Kind kind) {
        return blocks().stream()
                .filter(block -> block.kind() == kind)
                .map(Block::text)
                .toList();
    }

    /** Headings and items with their level before them. */
    List<String> levelled(Kind kind) {
        return blocks().stream()
                .filter(block -> block.kind() == kind)
                .map(block -> block.level() + " " + block.text())
                .toList();
    }

    List<Embedded> embedded() {
        return events.stream()
                .filter(Embedded.class::isInstance)
                .map(Embedded.class::cast)
                .toList();
    }

    long pages() {
        return events.stream().filter(ParseEvent.Page.class::isInstance).count();
    }

    String title() {
        return events.stream()
                .filter(ParseEvent.Title.class::isInstance)
                .map(title -> ((ParseEvent.Title) title).title())
                .findFirst()
                .orElse("");
    }
}
