package dev.weir.store;

import java.util.concurrent.locks.LockSupport;

/** A thread of the journal's, which parks while it has nothing to do and ends when it is told to. */
abstract class JournalThread extends Thread {
    volatile boolean stopping;

    JournalThread(String name) {
        super(name);
    }

    /** Lets it do what is left, and waits for its end. */
    final void finish() {
        stopping = true;
        LockSupport.unpark(this);
        boolean interrupted = false;
        while (isAlive()) {
            try {
                join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            currentThread().interrupt();
        }
    }
}
