package dev.weir.cli;

import java.io.IOException;

/**
 * One stop of the tour: shows one thing that Weir does, by doing it. Another stop is another class, and one more line
 * in {@link TourCommand}. Stations run one after the other, on one thread.
 */
interface Station {
    /** What is shown here, as a heading. */
    String title();

    /**
     * @throws CommandFailure if what was to be shown did not happen
     */
    void run(Guide guide) throws IOException, InterruptedException;
}
