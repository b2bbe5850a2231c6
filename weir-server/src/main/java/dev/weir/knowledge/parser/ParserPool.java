package dev.weir.knowledge.parser;

import dev.weir.kernel.Clock;
import dev.weir.knowledge.parser.ParserChild.Excess;
import dev.weir.spi.parsing.ParseEvent;
import dev.weir.spi.parsing.ParseRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few children that read files, started when there is one to read and kept for a while. Thread-safe; {@link #read}
 * blocks and is meant for platform threads that live long, since a sandbox may end with the thread that started it.
 */
public final class ParserPool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ParserPool.class);
    private static final Duration LONGEST_SEND = Duration.ofSeconds(5);

    private final ParserSettings settings;
    private final Supplier<ChildCommand> command;
    private final Clock clock;
    private final Semaphore places;
    private final Watch watch;
    private final Deque<Warm> warm = new ArrayDeque<>();
    private final Set<ParserChild> working = new HashSet<>();
    private boolean closed;

    private record Warm(ParserChild child, long since) {}

    /** Hears how far a reading is, on the thread that reads. */
    public interface Progress {
        /**
         * @param number from 1
         * @param of 0 where that is not known
         */
        void page(int number, int of);
    }

    /**
     * @param folder may be written to
     */
    public ParserPool(ParserProgram program, ParserSettings settings, Path folder, Programs programs, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.command = new Once<>(() -> {
            Sandbox sandbox = settings.sandboxed()
                    ? Sandbox.find(folder, ChildCommand.readable(program), programs)
                    : Sandbox.none(programs);
            return new ChildCommand(program, settings, sandbox, programs);
        });
        this.places = new Semaphore(settings.processes(), true);
        this.watch = new Watch(settings, clock, this::cool);
    }

    /** What would be in force on this machine. */
    public static Isolation isolation(ParserProgram program, Programs programs) {
        try {
            Path folder = Files.createTempDirectory("weir-parser");
            try {
                return Sandbox.find(folder, ChildCommand.readable(program), programs)
                        .isolation();
            } finally {
                Files.deleteIfExists(folder.resolve("mount"));
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            log.warn("No folder for a trial can be made: {}", e.getMessage());
            return Isolation.NONE;
        }
    }

    /** Something that is made when it is first needed: the isolation is tried then. */
    private static final class Once<T> implements Supplier<T> {
        private final Supplier<T> maker;
        private @Nullable T made;

        Once(Supplier<T> maker) {
            this.maker = maker;
        }

        @Override
        public synchronized T get() {
            T it = made;
            if (it == null) {
                it = maker.get();
                made = it;
            }
            return it;
        }
    }

    /** What is in force. */
    public Isolation isolation() {
        return command.get().sandbox().isolation();
    }

    /** Why no file is read here at all; null where files are. */
    public @Nullable String obstacle() {
        return settings.isolated() && isolation() == Isolation.NONE
                ? "files are read in isolation only (knowledge.parser.isolation is required), which this machine does not"
                        + " offer: install bubblewrap, or allow unprivileged user namespaces"
                : null;
    }

    /**
     * Reads a file.
     *
     * @param password null where none is known
     * @param content at least {@code length} bytes; what it throws comes out of here
     */
    public FileReading read(
            String fileName, @Nullable String password, InputStream content, long length, Progress progress)
            throws InterruptedException {
        String obstacle = obstacle();
        if (obstacle != null) {
            return new FileReading.Unavailable(obstacle);
        }
        ParseRequest request = new ParseRequest(fileName, password, settings.limits());
        places.acquire();
        try {
            return read(request, content, length, progress);
        } finally {
            places.release();
        }
    }

    private FileReading read(ParseRequest request, InputStream content, long length, Progress progress)
            throws InterruptedException {
        @Nullable ParserChild child = child();
        if (child == null) {
            return new FileReading.Unavailable("the program that reads documents does not start");
        }
        try (Watch.Turn turn = watch.begin(child)) {
            FileReading reading = new Exchange(child, request, progress).with(content, length);
            if (reading instanceof FileReading.Broken broken) {
                log.warn("A file of {} bytes was not read: {} ({})", length, broken.reason(), child.end());
            }
            giveBack(child, turn.life());
            return reading;
        } finally {
            retireUnlessWarm(child);
        }
    }

    private synchronized void retireUnlessWarm(ParserChild child) {
        if (working.remove(child)) {
            child.kill();
        }
    }

    private @Nullable ParserChild child() {
        synchronized (this) {
            if (closed) {
                return null;
            }
            while (!warm.isEmpty()) {
                ParserChild child = warm.pop().child();
                if (child.isAlive()) {
                    working.add(child);
                    return child;
                }
            }
        }
        return started();
    }

    private @Nullable ParserChild started() {
        try {
            ParserChild child = ParserChild.start(command.get().words());
            synchronized (this) {
                working.add(child);
            }
            try (Watch.Turn turn = watch.begin(child)) {
                child.greet();
                return child;
            } catch (IOException e) {
                log.error("A child that reads documents did not start: {} ({})", e.getMessage(), child.end());
                retireUnlessWarm(child);
                return null;
            }
        } catch (IOException e) {
            log.error("No child that reads documents can be started: {}", e.getMessage());
            return null;
        }
    }

    /** Keeps a child for the next file, if it is well and not used up. */
    private synchronized void giveBack(ParserChild child, Duration life) {
        boolean fresh = child.files() < settings.files() && life.compareTo(settings.cpu()) < 0;
        if (!closed && fresh && child.isAlive() && working.remove(child)) {
            warm.push(new Warm(child, clock.nanoTime()));
        }
    }

    private synchronized void cool() {
        for (Iterator<Warm> each = warm.iterator(); each.hasNext(); ) {
            Warm idle = each.next();
            if (clock.nanoTime() - idle.since() > settings.warm().toNanos()) {
                each.remove();
                idle.child().kill();
            }
        }
    }

    /** Children that wait for a file. */
    public synchronized int warm() {
        return warm.size();
    }

    /** Kills all children; those at work are {@link FileReading.Broken}. */
    @Override
    public synchronized void close() {
        closed = true;
        watch.close();
        warm.forEach(idle -> idle.child().kill());
        warm.clear();
        working.forEach(ParserChild::kill);
    }

    /** One file and one child. */
    private final class Exchange {
        private final ParserChild child;
        private final ParseRequest request;
        private final Progress progress;
        private final EventText text;
        private final AtomicReference<@Nullable RuntimeException> unsent = new AtomicReference<>();

        Exchange(ParserChild child, ParseRequest request, Progress progress) {
            this.child = child;
            this.request = request;
            this.progress = progress;
            this.text = new EventText(request.fileName(), 2 * request.limits().characters());
        }

        FileReading with(InputStream content, long length) throws InterruptedException {
            Thread sender =
                    Thread.ofPlatform().daemon().name("weir-parser-send").start(() -> send(content, length));
            FileReading reading = heard();
            if (!sender.join(LONGEST_SEND) || reading instanceof FileReading.Broken) {
                child.kill();
                sender.join();
            }
            RuntimeException failure = unsent.get();
            if (failure != null) {
                throw failure;
            }
            return reading;
        }

        private void send(InputStream content, long length) {
            try {
                child.send(request, content, length);
            } catch (IOException e) {
                log.debug("A child did not take all of its file", e);
                child.kill();
            } catch (RuntimeException e) {
                unsent.set(e);
                child.kill();
            }
        }

        private FileReading heard() {
            try {
                while (true) {
                    ParseEvent event = child.next();
                    if (event instanceof ParseEvent.Ended end) {
                        if (end.outcome() == ParseEvent.Outcome.TOO_LARGE) {
                            child.kill();
                        }
                        return text.ended(end);
                    }
                    hear(event);
                    if (text.isFlood()) {
                        child.kill(Excess.WORDS);
                        return broken();
                    }
                }
            } catch (IOException e) {
                child.kill();
                return broken();
            }
        }

        private void hear(ParseEvent event) {
            switch (event) {
                case ParseEvent.Title(String title) -> text.title(title);
                case ParseEvent.Page(int number, int of) -> {
                    text.page(number);
                    progress.page(number, of);
                }
                case ParseEvent.Block block -> text.block(block);
                case ParseEvent.Embedded file -> text.embedded(file);
                case ParseEvent.Ended end -> throw new IllegalStateException("the last word was read already: " + end);
            }
        }

        private FileReading broken() {
            return switch (child.excess()) {
                case TIME ->
                    new FileReading.Broken(
                            "reading it took longer than " + seconds(settings.time())
                                    + " (knowledge.parser.time bounds it)",
                            false);
                case PROCESSOR ->
                    new FileReading.Broken(
                            "reading it took more than " + seconds(settings.cpu())
                                    + " of a processor's time (knowledge.parser.cpu_time bounds it)",
                            false);
                case MEMORY -> outOfMemory();
                case WORDS ->
                    new FileReading.Broken("what reads it told without end: more than is kept of any document", false);
                case null ->
                    child.wasOutOfMemory()
                            ? outOfMemory()
                            : new FileReading.Broken("what reads it stopped in the middle of it", true);
            };
        }

        private FileReading outOfMemory() {
            return new FileReading.Broken(
                    "reading it takes more memory than " + (settings.heap() >> 20)
                            + " MB (knowledge.parser.memory bounds it)",
                    true);
        }

        private static String seconds(Duration duration) {
            return duration.toMillis() % 1000 == 0
                    ? duration.toSeconds() + " seconds"
                    : duration.toMillis() + " milliseconds";
        }
    }
}
