package dev.weir.edge;

import dev.weir.dialect.JsonEdit;
import dev.weir.dialect.OpenAiChat;
import dev.weir.dialect.OpenAiErrors;
import dev.weir.dialect.Parsed;
import dev.weir.http.Peer;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.pipeline.Gateway;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.Operation;
import java.nio.charset.StandardCharsets;

/** Has one request on a socket answered, event by event. */
final class SocketAnswer implements Peer.Work {
    private final SocketWords words;
    private final Gateway gateway;
    private final CallFactory calls;
    private final Peer peer;
    private final Runnable over;

    SocketAnswer(String id, Gateway gateway, CallFactory calls, Peer peer, Runnable over) {
        this.words = new SocketWords(id);
        this.gateway = gateway;
        this.calls = calls;
        this.peer = peer;
        this.over = over;
    }

    @Override
    public void run(Request request) {
        Parsed.Understood<Operation.Chat> read = streamed(request.body());
        Call call = calls.make(request, read.operation(), read.options());
        switch (gateway.call(call)) {
            case Answer.Streamed streamed -> {
                try (ChatFrames frames = new ChatFrames(call, read.operation(), streamed.events())) {
                    pass(frames);
                }
            }
            case Answer.Whole whole -> {
                peer.send(words.event(whole.json()));
                last(words.done());
            }
            case Refused refused -> last(words.error(OpenAiErrors.write(refused, call.requestId())));
        }
    }

    /** On a socket every answer comes in events. */
    private Parsed.Understood<Operation.Chat> streamed(byte[] body) {
        Parsed.Understood<Operation.Chat> read = read(body);
        return read.operation().stream()
                ? read
                : read(JsonEdit.of().set("stream", "true").apply(body));
    }

    private Parsed.Understood<Operation.Chat> read(byte[] body) {
        return switch (OpenAiChat.readRequest(body, calls.limits())) {
            case Parsed.Understood<Operation.Chat> understood -> understood;
            case Parsed.Rejected<Operation.Chat>(var refusal) -> throw new Refusal(refusal);
        };
    }

    private void pass(ChatFrames frames) {
        for (byte[] frame = frames.next(); frame != null; frame = frames.next()) {
            String content = SocketWords.content(frame);
            if (content.equals("[DONE]")) {
                last(words.done());
            } else if (content.startsWith("{\"error\"")) {
                last(words.error(content.getBytes(StandardCharsets.UTF_8)));
            } else {
                peer.send(words.event(content.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    @Override
    public void refused(Request request, Refusal refusal) {
        last(words.error(OpenAiErrors.write(refusal.refused(), request.id())));
    }

    /** Who has heard the last word may use the id again at once. */
    private void last(byte[] text) {
        over.run();
        peer.send(text);
    }

    @Override
    public void over() {
        over.run();
    }
}
