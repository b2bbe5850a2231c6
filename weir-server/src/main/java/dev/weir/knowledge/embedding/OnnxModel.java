package dev.weir.knowledge.embedding;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A loaded model: session and tokenizer. Thread-safe; every call is native and blocks its thread.
 *
 * <p>The tokenizer files that ship with the models pad and truncate everything to a length of their own. Both are
 * switched off here: padding costs time, and truncation is ours to do at {@link EmbeddingModel#maxTokens}.
 */
final class OnnxModel implements AutoCloseable {
    private static final long CLS = 101;
    private static final long SEP = 102;

    private final EmbeddingModel model;
    private final HuggingFaceTokenizer tokenizer;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final boolean wantsTypes;

    private OnnxModel(
            EmbeddingModel model, HuggingFaceTokenizer tokenizer, OrtEnvironment environment, OrtSession session) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.environment = environment;
        this.session = session;
        this.wantsTypes = session.getInputNames().contains("token_type_ids");
    }

    static OnnxModel load(EmbeddingModel model, Path nativeLibraries) {
        stayOffline(nativeLibraries);
        try {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            environment.setTelemetry(false);
            OrtSession session = session(model, environment);
            try {
                return new OnnxModel(model, tokenizer(model), environment, session);
            } catch (IOException | RuntimeException e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw new EmbeddingException("the embedding model could not be loaded", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the embedding model's files could not be read", e);
        }
    }

    /** The libraries read these once, when their classes are loaded; what the operator has set stays. */
    private static void stayOffline(Path nativeLibraries) {
        RuntimeTelemetry.switchOff();
        setIfAbsent("ai.djl.offline", "true");
        setIfAbsent("OPT_OUT_TRACKING", "true");
        setIfAbsent("RUST_FLAVOR", "cpu");
        setIfAbsent("ENGINE_CACHE_DIR", nativeLibraries.toAbsolutePath().toString());
        setIfAbsent("jna.tmpdir", nativeLibraries.toAbsolutePath().toString());
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static HuggingFaceTokenizer tokenizer(EmbeddingModel model) throws IOException {
        try (InputStream json = resource(model, model.tokenizer())) {
            Map<String, String> options = Map.of(
                    "truncation", "false", "padding", "false", "modelMaxLength", Integer.toString(Integer.MAX_VALUE));
            return HuggingFaceTokenizer.newInstance(json, options);
        }
    }

    /**
     * The model's bytes pass through memory that is given back at once, not through the heap, and the
     * session keeps no arena: it would hold the peak of the longest text for ever.
     */
    private static OrtSession session(EmbeddingModel model, OrtEnvironment environment)
            throws OrtException, IOException {
        try (Arena arena = Arena.ofConfined();
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setCPUArenaAllocator(false);
            options.setMemoryPatternOptimization(false);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            return environment.createSession(bytes(model, arena), options);
        }
    }

    private static ByteBuffer bytes(EmbeddingModel model, Arena arena) throws IOException {
        int size = Math.toIntExact(size(model));
        ByteBuffer bytes = arena.allocate(size).asByteBuffer();
        try (ReadableByteChannel channel = Channels.newChannel(resource(model, model.network()))) {
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // a channel may hand over less than asked for
            }
        }
        return bytes.flip();
    }

    private static long size(EmbeddingModel model) throws IOException {
        var url = OnnxModel.class.getResource(model.network());
        if (url == null) {
            throw missing(model, model.network());
        }
        return url.openConnection().getContentLengthLong();
    }

    private static InputStream resource(EmbeddingModel model, String name) throws IOException {
        InputStream found = OnnxModel.class.getResourceAsStream(name);
        if (found == null) {
            throw missing(model, name);
        }
        return found;
    }

    private static IOException missing(EmbeddingModel model, String name) {
        return new IOException("the class path holds no " + name + "; it comes with " + model.artifact()
                + ", so the build is incomplete");
    }

    int countTokens(String text) {
        return tokenizer.encode(text, false, false).getIds().length;
    }

    float[] embed(String text) {
        long[] ids = framed(tokenizer.encode(text, false, false));
        try {
            return pooled(ids);
        } catch (OrtException e) {
            throw new EmbeddingException("the embedding model failed on a text of " + text.length() + " characters", e);
        }
    }

    private long[] framed(Encoding encoding) {
        long[] tokens = encoding.getIds();
        int kept = Math.min(tokens.length, model.maxTokens() - 2);
        long[] ids = new long[kept + 2];
        ids[0] = CLS;
        System.arraycopy(tokens, 0, ids, 1, kept);
        ids[kept + 1] = SEP;
        return ids;
    }

    private float[] pooled(long[] ids) throws OrtException {
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            inputs.put("input_ids", tensor(ids));
            inputs.put("attention_mask", tensor(ones));
            if (wantsTypes) {
                inputs.put("token_type_ids", tensor(new long[ids.length]));
            }
            try (OrtSession.Result result = session.run(inputs)) {
                int rows = model.pooling() == EmbeddingModel.Pooling.MEAN ? ids.length : 1;
                return Vectors.unitMean(floats(result), rows, Embedder.DIMENSIONS);
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static FloatBuffer floats(OrtSession.Result result) {
        return ((OnnxTensor) result.get(0)).getFloatBuffer();
    }

    private OnnxTensor tensor(long[] values) throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), new long[] {1, values.length});
    }

    @Override
    public void close() {
        tokenizer.close();
        try {
            session.close();
        } catch (OrtException e) {
            throw new EmbeddingException("the embedding model could not be closed", e);
        }
    }
}
