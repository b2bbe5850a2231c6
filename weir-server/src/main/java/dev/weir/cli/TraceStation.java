package dev.weir.cli;

import java.io.IOException;

/** What was kept of the calls so far. */
final class TraceStation implements Station {
    @Override
    public String title() {
        return "What happened, step by step";
    }

    @Override
    public void run(Guide guide) throws IOException, InterruptedException {
        guide.say("Each call is kept, its messages encrypted: steps, tokens, cost. The console shows the same.");
        for (Guide.Call call : guide.calls()) {
            guide.command("./weir trace show " + call.exchange());
            new TraceText(guide.exchange(call.exchange())).print(guide.out());
            guide.pause(1500);
        }
    }
}
