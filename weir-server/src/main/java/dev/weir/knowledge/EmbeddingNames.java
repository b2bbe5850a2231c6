package dev.weir.knowledge;

import dev.weir.http.Refusal;
import dev.weir.kernel.NearestName;
import dev.weir.knowledge.embedding.EmbeddingModel;
import dev.weir.spi.ErrorCode;
import java.util.List;
import java.util.stream.Stream;

/** The embedding models that a knowledge base can choose, in one place. */
final class EmbeddingNames {
    static final String DEFAULT = EmbeddingModel.MINILM.wireName();

    /** Two models side by side: better than each, and slower than both. */
    static final String BOTH = "both";

    private static final String API_NAME = KnowledgeRoom.PROVIDER + "/" + WeirModels.EMBED;

    private static final List<String> KNOWN =
            Stream.concat(EmbeddingModel.wireNames().stream(), Stream.of(BOTH)).toList();

    private EmbeddingNames() {}

    /**
     * The name itself; the first version of the API called the one model by the name it has at {@code /v1/embeddings}.
     *
     * @throws Refusal if there is no model of that name
     */
    static String checked(String name) {
        if (name.equals(API_NAME)) {
            return DEFAULT;
        }
        if (!KNOWN.contains(name)) {
            String hint = "There is " + Knowledge.quoted(KNOWN, ", ") + ".";
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "There is no embedding '" + (name.length() > 120 ? name.substring(0, 120) + "…" : name) + "'.",
                    "embedding",
                    NearestName.to(name, KNOWN)
                            .map(near -> "Did you mean '" + near + "'? " + hint)
                            .orElse(hint));
        }
        return name;
    }
}
