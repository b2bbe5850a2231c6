package dev.weir.simulator;

/**
 * A stream of the Responses API's typed events: the response's start, its thoughts if the script claims any, the start
 * of its message or call, an event per token, their ends, and the whole response. The last event is its end mark.
 */
final class ResponsesStream implements Payload {
    private static final String[] THOUGHTS = {
        "response.output_item.added",
        "response.reasoning_summary_part.added",
        "response.reasoning_summary_text.delta",
        "response.reasoning_summary_text.done",
        "response.reasoning_summary_part.done",
        "response.output_item.done"
    };

    private final ChatReply reply;
    private final Speech speech;
    private final boolean call;
    private final int thoughts;
    private final int begun;

    ResponsesStream(ChatReply reply) {
        this.reply = reply;
        this.speech = reply.speech();
        this.call = speech.tool() != null;
        this.thoughts = ResponsesWords.thinks(reply) ? THOUGHTS.length : 0;
        this.begun = 2 + thoughts + (call ? 1 : 2);
    }

    @Override
    public boolean streamed() {
        return true;
    }

    @Override
    public int chunks() {
        return begun + speech.tokens() + (call ? 3 : 4);
    }

    @Override
    public boolean prefilled() {
        return reply.seen().endsWithAssistant();
    }

    @Override
    public void write(int chunk, JsonBytes out) {
        if (chunk < 2) {
            event(out, chunk == 0 ? "response.created" : "response.in_progress", chunk);
            ResponsesWords.response(out.raw(",\"response\":"), reply, false);
        } else if (chunk < 2 + thoughts) {
            thought(chunk - 2, chunk, out);
        } else if (chunk < begun) {
            begin(chunk, out);
        } else if (chunk < begun + speech.tokens()) {
            token(chunk - begun, chunk, out);
        } else {
            end(chunk, out);
        }
        out.raw("}\n\n");
    }

    private static JsonBytes event(JsonBytes out, String type, int number) {
        return out.raw("event: ")
                .raw(type)
                .raw("\ndata: {\"type\":\"")
                .raw(type)
                .raw("\",\"sequence_number\":")
                .number(number);
    }

    private void thought(int step, int number, JsonBytes out) {
        event(out, THOUGHTS[step], number).raw(",\"output_index\":0");
        if (step == 0 || step == THOUGHTS.length - 1) {
            ResponsesWords.thoughts(out.raw(",\"item\":"), reply, step != 0);
            return;
        }
        out.raw(",\"item_id\":\"rs_sim_").number(reply.ordinal()).raw("\",\"summary_index\":0");
        switch (step) {
            case 2 -> out.raw(",\"delta\":").string(ResponsesWords.THOUGHT);
            case 3 -> out.raw(",\"text\":").string(ResponsesWords.THOUGHT);
            default ->
                out.raw(",\"part\":{\"type\":\"summary_text\",\"text\":")
                        .string(step == 1 ? "" : ResponsesWords.THOUGHT)
                        .raw("}");
        }
    }

    private void begin(int number, JsonBytes out) {
        if (number == 2 + thoughts) {
            index(event(out, "response.output_item.added", number));
            ResponsesWords.item(out.raw(",\"item\":"), reply, false);
        } else {
            place(event(out, "response.content_part.added", number));
            ResponsesWords.part(out.raw(",\"part\":"), "");
        }
    }

    private JsonBytes index(JsonBytes out) {
        return out.raw(",\"output_index\":").number(thoughts == 0 ? 0 : 1);
    }

    private JsonBytes place(JsonBytes out) {
        ResponsesWords.itemId(index(out).raw(",\"item_id\":\""), reply).raw("\"");
        return call ? out : out.raw(",\"content_index\":0");
    }

    private void token(int token, int number, JsonBytes out) {
        place(event(out, call ? "response.function_call_arguments.delta" : "response.output_text.delta", number));
        out.raw(",\"delta\":\"")
                .chars(speech.text(), speech.start(token), speech.end(token))
                .raw(call ? "\"" : "\",\"logprobs\":[]");
    }

    private void end(int number, JsonBytes out) {
        int left = chunks() - number;
        switch (left) {
            case 1 -> {
                boolean cut = speech.finishReason().equals("length");
                event(out, cut ? "response.incomplete" : "response.completed", number);
                ResponsesWords.response(out.raw(",\"response\":"), reply, true);
            }
            case 2 -> {
                index(event(out, "response.output_item.done", number));
                ResponsesWords.item(out.raw(",\"item\":"), reply, true);
            }
            case 3 -> {
                if (call) {
                    place(event(out, "response.function_call_arguments.done", number));
                    out.raw(",\"name\":").string(String.valueOf(speech.tool()));
                    out.raw(",\"arguments\":").string(speech.text());
                } else {
                    place(event(out, "response.content_part.done", number));
                    ResponsesWords.part(out.raw(",\"part\":"), speech.text());
                }
            }
            default ->
                place(event(out, "response.output_text.done", number))
                        .raw(",\"text\":")
                        .string(speech.text())
                        .raw(",\"logprobs\":[]");
        }
    }

    @Override
    public int gapsBefore(int chunk) {
        return Math.clamp(chunk - (long) begun, 0, Math.max(0, speech.tokens() - 1));
    }

    @Override
    public int tokensIn(int chunksSent) {
        return chunksSent == chunks()
                ? reply.completionTokens()
                : Math.clamp(chunksSent - (long) begun, 0, speech.tokens());
    }
}
