package dev.weir.knowledge;

import dev.weir.pipeline.FinishingEvents;
import dev.weir.spi.Answer;
import dev.weir.spi.Citation;
import dev.weir.spi.Delta;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.spi.Passage;
import dev.weir.spi.Recording;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Works out which passages an answer cites by its marks, {@code [2]} or {@code [1, 3]}, when it is complete. A model
 * that cites by itself has said so in the recording, and is left alone.
 */
final class Cited extends FinishingEvents {
    private static final Pattern MARK = Pattern.compile("\\[(\\d{1,4}(?:\\s*,\\s*\\d{1,4})*)]");

    private final Recording recording;
    private final List<Passage> passages;

    private Cited(Events source, Recording recording, List<Passage> passages) {
        super(source);
        this.recording = recording;
        this.passages = passages;
    }

    static Answer watch(Answer answer, Recording recording, List<Passage> passages) {
        return switch (answer) {
            case Answer.Whole whole -> {
                cite(whole.deltas().stream().map(Delta::text).collect(Collectors.joining()), recording, passages);
                yield whole;
            }
            case Answer.Streamed streamed -> new Answer.Streamed(new Cited(streamed.events(), recording, passages));
            case Answer.Refused refused -> refused;
        };
    }

    @Override
    protected @Nullable Event seen(Event event) {
        return event;
    }

    @Override
    protected void finished(Ending ending) {
        cite(recording.answer().text(), recording, passages);
    }

    private static void cite(String answer, Recording recording, List<Passage> passages) {
        if (recording.confidence() == null && recording.citations().isEmpty()) {
            recording.cited(citations(answer, passages), null);
        }
    }

    static List<Citation> citations(String answer, List<Passage> passages) {
        Set<Integer> numbers = new LinkedHashSet<>();
        Matcher mark = MARK.matcher(answer);
        while (mark.find()) {
            for (String number : mark.group(1).split(",")) {
                numbers.add(Integer.valueOf(number.strip()));
            }
        }
        List<Citation> citations = new ArrayList<>();
        for (int number : numbers) {
            if (number >= 1 && number <= passages.size()) {
                citations.add(citation(passages.get(number - 1)));
            }
        }
        return citations;
    }

    private static Citation citation(Passage passage) {
        return new Citation(
                passage.number(),
                passage.knowledgeBase(),
                passage.documentId(),
                passage.title(),
                passage.page(),
                passage.heading(),
                passage.start(),
                passage.end(),
                passage.text());
    }
}
