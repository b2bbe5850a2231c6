package dev.weir.simulator;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Writes messages of AWS's binary event stream, as Bedrock's ConverseStream sends them; for scripted peers.
 */
public final class EventStreamMessages {
    private EventStreamMessages() {}

    /** An event such as {@code messageStop} with its JSON. */
    public static byte[] event(String type, String json) {
        return message(Map.of(":message-type", "event", ":event-type", type), json);
    }

    /** An exception such as {@code throttlingException} with its JSON. */
    public static byte[] exception(String type, String json) {
        return message(Map.of(":message-type", "exception", ":exception-type", type), json);
    }

    /** A message whose headers are all strings. */
    public static byte[] message(Map<String, String> headers, String payload) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        headers.forEach((name, value) -> {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            names.write(name.length());
            names.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            names.write(7);
            names.writeBytes(
                    ByteBuffer.allocate(2).putShort((short) bytes.length).array());
            names.writeBytes(bytes);
        });
        return message(names.toByteArray(), payload.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A message.
     *
     * @param headers as they are on the wire
     */
    public static byte[] message(byte[] headers, byte[] payload) {
        int length = 16 + headers.length + payload.length;
        ByteBuffer bytes = ByteBuffer.allocate(length).putInt(length).putInt(headers.length);
        bytes.putInt(checksum(bytes.array(), 8)).put(headers).put(payload);
        return bytes.putInt(checksum(bytes.array(), length - 4)).array();
    }

    /** The checksum of the first bytes, as it stands behind them. */
    public static int checksum(byte[] bytes, int length) {
        CRC32 sum = new CRC32();
        sum.update(bytes, 0, length);
        return (int) sum.getValue();
    }
}
