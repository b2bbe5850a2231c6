package dev.weir.simulator;

/** Everything a chat reply is made of, before it takes the form of a body or of a stream. */
record ChatReply(long ordinal, long created, ChatSeen seen, Speech speech, UsageNumbers usage) {

    String model() {
        return seen.model();
    }

    int promptTokens() {
        return usage.prompt(seen.promptTokens());
    }

    int completionTokens() {
        return usage.completion(speech.tokens());
    }

    Payload payload() {
        return seen.stream() ? new ChatStream(this) : new ChatBody(this);
    }
}
