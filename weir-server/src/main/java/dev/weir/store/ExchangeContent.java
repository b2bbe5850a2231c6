package dev.weir.store;

import dev.weir.spi.AnswerContent;
import dev.weir.spi.Citation;
import dev.weir.spi.Exchange;
import dev.weir.spi.Passage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of an exchange that is text of its users or their documents: what is encrypted. */
record ExchangeContent(
        byte[] request,
        @Nullable String errorMessage,
        AnswerContent answer,
        List<Passage> passages,
        List<Citation> citations) {
    static final ExchangeContent NONE =
            new ExchangeContent(new byte[0], null, AnswerContent.EMPTY, List.of(), List.of());
    private static final int EXPECTED = 2048;

    static ExchangeContent of(Exchange exchange) {
        return new ExchangeContent(
                exchange.request(),
                exchange.errorMessage(),
                exchange.answer(),
                exchange.passages(),
                exchange.citations());
    }

    byte[] encode() {
        return new RecordOutput(request.length + EXPECTED)
                .bytes(request)
                .optionalText(errorMessage)
                .list(answer.choices(), ExchangeContent::choice)
                .list(passages, ExchangeContent::passage)
                .list(citations, ExchangeContent::citation)
                .toBytes();
    }

    static ExchangeContent decode(byte[] bytes) {
        RecordInput in = new RecordInput(bytes);
        return new ExchangeContent(
                in.bytes(),
                in.optionalText(),
                new AnswerContent(in.list(ExchangeContent::choice)),
                in.list(ExchangeContent::passage),
                in.list(ExchangeContent::citation));
    }

    private static void choice(RecordOutput out, AnswerContent.Choice choice) {
        out.text(choice.text())
                .text(choice.reasoning())
                .text(choice.refusal())
                .list(
                        choice.toolCalls(),
                        (o, call) -> o.text(call.id()).text(call.name()).text(call.arguments()))
                .optionalText(choice.finishReason());
    }

    private static AnswerContent.Choice choice(RecordInput in) {
        return new AnswerContent.Choice(
                in.text(),
                in.text(),
                in.text(),
                in.list(i -> new AnswerContent.ToolCall(i.text(), i.text(), i.text())),
                in.optionalText());
    }

    private static void passage(RecordOutput out, Passage passage) {
        out.number(passage.number())
                .text(passage.knowledgeBase())
                .text(passage.documentId())
                .text(passage.title())
                .text(passage.chunkId())
                .text(passage.text())
                .number(passage.start())
                .number(passage.end())
                .optional(passage.page(), (o, page) -> o.number(page))
                .text(passage.heading())
                .decimal(passage.score());
    }

    private static Passage passage(RecordInput in) {
        return new Passage(
                integer(in),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                integer(in),
                integer(in),
                in.optional(ExchangeContent::integer),
                in.text(),
                in.decimal());
    }

    private static void citation(RecordOutput out, Citation citation) {
        out.number(citation.number())
                .text(citation.knowledgeBase())
                .text(citation.documentId())
                .text(citation.title())
                .optional(citation.page(), (o, page) -> o.number(page))
                .text(citation.heading())
                .number(citation.start())
                .number(citation.end())
                .text(citation.quote());
    }

    private static Citation citation(RecordInput in) {
        return new Citation(
                integer(in),
                in.text(),
                in.text(),
                in.text(),
                in.optional(ExchangeContent::integer),
                in.text(),
                integer(in),
                integer(in),
                in.text());
    }

    private static int integer(RecordInput in) {
        return (int) in.number();
    }
}
