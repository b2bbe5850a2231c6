package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.Dialect;
import dev.weir.spi.Operation;
import dev.weir.spi.Usage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reranking on the wire ({@code POST /v1/rerank}), as Cohere made it and Jina, vLLM, Together and others took it over:
 * {@code {"model", "query", "documents", "top_n", "return_documents"}} and {@code {"results": [{"index",
 * "relevance_score"}]}}. Stateless and thread-safe.
 */
public final class Rerank {
    private Rerank() {}

    /** Reads a client's request. */
    public static Parsed<Operation.Rerank> readRequest(byte[] body) {
        try {
            return RerankRequest.read(body);
        } catch (BadRequest bad) {
            return new Parsed.Rejected<>(bad.refusal());
        }
    }

    /**
     * Reads a provider's answer for its usage; the results stay in the bytes. Cohere states search units, others tokens.
     */
    public static Answer readAnswer(byte[] body) {
        try (JsonParser parser = Json.fromVendor(body)) {
            RerankAnswer answer = new RerankAnswer(parser);
            parser.nextToken();
            Members.each(parser, answer::member);
            return answer.result(body);
        } catch (JacksonException e) {
            return ProviderError.unreadable(e.getOriginalMessage());
        }
    }

    /** A request for Cohere, which takes only texts as documents and does not send them back. */
    public static byte[] forCohere(Operation.Rerank rerank, String model) {
        String documents = Json.mapper().writeValueAsString(rerank.documents());
        return JsonEdit.of()
                .setText("model", model)
                .remove("weir")
                .remove("return_documents")
                .set("documents", documents)
                .apply(rerank.payload().json());
    }

    /** Whether the client wants the documents in the answer. */
    public static boolean wantsDocuments(Operation.Rerank rerank) {
        return Json.tree(rerank.payload().json()).path("return_documents").asBoolean(false);
    }

    /** An answer whose results also have their documents. */
    public static byte[] withDocuments(byte[] answer, List<String> documents) {
        JsonNode body = Json.tree(answer);
        for (JsonNode result : body.path("results")) {
            int index = result.path("index").asInt(-1);
            if (result instanceof ObjectNode object && index >= 0 && index < documents.size()) {
                object.putObject("document").put("text", documents.get(index));
            }
        }
        return JsonMapper.shared().writeValueAsBytes(body);
    }

    private static final class RerankAnswer {
        private final JsonParser parser;
        private final Map<String, Long> counts = new TreeMap<>();
        private boolean results;
        private Answer.@Nullable Refused refusal;

        RerankAnswer(JsonParser parser) {
            this.parser = parser;
        }

        void member(String name) {
            switch (name) {
                case "results" -> {
                    results = parser.currentToken() == JsonToken.START_ARRAY;
                    parser.skipChildren();
                }
                case "usage" -> Members.each(parser, this::count);
                case "meta" -> Members.each(parser, this::meta);
                case "error" -> refusal = TokenCount.isNull(parser) ? null : ProviderError.inside(parser);
                default -> parser.skipChildren();
            }
        }

        private void meta(String name) {
            if (name.equals("billed_units")) {
                Members.each(parser, this::count);
            } else {
                parser.skipChildren();
            }
        }

        private void count(String name) {
            long count = TokenCount.read(parser, TokenCount.UNSAID);
            if (count != TokenCount.UNSAID) {
                counts.put(name, count);
            }
        }

        Answer result(byte[] body) {
            if (refusal != null) {
                return refusal;
            }
            return results
                    ? new Answer.Whole(Dialect.RERANK, body, List.of(), usage())
                    : ProviderError.unreadable("it has no results");
        }

        private @Nullable Usage usage() {
            if (counts.isEmpty()) {
                return null;
            }
            long tokens = counts.getOrDefault(
                    "total_tokens", counts.getOrDefault("prompt_tokens", counts.getOrDefault("input_tokens", 0L)));
            return Usage.builder()
                    .inputTokens(tokens)
                    .searches(counts.getOrDefault("search_units", 0L))
                    .build();
        }
    }
}
