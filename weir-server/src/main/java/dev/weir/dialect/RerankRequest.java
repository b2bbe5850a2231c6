package dev.weir.dialect;

import dev.weir.spi.Dialect;
import dev.weir.spi.Operation;
import dev.weir.spi.Payload;
import dev.weir.spi.WeirOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one request to rerank. */
final class RerankRequest {
    private static final String DOCUMENTS = "a list of strings, or of objects with a text";

    private static final Shape RETURN = Shape.optional(Shape.FLAG);

    private final RequestReader in;
    private @Nullable String model;
    private @Nullable String query;
    private @Nullable List<String> documents;
    private @Nullable Integer topN;
    private WeirOptions options = WeirOptions.ABSENT;

    private RerankRequest(RequestReader in) {
        this.in = in;
    }

    static Parsed<Operation.Rerank> read(byte[] body) {
        return RequestReader.read(body, in -> new RerankRequest(in).read(new Payload(Dialect.RERANK, body)));
    }

    private Parsed<Operation.Rerank> read(Payload payload) {
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            member(name);
        }
        if (model == null) {
            throw in.missing("model", "Name the model to use; GET /v1/models lists them.");
        }
        if (query == null) {
            throw in.missing("query", "Send the question that the documents are to answer.");
        }
        if (documents == null) {
            throw in.missing("documents", "Send " + DOCUMENTS + ".");
        }
        return new Parsed.Understood<>(new Operation.Rerank(model, query, documents, topN, payload), options);
    }

    private void member(String name) {
        switch (name) {
            case "model" -> model = ChatRequest.model(in);
            case "query" -> query = in.string("a string");
            case "documents" -> documents = documents();
            case "top_n" -> topN = in.isNull() ? null : (Integer) (int) in.positive(Integer.MAX_VALUE);
            case "return_documents" -> RETURN.check(in);
            case "weir" -> options = WeirField.read(in);
            default -> in.skip();
        }
    }

    private List<String> documents() {
        in.expectList(DOCUMENTS);
        List<String> texts = new ArrayList<>();
        while (in.nextElement()) {
            texts.add(in.isObject() ? textOf() : in.string("a string, or an object with a text"));
        }
        if (texts.isEmpty()) {
            throw BadRequest.field("documents", "'documents' is empty.", "Send at least one.");
        }
        return texts;
    }

    private String textOf() {
        String text = null;
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            if (name.equals("text")) {
                text = in.string("a string");
            } else {
                in.skip();
            }
        }
        if (text == null) {
            throw in.missing("text", "A document that is an object has a text.");
        }
        return text;
    }
}
