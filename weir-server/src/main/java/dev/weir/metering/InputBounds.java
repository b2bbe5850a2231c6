package dev.weir.metering;

import com.knuddels.jtokkit.api.Encoding;
import dev.weir.spi.Call;
import dev.weir.spi.Operation;
import dev.weir.spi.Passage;
import dev.weir.spi.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The most tokens that a provider may count for what a call has its model read.
 *
 * <p>For OpenAI's models, whose encodings are public, the whole body is counted as text, field names, braces and tool
 * definitions included: a provider writes messages out in a form of its own, which is shorter than their JSON. To that
 * come {@value #FRAME} tokens and a tenth, for what it adds by itself. With tools it adds much more (a recorded call with
 * one small function counts 277 tokens where its JSON has 83): to those come as many again and {@value #TOOL_FRAME}. For
 * all other models, and for bodies that are longer than {@value #MOST_COUNTED} bytes or hold more than text, the bytes
 * are the bound: no tokenizer in use makes more tokens than bytes. Images have tokens of their own, whatever their bytes:
 * the most that OpenAI charges for one is added for each.
 *
 * <p>Counting takes some 0.1 ms for a kilobyte at worst, so {@value #MOST_COUNTED} bytes bound the time, too.
 */
final class InputBounds {
    static final int MOST_COUNTED = 64 * 1024;
    static final int FRAME = 64;
    static final int TOOL_FRAME = 512;
    private static final int SHARE = 10;

    /** 2,833 and 5,667 for each of eight tiles: platform.openai.com, "Images and vision", for GPT-4o mini. */
    private static final long IMAGE_OF_4O_MINI = 48_169;

    /** 1,536 patches at 2.46 for GPT-4.1 nano, the most of all others: the same page. */
    private static final long IMAGE = 3_779;

    private static final List<byte[]> IMAGES = bytes("\"image_url\"", "\"input_image\"", "\"image\"");
    private static final List<byte[]> TOOLS = bytes("\"tools\"", "\"functions\"");
    private static final List<byte[]> OTHERS =
            bytes("\"input_audio\"", "\"file\"", "\"input_file\"", "\"file_data\"", "\"document\"");

    private final TokenEstimator tokens;

    InputBounds(TokenEstimator tokens) {
        this.tokens = tokens;
    }

    /** A number of tokens, and how it was found. */
    record Found(long tokens, InputBound bound) {}

    /** By bytes and images, which takes little time. */
    Found roughly(Call call) {
        return roughly(call.operation(), call.passages(), call.chosenTarget());
    }

    private Found roughly(Operation operation, List<Passage> passages, Target target) {
        byte[] body = operation.payload().json();
        long bytes = body.length + passageBytes(passages);
        long images = count(body, IMAGES);
        if (images == 0 || tokens.encoding(target.model()).isEmpty()) {
            return new Found(bytes, InputBound.BYTES);
        }
        long each = target.model().contains("4o-mini") ? IMAGE_OF_4O_MINI : IMAGE;
        return new Found(bytes + Math.multiplyExact(images, each), InputBound.BYTES);
    }

    /** By the tokenizer where that is public, else as {@link #roughly}. */
    Found of(Call call) {
        return of(call.operation(), call.passages(), call.chosenTarget());
    }

    Found of(Operation operation, List<Passage> passages, Target target) {
        Found roughly = roughly(operation, passages, target);
        Optional<Encoding> encoding = tokens.encoding(target.model());
        byte[] body = operation.payload().json();
        if (encoding.isEmpty() || roughly.tokens > MOST_COUNTED || count(body, IMAGES) + count(body, OTHERS) > 0) {
            return roughly;
        }
        long counted = encoding.get().countTokensOrdinary(new String(body, StandardCharsets.UTF_8));
        for (Passage passage : passages) {
            counted += encoding.get().countTokensOrdinary(passage.text());
        }
        long more = count(body, TOOLS) > 0 ? TOOL_FRAME + counted : FRAME + Math.ceilDiv(counted, SHARE);
        long most = counted + more;
        return most < roughly.tokens ? new Found(most, InputBound.TOKENIZER) : roughly;
    }

    /** UTF-8 needs three bytes at most for a UTF-16 unit. */
    private static long passageBytes(List<Passage> passages) {
        return passages.stream()
                .mapToLong(passage -> 3L * passage.text().length())
                .sum();
    }

    private static List<byte[]> bytes(String... words) {
        return List.of(words).stream()
                .map(word -> word.getBytes(StandardCharsets.US_ASCII))
                .toList();
    }

    private static long count(byte[] body, List<byte[]> words) {
        long count = 0;
        for (int i = 0; i < body.length; i++) {
            if (body[i] == '"') {
                for (byte[] word : words) {
                    count += isAt(body, i, word) ? 1 : 0;
                }
            }
        }
        return count;
    }

    private static boolean isAt(byte[] body, int from, byte[] word) {
        if (body.length - from < word.length) {
            return false;
        }
        for (int i = 1; i < word.length; i++) {
            if (body[from + i] != word[i]) {
                return false;
            }
        }
        return true;
    }
}
