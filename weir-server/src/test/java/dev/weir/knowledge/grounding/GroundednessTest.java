package dev.weir.knowledge.grounding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.knowledge.embedding.Embedder;
import dev.weir.spi.Grounded.Conflict;
import dev.weir.spi.Grounded.Fault;
import dev.weir.spi.Grounded.Sentence;
import dev.weir.spi.Grounded.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GroundednessTest {
    private static final List<Evidence> PASSAGES = List.of(
            new Evidence(
                    1,
                    "lease",
                    "Lease",
                    100,
                    "The tenant may end the lease at any time. The notice period is three months to the end of a"
                            + " quarter. The deposit is returned within 30 days."),
            new Evidence(
                    2,
                    "old-lease",
                    "Old lease",
                    0,
                    "The notice period is six months to the end of a quarter. Pets are not allowed in the flat."),
            new Evidence(3, "house", "House rules", 0, "Pets are allowed in the flat. Bicycles stand in the yard."));

    private static Embedder embedder;

    @BeforeAll
    static void load() {
        embedder = new Embedder();
    }

    @AfterAll
    static void free() {
        embedder.close();
    }

    private static Groundedness.Review review() {
        return new Groundedness(embedder, SupportModel.shipped()).review(PASSAGES, Groundedness.THRESHOLD);
    }

    private static List<Sentence> judge(String answer) {
        List<Sentence> sentences = new ArrayList<>();
        int at = 0;
        for (AnswerSentences.Piece piece : AnswerSentences.of(answer)) {
            sentences.add(review().judge(piece, at));
            at += piece.text().length();
        }
        return sentences;
    }

    private static Sentence only(String answer) {
        return judge(answer).getFirst();
    }

    @Test
    void whatAPassageSaysIsSupportedByIt() {
        Sentence sentence = only("The deposit is returned within 30 days [1].");

        assertThat(sentence.verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(sentence.source()).isEqualTo(1);
        assertThat(sentence.citations()).containsExactly(1);
        assertThat(sentence.faults()).isEmpty();
    }

    @Test
    void whatNoPassageSpeaksOfIsNotSupported() {
        assertThat(only("Penguins breed on the ice shelves of Antarctica in winter.")
                        .verdict())
                .isEqualTo(Verdict.UNSUPPORTED);
    }

    @Test
    void anotherNumberIsWorthLess() {
        double right = score("The deposit is returned within 30 days.");
        double wrong = score("The deposit is returned within 75 days.");

        assertThat(wrong).isLessThan(right - .2);
    }

    @Test
    void aDenialOfWhatAPassageSaysIsWorthLess() {
        double right = score("Bicycles stand in the yard.");
        double wrong = score("Bicycles do not stand in the yard.");

        assertThat(wrong).isLessThan(right - .1);
    }

    private static double score(String sentence) {
        Double score = only(sentence).score();
        return score == null ? Double.NaN : score;
    }

    @Test
    void placesCountInTheAnswer() {
        List<Sentence> sentences = judge("Bicycles stand in the yard [3].  The tenant may end the lease at any time.");

        assertThat(sentences.getFirst().start()).isZero();
        assertThat(sentences.getFirst().end()).isEqualTo(31);
        assertThat(sentences.getLast().start()).isEqualTo(33);
    }

    @Test
    void whatMakesNoClaimHasNoScore() {
        for (String sentence : List.of(
                "Would you like to know more?",
                "Here is what I found:",
                "The passages do not say who owns the house.",
                "Yes.",
                "I don't know what the rent is.")) {
            assertThat(only(sentence).verdict()).as(sentence).isEqualTo(Verdict.NO_CLAIM);
            assertThat(only(sentence).score()).isNull();
        }
    }

    @Test
    void aMarkThatPointsAtNoPassageIsAFault() {
        assertThat(only("Bicycles stand in the yard [3][9].").faults())
                .containsExactly(new Fault(Fault.Kind.NO_SUCH_PASSAGE, 9, null));
    }

    @Test
    void aMarkThatPointsAtAPassageAboutSomethingElseIsAFault() {
        Sentence sentence = only("The deposit is returned within 30 days [3].");

        assertThat(sentence.verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(sentence.source()).isEqualTo(1);
        assertThat(sentence.faults()).containsExactly(new Fault(Fault.Kind.DOES_NOT_SUPPORT, 3, null));
    }

    @Test
    void quotationsAreComparedWordForWord() {
        assertThat(only("The lease says \u201cThe deposit is  returned within 30 days\u201d [1].")
                        .faults())
                .isEmpty();
        Sentence wrong = only("The lease says \"the deposit is returned in 30 days\" [1].");
        assertThat(wrong.faults())
                .contains(new Fault(Fault.Kind.NOT_VERBATIM, null, "the deposit is returned in 30 days"));
        assertThat(wrong.verdict()).isNotEqualTo(Verdict.SUPPORTED);
    }

    @Test
    void passagesThatNameOtherNumbersOfTheSameThingAreInConflict() {
        Sentence sentence = only("The notice period is three months to the end of a quarter [1].");
        List<Conflict> conflicts = review().conflicts(0, sentence);

        assertThat(conflicts).singleElement().satisfies(conflict -> {
            assertThat(conflict.kind()).isEqualTo(Conflict.Kind.NUMBER);
            assertThat(conflict.one().number()).isEqualTo(1);
            assertThat(conflict.one().quote()).isEqualTo("The notice period is three months to the end of a quarter.");
            assertThat(conflict.one().start()).isEqualTo(100 + 42);
            assertThat(conflict.other().number()).isEqualTo(2);
        });
    }

    @Test
    void aPassageThatDeniesWhatAnotherSaysIsInConflictWithIt() {
        assertThat(review().conflicts(0, only("Pets are allowed in the flat [3].")))
                .singleElement()
                .extracting(Conflict::kind)
                .isEqualTo(Conflict.Kind.NEGATION);
    }

    @Test
    void passagesThatAgreeAreNot() {
        assertThat(review().conflicts(0, only("Bicycles stand in the yard [3].")))
                .isEmpty();
        assertThat(review().conflicts(0, only("The deposit is returned within 30 days.")))
                .isEmpty();
    }
}
