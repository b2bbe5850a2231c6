package dev.weir.knowledge.parser;

import dev.weir.kernel.Clock;
import dev.weir.knowledge.parser.ParserChild.Excess;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at children at work several times a second, and kills those that take too much. Thread-safe. */
final class Watch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watch.class);
    private static final int EVERY_MILLIS = 200;

    private final ParserSettings settings;
    private final Clock clock;
    private final Set<Turn> turns = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("weir-parser-watch").factory());

    Watch(ParserSettings settings, Clock clock, Runnable also) {
        this.settings = settings;
        this.clock = clock;
        timer.scheduleWithFixedDelay(() -> look(also), EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look(Runnable also) {
        try {
            turns.forEach(Turn::look);
            also.run();
        } catch (RuntimeException e) {
            log.error("The children that read documents are not watched just now", e);
        }
    }

    /** Watches a child until this is closed. */
    Turn begin(ParserChild child) {
        Turn turn = new Turn(child);
        turns.add(turn);
        return turn;
    }

    /** One child at one file. */
    final class Turn implements AutoCloseable {
        private final ParserChild child;
        private final ProcessHandle worker;
        private final long began = clock.nanoTime();
        private final Duration before;

        private Turn(ParserChild child) {
            this.child = child;
            this.worker = child.worker();
            this.before = Consumption.of(worker).processor();
        }

        private void look() {
            Consumption now = Consumption.of(worker);
            if (clock.nanoTime() - began > settings.time().toNanos()) {
                child.kill(Excess.TIME);
            } else if (now.processor().minus(before).compareTo(settings.cpu()) > 0) {
                child.kill(Excess.PROCESSOR);
            } else if (now.memory() > ChildCommand.most(settings)) {
                child.kill(Excess.MEMORY);
            }
        }

        /** The processor's time that the child has had in its life. */
        Duration life() {
            return Consumption.of(worker).processor();
        }

        @Override
        public void close() {
            turns.remove(this);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
