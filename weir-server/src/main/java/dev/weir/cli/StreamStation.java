package dev.weir.cli;

import java.io.IOException;

/** An ordinary request of an OpenAI client, streamed. */
final class StreamStation implements Station {
    /** The provider's name says that nobody thinks here. */
    static final String MODEL = "simulated/small-talk";

    private static final String QUESTION = "Who are you?";

    @Override
    public String title() {
        return "Any OpenAI client, unchanged";
    }

    @Override
    public void run(Guide guide) throws IOException, InterruptedException {
        guide.say("The provider 'simulated' is a program on this machine that speaks OpenAI's protocol.");
        guide.command("""
                curl -N $WEIR_URL/v1/chat/completions -H "Authorization: Bearer $WEIR_API_KEY" \\
                  -d '{"model": "%s", "stream": true, "messages": [{"role": "user", "content": "%s"}]}'""".formatted(MODEL, QUESTION));
        guide.out().print("  ");
        ChatStream.Ending ending = ChatStream.play(guide.client(), ChatStream.question(MODEL, QUESTION), guide::piece);
        guide.out().println();
        guide.made("small talk", ending.exchange());
        guide.out().println();
        guide.say(ending.events() + " events, as they came. Kept as " + ending.exchange() + ".");
    }
}
