package dev.weir.knowledge.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SentencesTest {
    private static List<String> split(String text) {
        return Sentences.of(text).stream().map(span -> span.of(text)).toList();
    }

    @Test
    void sentencesEndAtTheirPunctuation() {
        assertThat(split("It rained. Did it? Yes! \"So it did.\" The end."))
                .containsExactly("It rained.", "Did it?", "Yes!", "\"So it did.\"", "The end.");
    }

    @Test
    void abbreviationsInitialsAndNumbersDoNotEndThem() {
        assertThat(split("Dr. A. Smith paid 3.50 to Acme Inc. Later, e.g. Monday, he left."))
                .hasSizeLessThanOrEqualTo(2);
        assertThat(split("See Fig. 3 for the result. It is clear."))
                .containsExactly("See Fig. 3 for the result.", "It is clear.");
    }

    @Test
    void wrappedLinesStayTogetherAndListItemsDoNot() {
        assertThat(split("A line that\nwraps here.\n\n- first item\n- second item"))
                .containsExactly("A line that\nwraps here.", "- first item", "- second item");
    }

    @Test
    void aFullStopWithinANameDoesNotEndThem() {
        assertThat(split("To back up, run ./weir backup FILE: it writes a file. Files end in .md or .txt. See a.b."))
                .containsExactly(
                        "To back up, run ./weir backup FILE: it writes a file.",
                        "Files end in .md or .txt.",
                        "See a.b.");
    }
}
