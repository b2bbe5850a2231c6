package dev.weir.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a station of the tour works with: the server, the visitor's screen, and what earlier stations did. */
final class Guide {
    private static final int NOT_FOUND = 404;
    private static final long LOOK_AGAIN = 50;
    private static final int TRIES = 200;
    private static final String MARGIN = "  ";

    private final WeirClient client;
    private final Path data;
    private final PrintWriter out;
    private final boolean unhurried;
    private final List<Call> calls = new ArrayList<>();

    /** A call that a station made. */
    record Call(String name, String exchange) {}

    /**
     * @param data the server's data directory, which is gone after the tour
     * @param unhurried whether to leave the visitor time to read
     */
    Guide(WeirClient client, Path data, PrintWriter out, boolean unhurried) {
        this.client = client;
        this.data = data;
        this.out = out;
        this.unhurried = unhurried;
    }

    WeirClient client() {
        return client;
    }

    Path data() {
        return data;
    }

    PrintWriter out() {
        return out;
    }

    void say(String text) {
        out.println(MARGIN + text);
        out.flush();
    }

    /** A command line that does what the station does next. */
    void command(String line) {
        out.println();
        out.println(MARGIN + "$ " + line.replace("\n", "\n" + MARGIN + "  "));
        out.println();
        out.flush();
        pause(800);
    }

    /** A piece of an answer, as it comes. */
    void piece(String text) {
        out.print(text.replace("\n", "\n" + MARGIN));
        out.flush();
    }

    void pause(long millis) {
        try {
            Thread.sleep(unhurried ? millis : 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void made(String name, String exchange) {
        calls.add(new Call(name, exchange));
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    /** The exchange, as soon as it can be read. */
    JsonNode exchange(String id) throws IOException, InterruptedException {
        return patiently("/api/exchanges/" + id);
    }

    /** Asks again while there is nothing there. */
    JsonNode patiently(String path) throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return client.get(path);
            } catch (ApiFailure e) {
                if (e.status() != NOT_FOUND || tries == TRIES) {
                    throw e;
                }
                Thread.sleep(LOOK_AGAIN);
            }
        }
    }
}
