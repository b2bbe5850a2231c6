package dev.weir.simulator;

import java.util.Map;

/** A reply that is a status. */
record StatusBody(int status, Map<String, String> headers, String body) implements Payload {

    /**
     * @param messages whether the error is Anthropic's
     */
    static StatusBody of(Fault.Status fault, boolean messages) {
        String body = fault.body();
        return new StatusBody(
                fault.status(),
                fault.headers(),
                body == null ? json(fault.status(), ErrorBody.of(fault.status()), messages) : body);
    }

    static StatusBody of(int status, ErrorBody error, boolean messages) {
        return new StatusBody(status, Map.of(), json(status, error, messages));
    }

    private static String json(int status, ErrorBody error, boolean messages) {
        return messages ? error.messagesJson(status) : error.json();
    }

    @Override
    public boolean streamed() {
        return false;
    }

    @Override
    public int chunks() {
        return 1;
    }

    @Override
    public void write(int chunk, JsonBytes out) {
        out.raw(body);
    }

    @Override
    public int gapsBefore(int chunk) {
        return 0;
    }

    @Override
    public int tokensIn(int chunksSent) {
        return 0;
    }
}
