package dev.weir.batch;

import java.nio.ByteBuffer;

/**
 * What became of one line.
 *
 * @param line its place in the input file, from 1
 * @param ok whether it was answered with a status of 2xx
 * @param json the line of the output or error file, without its end
 */
record Result(
        int line,
        boolean ok,
        long inputTokens,
        long cachedTokens,
        long outputTokens,
        long reasoningTokens,
        byte[] json) {
    private static final int HEADER = Integer.BYTES + 1 + 4 * Long.BYTES;

    byte[] packed() {
        return ByteBuffer.allocate(HEADER + json.length)
                .putInt(line)
                .put((byte) (ok ? 1 : 0))
                .putLong(inputTokens)
                .putLong(cachedTokens)
                .putLong(outputTokens)
                .putLong(reasoningTokens)
                .put(json)
                .array();
    }

    static Result unpacked(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int line = in.getInt();
        boolean ok = in.get() == 1;
        long input = in.getLong();
        long cached = in.getLong();
        long output = in.getLong();
        long reasoning = in.getLong();
        byte[] json = new byte[in.remaining()];
        in.get(json);
        return new Result(line, ok, input, cached, output, reasoning, json);
    }
}
