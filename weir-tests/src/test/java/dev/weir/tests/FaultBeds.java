package dev.weir.tests;

import dev.weir.simulator.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A bed for each of several callers, at work at the same time: faults cost waiting, and not much else. */
final class FaultBeds implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<FaultBed> beds;

    FaultBeds(List<FaultCaller> callers) {
        this.beds = callers.stream().map(FaultBed::new).toList();
        beds.forEach(FaultBed::warmUp);
    }

    /** What every caller does. */
    interface Test {
        void of(FaultBed bed) throws Exception;
    }

    /** Lets every caller do it with a provider that is well, and looks afterwards whether Weir is. */
    void each(Test test) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (FaultBed bed : beds) {
            running.add(threads.submit(() -> {
                bed.upstream(Script.DEFAULT);
                test.of(bed);
                bed.assertWell();
                return null;
            }));
        }
        AssertionError failed = null;
        for (int i = 0; i < running.size(); i++) {
            try {
                running.get(i).get();
            } catch (ExecutionException e) {
                AssertionError error = new AssertionError(beds.get(i).caller() + ": " + e.getMessage(), e.getCause());
                failed = failed == null ? error : failed;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    @Override
    public void close() {
        beds.forEach(FaultBed::close);
        threads.close();
    }
}
