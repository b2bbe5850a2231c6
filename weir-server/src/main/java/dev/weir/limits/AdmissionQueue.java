package dev.weir.limits;

import dev.weir.spi.Priority;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Places for calls, and the calls that wait for one.
 *
 * <p><b>Bounds.</b> A call begins when the process, its project and its key are all below their bounds. Nobody overtakes:
 * whenever this class's lock is free, either all places are taken or nobody waits who could have one.
 *
 * <p><b>Order.</b> Classes share the places by stride scheduling (Waldspurger and Weihl, "Stride Scheduling", 1995) with
 * weights 16, 4 and 1, so that an urgent call goes first and no class starves: one that waits is served after at most 22
 * others. In a class, projects take turns, in a project its keys, and a key's calls go in the order of their arrival.
 *
 * <p><b>Shedding.</b> What CoDel (RFC 8289) does for packets, in the form that Facebook uses for requests (Maurer,
 * "Fail at Scale", ACM Queue 13(8), 2015): a call waits for {@link QueueTimes#interval}, as long as its class and its
 * key's line were empty within the last interval; once they were not, the queue stands, and it waits for {@link
 * QueueTimes#target} only. So a burst is absorbed, and under a lasting overload those who are let in have waited
 * briefly. A call that cannot be begun before its deadline goes at once. There is no fixed length, but a bound on the
 * memory that waiting calls take up, of which batch may use half and normal three quarters.
 *
 * <p>Thread-safe. Holders are called without the lock.
 */
final class AdmissionQueue {
    private final LongSupplier clock;
    private final long maxBytes;
    private final Map<Priority, ClassLine> classes = new EnumMap<>(Priority.class);
    private final Counts<Object> running = new Counts<>();
    private final ReentrantLock lock = new ReentrantLock();
    private int bound;
    private int inside;
    private int waiting;
    private long waitingBytes;
    private long virtualTime;

    /**
     * @param clock monotonic nanoseconds
     * @param maxBytes memory that waiting calls may take up
     */
    AdmissionQueue(LongSupplier clock, QueueTimes times, int bound, long maxBytes) {
        this.clock = clock;
        this.bound = bound;
        this.maxBytes = maxBytes;
        for (Priority priority : Priority.values()) {
            classes.put(priority, new ClassLine(priority, times, clock.getAsLong()));
        }
    }

    /** What is to be told to whom, once the lock is free. */
    private static final class News {
        private final List<Runnable> told = new ArrayList<>(2);

        void admitted(Ticket ticket, long waited) {
            told.add(() -> ticket.holder().admitted(waited));
        }

        void shed(Ticket ticket, Shed reason, long waited) {
            told.add(() -> ticket.holder().shed(reason, waited));
        }

        void tell() {
            told.forEach(Runnable::run);
        }
    }

    /** Takes a place if there is one; each place taken is {@linkplain #leave left} once. */
    boolean tryEnter(Caller caller) {
        lock.lock();
        try {
            if (!hasRoom(caller)) {
                return false;
            }
            take(caller);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a place, waits for one, or is shed; the ticket's holder hears which, perhaps before this returns. */
    void join(Ticket ticket) {
        News news = new News();
        lock.lock();
        try {
            long now = clock.getAsLong();
            ClassLine line = line(ticket);
            if (hasRoom(ticket.caller())) {
                take(ticket.caller());
                news.admitted(ticket, 0);
            } else if (ticket.isTooLate(now + (line.waiting == 0 ? 0 : line.sojourn))) {
                news.shed(ticket, Shed.DEADLINE, 0);
            } else if (waitingBytes + ticket.bytes() > share(ticket.priority())) {
                news.shed(ticket, Shed.MEMORY, 0);
            } else {
                add(ticket, line, now);
            }
        } finally {
            lock.unlock();
        }
        news.tell();
    }

    /** Gives up waiting; does nothing if the ticket no longer waits. */
    void abandon(Ticket ticket) {
        News news = new News();
        lock.lock();
        try {
            if (ticket.line != null) {
                remove(ticket, ticket.line);
                news.shed(ticket, Shed.LEFT, clock.getAsLong() - ticket.arrived());
            }
        } finally {
            lock.unlock();
        }
        news.tell();
    }

    /** Leaves a place, which goes to whoever is next. */
    void leave(Caller caller) {
        News news = new News();
        lock.lock();
        try {
            inside--;
            running.leave(caller.project());
            running.leave(caller.key());
            fill(news);
        } finally {
            lock.unlock();
        }
        news.tell();
    }

    /** Changes how long calls wait from now on, those that wait already among them. */
    void times(QueueTimes changed) {
        lock.lock();
        try {
            classes.forEach((priority, line) -> line.times = ClassLine.own(priority, changed));
        } finally {
            lock.unlock();
        }
    }

    /** Changes how many calls may be in progress; those that are stay. */
    void bound(int changed) {
        News news = new News();
        lock.lock();
        try {
            bound = changed;
            fill(news);
        } finally {
            lock.unlock();
        }
        news.tell();
    }

    /** Sheds those who have waited too long, or for whom it is too late. To be called again and again. */
    void shedOverdue() {
        News news = new News();
        lock.lock();
        try {
            fill(news);
            long now = clock.getAsLong();
            for (Ticket ticket : overdue(now)) {
                KeyLine line = Objects.requireNonNull(ticket.line);
                Shed reason = ticket.isTooLate(now) ? Shed.DEADLINE : fullest(ticket.caller());
                remove(ticket, line);
                news.shed(ticket, reason, now - ticket.arrived());
            }
        } finally {
            lock.unlock();
        }
        news.tell();
    }

    private List<Ticket> overdue(long now) {
        List<Ticket> overdue = new ArrayList<>();
        for (ClassLine line : classes.values()) {
            for (ProjectLine project : line.projects.all()) {
                for (KeyLine key : project.keys.all()) {
                    long patience = line.patience(key, now);
                    for (Ticket ticket : key.all()) {
                        if (now - ticket.arrived() > patience || ticket.isTooLate(now)) {
                            overdue.add(ticket);
                        }
                    }
                }
            }
        }
        return overdue;
    }

    private boolean hasRoom(Caller caller) {
        return inside < bound && hasOwnRoom(caller);
    }

    private boolean hasOwnRoom(Caller caller) {
        return (caller.projectBound() == Caller.UNBOUNDED || running.of(caller.project()) < caller.projectBound())
                && (caller.keyBound() == Caller.UNBOUNDED || running.of(caller.key()) < caller.keyBound());
    }

    private Shed fullest(Caller caller) {
        if (running.of(caller.key()) >= caller.keyBound()) {
            return Shed.KEY;
        }
        return running.of(caller.project()) >= caller.projectBound() ? Shed.PROJECT : Shed.PROCESS;
    }

    private void take(Caller caller) {
        inside++;
        running.enter(caller.project());
        running.enter(caller.key());
    }

    private ClassLine line(Ticket ticket) {
        return Objects.requireNonNull(classes.get(ticket.priority()));
    }

    private long share(Priority priority) {
        return switch (priority) {
            case INTERACTIVE -> maxBytes;
            case NORMAL -> maxBytes / 4 * 3;
            case BATCH -> maxBytes / 2;
        };
    }

    private void add(Ticket ticket, ClassLine line, long now) {
        if (line.waiting == 0) {
            line.lastClear = now;
            line.pass = Math.max(line.pass, virtualTime);
        }
        Caller caller = ticket.caller();
        ProjectLine project = line.projects.get(caller.project(), () -> new ProjectLine(caller.project(), line));
        project.keys
                .get(caller.key(), () -> new KeyLine(caller.key(), project, now))
                .add(ticket);
        line.waiting++;
        waiting++;
        waitingBytes += ticket.bytes();
    }

    private void remove(Ticket ticket, KeyLine line) {
        line.remove(ticket);
        ProjectLine project = line.project;
        if (line.isEmpty()) {
            project.keys.remove(line.key);
        }
        ClassLine priority = project.priority;
        if (project.keys.isEmpty()) {
            priority.projects.remove(project.project);
        }
        priority.waiting--;
        waiting--;
        waitingBytes -= ticket.bytes();
    }

    private void fill(News news) {
        if (waiting == 0) {
            return;
        }
        long now = clock.getAsLong();
        Ticket next = inside < bound ? next(now, news) : null;
        while (next != null) {
            take(next.caller());
            news.admitted(next, now - next.arrived());
            next = inside < bound ? next(now, news) : null;
        }
        for (ClassLine line : classes.values()) {
            if (inside < bound || line.waiting == 0) {
                line.lastClear = now;
            }
        }
    }

    /** Takes out of its line whoever is to begin now; null if nobody can. */
    private @Nullable Ticket next(long now, News news) {
        List<ClassLine> order = new ArrayList<>(classes.values());
        order.removeIf(line -> line.waiting == 0);
        order.sort(Comparator.comparingLong(line -> line.pass));
        for (ClassLine line : order) {
            Ticket ticket = next(line, now, news);
            if (ticket != null) {
                virtualTime = Math.max(virtualTime, line.pass);
                line.served(now - ticket.arrived());
                return ticket;
            }
        }
        return null;
    }

    private @Nullable Ticket next(ClassLine line, long now, News news) {
        while (true) {
            Ticket ticket = line.projects.next(project -> project.keys.next(this::ready));
            if (ticket == null) {
                return null;
            }
            remove(ticket, Objects.requireNonNull(ticket.line));
            if (!ticket.isTooLate(now)) {
                return ticket;
            }
            news.shed(ticket, Shed.DEADLINE, now - ticket.arrived());
        }
    }

    private @Nullable Ticket ready(KeyLine line) {
        Ticket oldest = line.oldest();
        return oldest != null && hasOwnRoom(oldest.caller()) ? oldest : null;
    }

    /**
     * The figures of this moment.
     *
     * @param bound how many calls may be in progress
     * @param running how many are
     * @param waitingBytes memory that those take up who wait
     * @param waiting by class
     */
    record Figures(int bound, int running, long waitingBytes, Map<Priority, Integer> waiting) {}

    Figures figures() {
        lock.lock();
        try {
            Map<Priority, Integer> waiting = new EnumMap<>(Priority.class);
            classes.forEach((priority, line) -> waiting.put(priority, line.waiting));
            return new Figures(bound, inside, waitingBytes, waiting);
        } finally {
            lock.unlock();
        }
    }

    /** Whether anybody waits. */
    boolean isIdle() {
        lock.lock();
        try {
            return waiting == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether every place was given back. */
    boolean isEmpty() {
        lock.lock();
        try {
            return inside == 0 && running.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
