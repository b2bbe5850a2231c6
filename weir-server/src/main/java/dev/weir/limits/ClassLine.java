package dev.weir.limits;

import dev.weir.spi.Priority;
import dev.weir.spi.ProjectId;

/** The calls of one class that wait; its projects take turns. */
final class ClassLine {
    /** Of 21 places for which all three classes wait, 16 go to interactive calls, 4 to normal ones, 1 to batch. */
    private static final int[] STRIDE = {1, 4, 16};

    final Priority priority;
    QueueTimes times;
    final Turns<ProjectId, ProjectLine> projects = new Turns<>();
    /** When the class last had nobody waiting, or the process a place to spare. */
    long lastClear;

    int waiting;
    /** Stride scheduling (Waldspurger and Weihl, 1995): the class with the smallest pass is served next. */
    long pass;
    /** How long those waited who were let in lately. */
    long sojourn;

    /** A class's own times. */
    static QueueTimes own(Priority priority, QueueTimes times) {
        return priority == Priority.BATCH ? times.times(QueueTimes.BATCH_FACTOR) : times;
    }

    ClassLine(Priority priority, QueueTimes times, long now) {
        this.priority = priority;
        this.times = own(priority, times);
        this.lastClear = now;
    }

    void served(long waited) {
        pass += STRIDE[priority.ordinal()];
        sojourn += (waited - sojourn) / 8;
    }

    /** How long a call may wait in this line now. */
    long patience(KeyLine line, long now) {
        long interval = times.interval().toNanos();
        boolean stands = now - lastClear > interval || now - line.since > interval;
        return stands ? times.target().toNanos() : interval;
    }
}
