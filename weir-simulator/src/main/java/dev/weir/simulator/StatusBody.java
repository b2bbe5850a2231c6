package dev.weir.simulator;

import java.util.Map;

/** A reply that is a status. */
record StatusBody(int status, Map<String, String> headers, String body) implements Payload {

    /**
     * @param words whose error it is
     */
    static StatusBody of(Fault.Status fault, ErrorWords words) {
        String body = fault.body();
        return new StatusBody(
                fault.status(),
                fault.headers(),
                body == null ? words.json(fault.status(), ErrorBody.of(fault.status())) : body);
    }

    static StatusBody of(int status, ErrorBody error, ErrorWords words) {
        return new StatusBody(status, Map.of(), words.json(status, error));
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
