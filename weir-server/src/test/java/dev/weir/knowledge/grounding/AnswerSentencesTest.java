package dev.weir.knowledge.grounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AnswerSentencesTest {
    private static final String ANSWER = """
            Here is what Dr. A. Smith found [1]. The notice period is 3.5 months, e.g. for a lease.[2] [1, 3] It ends! \
            Does it? \u201cYes, it does.\u201d [4]

            - A first item without a stop
            - **Bold** one. Two [12]
            1. Numbered items stay whole.
            ```java
            call(a.b); x = "end."; y
            ```
            \u4ed6\u6765\u4e86\u3002\u4ed6\u8d70\u4e86\u3002 See ./weir backup. an unclosed [1""";

    private static List<String> cut(String answer) {
        return AnswerSentences.of(answer).stream()
                .map(AnswerSentences.Piece::text)
                .map(String::strip)
                .toList();
    }

    @Test
    void sentencesKeepTheirMarksAndEndAtTheirStops() {
        assertThat(cut(ANSWER))
                .containsExactly(
                        "Here is what Dr. A. Smith found [1].",
                        "The notice period is 3.5 months, e.g. for a lease.[2] [1, 3]",
                        "It ends!",
                        "Does it?",
                        "\u201cYes, it does.\u201d [4]",
                        "- A first item without a stop",
                        "- **Bold** one.",
                        "Two [12]",
                        "1. Numbered items stay whole.",
                        "```java",
                        "call(a.b); x = \"end.\"; y",
                        "```",
                        "\u4ed6\u6765\u4e86\u3002",
                        "\u4ed6\u8d70\u4e86\u3002",
                        "See ./weir backup. an unclosed [1");
    }

    @Test
    void putTogetherTheyAreTheAnswer() {
        for (String answer : List.of(ANSWER, "", "   ", "\n\nOne. ", "No stop", "a".repeat(9_001), ". . .")) {
            assertThat(AnswerSentences.of(answer).stream()
                            .map(AnswerSentences.Piece::text)
                            .collect(Collectors.joining()))
                    .isEqualTo(answer);
        }
    }

    @Test
    void linesOfCodeAreToldApart() {
        assertThat(AnswerSentences.of(ANSWER).stream()
                        .filter(AnswerSentences.Piece::code)
                        .map(piece -> piece.text().strip()))
                .containsExactly("```java", "call(a.b); x = \"end.\"; y", "```");
    }

    @Test
    void thePiecesThatAnAnswerComesInMakeNoDifference() {
        String text = ANSWER + " " + "word ".repeat(1_500) + "end. Last.";
        List<AnswerSentences.Piece> whole = AnswerSentences.of(text);
        Random random = new Random(5);
        for (int round = 0; round < 300; round++) {
            AnswerSentences sentences = new AnswerSentences();
            List<AnswerSentences.Piece> pieces = new ArrayList<>();
            int at = 0;
            while (at < text.length()) {
                int end = Math.min(text.length(), at + 1 + random.nextInt(round % 3 == 0 ? 3 : 200));
                pieces.addAll(sentences.add(text.substring(at, end)));
                at = end;
            }
            pieces.addAll(sentences.finish());
            assertThat(pieces).isEqualTo(whole);
        }
    }

    @Test
    void noMoreIsHeldBackThanOneLongSentence() {
        AnswerSentences sentences = new AnswerSentences();
        int passed = 0;
        for (int i = 0; i < 20_000; i++) {
            for (AnswerSentences.Piece piece : sentences.add("x")) {
                passed += piece.text().length();
            }
            assertThat(i + 1 - passed).isLessThanOrEqualTo(AnswerSentences.LONGEST + 1);
        }
    }
}
