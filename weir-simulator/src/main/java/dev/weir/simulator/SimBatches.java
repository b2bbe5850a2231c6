package dev.weir.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The files and batches of one simulator, as long as it lives. Thread-safe. */
final class SimBatches {
    private static final int USUAL_LOOKS = 2;

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Map<String, SimBatch> batches = new LinkedHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger uncancelled = new AtomicInteger();
    private volatile int looks = USUAL_LOOKS;

    /** How often a batch is looked at before it is over. */
    void endAtLook(int number) {
        looks = number;
    }

    int lastLook() {
        return looks;
    }

    /** The next batches are made without an answer. */
    void loseAnswers(int count) {
        lost.set(count);
    }

    boolean losesAnswer() {
        return lost.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    /** The next cancels fail. */
    void failCancels(int count) {
        uncancelled.set(count);
    }

    boolean failsCancel() {
        return uncancelled.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    String nextId(String prefix) {
        return prefix + "_sim_" + numbers.incrementAndGet();
    }

    synchronized void put(String id, byte[] file) {
        files.put(id, file);
    }

    synchronized byte @Nullable [] file(String id) {
        return files.get(id);
    }

    synchronized boolean drop(String id) {
        return files.remove(id) != null;
    }

    synchronized int fileCount() {
        return files.size();
    }

    synchronized void put(SimBatch batch) {
        batches.put(batch.id(), batch);
    }

    synchronized @Nullable SimBatch batch(String id) {
        return batches.get(id);
    }

    synchronized boolean dropBatch(String id) {
        return batches.remove(id) != null;
    }

    /** Newest first. */
    synchronized List<SimBatch> all() {
        return new ArrayList<>(batches.values()).reversed();
    }
}
