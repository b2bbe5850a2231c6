package dev.weir.dialect;

import dev.weir.spi.Dialect;
import dev.weir.spi.Operation;
import dev.weir.spi.Payload;
import dev.weir.spi.WeirOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one embeddings request. */
final class EmbeddingsRequest {
    private static final String INPUT = "a string, a list of strings, a list of token ids, or a list of such lists";

    private static final Shape USER = Shape.optional(Shape.TEXT);

    private final RequestReader in;
    private @Nullable String model;
    private @Nullable List<String> input;
    private @Nullable Integer dimensions;
    private boolean base64;
    private WeirOptions options = WeirOptions.ABSENT;

    private EmbeddingsRequest(RequestReader in) {
        this.in = in;
    }

    static Parsed<Operation.Embed> read(byte[] body) {
        return RequestReader.read(
                body, in -> new EmbeddingsRequest(in).read(new Payload(Dialect.OPENAI_EMBEDDINGS, body)));
    }

    private Parsed<Operation.Embed> read(Payload payload) {
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            member(name);
        }
        if (model == null) {
            throw in.missing("model", "Name the model to use; GET /v1/models lists them.");
        }
        if (input == null) {
            throw in.missing("input", "Send " + INPUT + ".");
        }
        return new Parsed.Understood<>(new Operation.Embed(model, input, dimensions, base64, payload), options);
    }

    private void member(String name) {
        switch (name) {
            case "model" -> model = ChatRequest.model(in);
            case "input" -> input = input();
            case "dimensions" -> dimensions = in.isNull() ? null : (Integer) (int) in.positive(Integer.MAX_VALUE);
            case "encoding_format" -> base64 = base64();
            case "user" -> USER.check(in);
            case "weir" -> options = WeirField.read(in);
            default -> in.skip();
        }
    }

    private boolean base64() {
        if (in.isNull()) {
            return false;
        }
        return switch (in.string("\"float\" or \"base64\"")) {
            case "float" -> false;
            case "base64" -> true;
            default -> throw in.wrong("must be \"float\" or \"base64\"", null);
        };
    }

    private List<String> input() {
        if (in.isString()) {
            return List.of(in.string(INPUT));
        }
        if (!in.isList()) {
            throw in.mustBe(INPUT);
        }
        if (!in.nextElement()) {
            throw BadRequest.field("input", "'input' is empty.", "Send at least one text.");
        }
        if (in.isString()) {
            return texts();
        }
        tokenLists();
        return List.of();
    }

    private List<String> texts() {
        List<String> texts = new ArrayList<>();
        do {
            texts.add(in.string("a string, as the elements before it"));
        } while (in.nextElement());
        return texts;
    }

    private void tokenLists() {
        boolean lists = in.isList();
        do {
            if (lists) {
                in.expectList("a list of token ids, as the elements before it");
                tokens();
            } else {
                token();
            }
        } while (in.nextElement());
    }

    private void tokens() {
        boolean any = false;
        while (in.nextElement()) {
            token();
            any = true;
        }
        if (!any) {
            throw in.wrong("is an empty list", "Send at least one token id.");
        }
    }

    private void token() {
        if (!in.isInteger()) {
            throw in.mustBe("a string or a token id");
        }
        in.whole(0, Integer.MAX_VALUE);
    }
}
