package dev.weir.simulator;

/** A moderation's judgement: a text with the word {@code kill} is flagged as violence, any other is not. */
final class ModerationsBody implements Payload {
    private final ModerationsSeen seen;
    private final long ordinal;

    ModerationsBody(ModerationsSeen seen, long ordinal) {
        this.seen = seen;
        this.ordinal = ordinal;
    }

    @Override
    public boolean streamed() {
        return false;
    }

    @Override
    public int chunks() {
        return 1;
    }

    @Override
    public void write(int chunk, JsonBytes out) {
        out.raw("{\"id\":\"modr-sim-").number(ordinal).raw("\",\"model\":").string(seen.model());
        out.raw(",\"results\":[");
        String comma = "";
        for (String text : seen.texts()) {
            String flagged = text.contains("kill") ? "true" : "false";
            String score = text.contains("kill") ? "0.9" : "0.001";
            out.raw(comma).raw("{\"flagged\":").raw(flagged);
            out.raw(",\"categories\":{\"violence\":").raw(flagged).raw(",\"hate\":false}");
            out.raw(",\"category_scores\":{\"violence\":").raw(score).raw(",\"hate\":0.001}");
            out.raw(",\"category_applied_input_types\":{\"violence\":[\"text\"],\"hate\":[\"text\"]}}");
            comma = ",";
        }
        out.raw("]}");
    }

    @Override
    public int gapsBefore(int chunk) {
        return 0;
    }

    @Override
    public int tokensIn(int chunksSent) {
        return 0;
    }
}
