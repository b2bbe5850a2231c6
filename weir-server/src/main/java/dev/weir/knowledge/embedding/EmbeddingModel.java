package dev.weir.knowledge.embedding;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A sentence embedding model that runs in this process; its files are on the class path. */
public enum EmbeddingModel {
    /**
     * {@code sentence-transformers/all-MiniLM-L6-v2} (Apache-2.0): the mean of the token vectors. Reads 256 tokens, the
     * {@code max_seq_length} of its {@code sentence_bert_config.json}; the network would take 512, but was not trained
     * past 256.
     */
    MINILM("minilm", "all-minilm-l6-v2-q", Pooling.MEAN, 256, ""),
    /**
     * {@code BAAI/bge-small-en-v1.5} (MIT): the vector of the first token; a question goes with the instruction that its
     * model card gives. Better and half as fast as {@link #MINILM}.
     */
    BGE_SMALL(
            "bge-small",
            "bge-small-en-v1.5-q",
            Pooling.FIRST_TOKEN,
            512,
            "Represent this sentence for searching relevant passages: ");

    /** How the vectors of the tokens become one. */
    enum Pooling {
        MEAN,
        FIRST_TOKEN
    }

    private final String wireName;
    private final String fullName;
    private final Pooling pooling;
    private final int maxTokens;
    private final String questionPrefix;

    EmbeddingModel(String wireName, String fullName, Pooling pooling, int maxTokens, String questionPrefix) {
        this.wireName = wireName;
        this.fullName = fullName;
        this.pooling = pooling;
        this.maxTokens = maxTokens;
        this.questionPrefix = questionPrefix;
    }

    /** The name in settings, such as {@code bge-small}. */
    public String wireName() {
        return wireName;
    }

    /** The name recorded beside stored vectors; vectors of different names never mix. */
    public String fullName() {
        return fullName;
    }

    /** Tokens the model reads, its two frame tokens included; what is beyond is cut. */
    public int maxTokens() {
        return maxTokens;
    }

    /** A question as the model wants to read it. */
    public String question(String text) {
        return questionPrefix + text;
    }

    Pooling pooling() {
        return pooling;
    }

    String network() {
        return "/" + fullName + ".onnx";
    }

    String tokenizer() {
        return "/" + fullName + "-tokenizer.json";
    }

    /** The artifact that the files come with. */
    String artifact() {
        return "langchain4j-embeddings-" + fullName.replace("v1.5", "v15");
    }

    /** The one of a name in settings. */
    public static Optional<EmbeddingModel> named(String wireName) {
        return Arrays.stream(values())
                .filter(each -> each.wireName.equals(wireName))
                .findFirst();
    }

    public static List<String> wireNames() {
        return Arrays.stream(values()).map(EmbeddingModel::wireName).toList();
    }
}
