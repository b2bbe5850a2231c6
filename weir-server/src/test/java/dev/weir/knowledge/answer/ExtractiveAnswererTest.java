package dev.weir.knowledge.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.knowledge.KnowledgeBase;
import dev.weir.knowledge.KnowledgeEngine;
import dev.weir.knowledge.NewDocument;
import dev.weir.knowledge.answer.ExtractiveAnswer.Answered;
import dev.weir.knowledge.answer.ExtractiveAnswer.NotInDocuments;
import dev.weir.knowledge.answer.ExtractiveAnswer.Quote;
import dev.weir.knowledge.embedding.Embedder;
import dev.weir.knowledge.index.SearchRequest;
import dev.weir.spi.document.DocumentText;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractiveAnswererTest {
    private static final String HANDBOOK = """
            Every employee has thirty days of paid leave in a calendar year. Up to five days may be carried over into the next year.

            The notice period is three months to the end of a quarter. During the probation of six months it is two weeks.

            Travel is booked by the travel desk. Receipts for meals must be handed in within thirty days, or they are not refunded. First class needs the consent of a director.
            """;

    @TempDir
    static Path directory;

    private static KnowledgeEngine engine;
    private static KnowledgeBase base;
    private static ExtractiveAnswerer answerer;

    @BeforeAll
    static void fill() throws InterruptedException {
        engine = new KnowledgeEngine(new Embedder());
        base = engine.open(directory, KnowledgeBase.Listener.none());
        base.add(new NewDocument("handbook", DocumentText.plain("Handbook", HANDBOOK)));
        base.awaitVectors();
        answerer = new ExtractiveAnswerer(engine.embedder());
    }

    @AfterAll
    static void close() {
        base.close();
        engine.close();
    }

    private static ExtractiveAnswer ask(String question) {
        return answerer.answer(question, base.search(SearchRequest.hybrid(question, 10)));
    }

    @Test
    void theAnswerIsQuotedWordForWordWithItsPlace() {
        ExtractiveAnswer answer = ask("How long is the notice period?");

        assertThat(answer).isInstanceOf(Answered.class);
        List<Quote> quotes = ((Answered) answer).quotes();
        assertThat(quotes)
                .extracting(Quote::text)
                .contains("The notice period is three months to the end of a quarter.");
        assertThat(quotes).hasSizeBetween(1, 4).allSatisfy(quote -> {
            assertThat(quote.text()).isEqualTo(quote.span().of(HANDBOOK));
            assertThat(quote.documentId()).isEqualTo("handbook");
            assertThat(quote.citation()).isEqualTo(1);
        });
        assertThat(((Answered) answer).text()).contains("end of a quarter. [1]");
    }

    @Test
    void quotesComeInReadingOrder() {
        ExtractiveAnswer answer =
                ask("How many days of leave does an employee have, and how many may be carried over?");

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answered.class,
                        answered -> assertThat(answered.quotes())
                                .extracting(quote -> quote.span().start())
                                .isSorted());
    }

    @Test
    void aQuestionAboutSomethingElseIsRefused() {
        assertThat(ask("Which enzyme unwinds DNA during replication?")).isInstanceOf(NotInDocuments.class);
        assertThat(ask("Who won the football world cup in 1990?")).isInstanceOf(NotInDocuments.class);
    }

    @Test
    void nothingToQuoteOrToAskIsARefusalWithoutConfidence() {
        assertThat(answerer.answer("anything?", List.of())).isEqualTo(new NotInDocuments(0));
        assertThat(ask("")).isEqualTo(new NotInDocuments(0));
    }
}
