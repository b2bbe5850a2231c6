package dev.weir.cli;

import java.io.IOException;

/** A provider that breaks off in the middle of its answer, and a caller who does not notice. */
final class FaultStation implements Station {
    /** Two deployments that say the same. */
    static final String MODEL = "sturdy";

    private static final int SECONDS = 60;

    @Override
    public String title() {
        return "A provider breaks off, the answer does not";
    }

    @Override
    public void run(Guide guide) throws IOException, InterruptedException {
        guide.say("A drill cuts the first deployment's stream after a few words, for one key only.");
        guide.command("./weir drill --fault cut --model " + MODEL + " --calls 1");
        WeirClient admin = guide.client();
        Drilling drilling = new Drilling(
                admin,
                key -> new WeirClient(new ServerAddress(admin.url(), key, null), null),
                "cut",
                MODEL,
                SECONDS,
                null);
        if (!drilling.run(1, 0, false, guide.out()).isRight()) {
            throw new CommandFailure("The drill did not end as it should.");
        }
    }
}
