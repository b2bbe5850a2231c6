package dev.weir.knowledge.parser;

import dev.weir.spi.parsing.ParseEvent;
import dev.weir.spi.parsing.ParseRequest;
import dev.weir.spi.parsing.ParseWire;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A child JVM and the pipes to it. One thread reads files with it; any thread may kill it. */
final class ParserChild {
    private static final Logger log = LoggerFactory.getLogger(ParserChild.class);
    private static final int BUFFER = 1 << 16;
    private static final int LAST_WORDS = 2_000;
    private static final int OUT_OF_MEMORY = 3;
    private static final int EXIT_SECONDS = 5;

    private final Process process;
    private final DataOutputStream in;
    private final DataInputStream out;
    private final StringBuilder lastWords = new StringBuilder();
    private volatile @Nullable Excess excess;
    private volatile boolean killed;
    private int files;

    private ParserChild(Process process) {
        this.process = process;
        this.in = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), BUFFER));
        this.out = new DataInputStream(new BufferedInputStream(process.getInputStream(), BUFFER));
        Thread.ofPlatform().daemon().name("weir-parser-words").start(this::listen);
    }

    /** What it took too much of. */
    enum Excess {
        TIME,
        PROCESSOR,
        MEMORY,
        WORDS
    }

    /** Starts one with nothing in its environment. */
    static ParserChild start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        return new ParserChild(builder.start());
    }

    /** What it says on its standard error is kept in part, for the log. */
    private void listen() {
        try (InputStream error = process.getErrorStream()) {
            byte[] some = new byte[512];
            for (int length = error.read(some); length >= 0; length = error.read(some)) {
                hear(new String(some, 0, length, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            log.trace("The words of a child broke off", e);
        }
    }

    private synchronized void hear(String words) {
        lastWords.append(words);
        if (lastWords.length() > 2 * LAST_WORDS) {
            lastWords.delete(0, lastWords.length() - LAST_WORDS);
        }
    }

    synchronized String lastWords() {
        return lastWords.toString().strip();
    }

    /** Both sides say which language they speak. */
    void greet() throws IOException {
        in.writeInt(ParseWire.VERSION);
        in.flush();
        int version = out.readInt();
        if (version != ParseWire.VERSION) {
            throw new IOException("it speaks version " + Integer.toHexString(version) + ", not "
                    + Integer.toHexString(ParseWire.VERSION));
        }
    }

    /** Sends a file; on a thread of its own, because what comes back may have to be read meanwhile. */
    void send(ParseRequest request, InputStream content, long length) throws IOException {
        files++;
        ParseWire.writeRequest(in, request, length);
        byte[] piece = new byte[BUFFER];
        long left = length;
        while (left > 0) {
            int some = content.read(piece, 0, (int) Math.min(piece.length, left));
            if (some < 0) {
                throw new EOFException("the file ends " + left + " bytes before its length");
            }
            in.write(piece, 0, some);
            left -= some;
        }
        in.flush();
    }

    /** The next thing it says. */
    ParseEvent next() throws IOException {
        return ParseWire.readEvent(out);
    }

    int files() {
        return files;
    }

    boolean isAlive() {
        return !killed && process.isAlive();
    }

    /** The process that does the work: what the sandbox and the shell became, or started. */
    ProcessHandle worker() {
        ProcessHandle worker = process.toHandle();
        List<ProcessHandle> all = worker.descendants().toList();
        return all.isEmpty() ? worker : all.getLast();
    }

    @Nullable
    Excess excess() {
        return excess;
    }

    void kill(Excess why) {
        if (excess == null) {
            excess = why;
        }
        kill();
    }

    void kill() {
        killed = true;
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Whether it ended because its heap was full; waits for its end. */
    boolean wasOutOfMemory() {
        try {
            return process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)
                    && (process.exitValue() == OUT_OF_MEMORY || lastWords().contains("java.lang.OutOfMemoryError"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How it ended, for the log. */
    String end() {
        return (process.isAlive() ? "still running" : "exit code " + process.exitValue())
                + (lastWords().isEmpty() ? "" : "; it said: " + lastWords());
    }
}
