package dev.weir.structured;

import dev.weir.config.SchemaValidation;
import dev.weir.dialect.FollowUp;
import dev.weir.dialect.SchemaCache;
import dev.weir.dialect.WantedSchema;
import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Call;
import dev.weir.spi.Delta;
import dev.weir.spi.Event;
import dev.weir.spi.Operation;
import dev.weir.spi.Recording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares answers with the schemas that their requests ask for. Stands before routing, so that a repair is routed like
 * any other call and its attempts are metered and shown beside the first one's.
 *
 * <p>A stream passes as it comes; its last event waits for the comparison. Only where a repair may be needed is the
 * whole answer awaited first.
 */
final class StructuredStage implements Stage {
    private final SchemaRules rules;
    private final SchemaCache schemas = new SchemaCache();

    StructuredStage(SchemaRules rules) {
        this.rules = rules;
    }

    @Override
    public Answer handle(Call call, Next next) {
        if (!(call.operation() instanceof Operation.Chat chat)) {
            return next.proceed(call);
        }
        SchemaRules.Rule rule = rules.of(chat.model());
        if (rule.validation() == SchemaValidation.OFF) {
            return next.proceed(call);
        }
        List<WantedSchema> wanted = WantedSchema.of(chat.payload());
        if (wanted.isEmpty()) {
            return next.proceed(call);
        }
        try {
            return compared(Expectation.of(call, rule, wanted, schemas), chat, next);
        } catch (Expectation.Malformed e) {
            return e.refused();
        }
    }

    private static Answer compared(Expectation expected, Operation.Chat chat, Next next) {
        Answer answer = next.proceed(expected.call());
        boolean repairs = expected.repairs() && FollowUp.isPossible(chat);
        return switch (answer) {
            case Answer.Refused refused -> refused;
            case Answer.Whole whole -> {
                Optional<Expectation.Fault> fault = expected.fault(AnswerContent.of(whole.deltas()));
                yield fault.isEmpty()
                        ? whole
                        : repairs ? repaired(expected, chat, fault.get(), next) : refused(expected, fault.get());
            }
            case Answer.Streamed streamed when repairs -> awaited(expected, chat, streamed, next);
            case Answer.Streamed streamed -> new Answer.Streamed(new ComparedEvents(streamed.events(), expected));
        };
    }

    private static Answer.Refused refused(Expectation expected, Expectation.Fault fault) {
        return fault.refused(expected.call().recording().target());
    }

    private static Answer awaited(Expectation expected, Operation.Chat chat, Answer.Streamed streamed, Next next) {
        HeldEvents held = HeldEvents.all(streamed.events());
        if (held.isBroken()) {
            return new Answer.Streamed(held);
        }
        Optional<Expectation.Fault> fault = expected.fault(held.content());
        if (fault.isEmpty()) {
            return new Answer.Streamed(held);
        }
        held.close();
        return repaired(expected, chat, fault.get(), next);
    }

    /** Once: an answer that is no better the second time is refused. */
    private static Answer repaired(Expectation expected, Operation.Chat chat, Expectation.Fault fault, Next next) {
        Recording recording = expected.call().recording();
        long start = recording.elapsedNanos();
        Answer second = next.proceed(Repair.of(expected.call(), chat, fault));
        Answer judged = switch (second) {
            case Answer.Refused refused -> refused;
            case Answer.Whole whole -> judged(expected, AnswerContent.of(whole.deltas()), whole);
            case Answer.Streamed streamed -> {
                HeldEvents held = HeldEvents.all(streamed.events());
                yield held.isBroken()
                        ? new Answer.Streamed(held)
                        : judged(expected, held.content(), new Answer.Streamed(held));
            }
        };
        boolean good = !(judged instanceof Answer.Refused);
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("fault", fault.why());
        attributes.put("field", fault.part().field());
        attributes.put("repaired", Boolean.toString(good));
        recording.span("repair", start, attributes);
        if (good) {
            recording.repaired();
        }
        return judged;
    }

    private static Answer judged(Expectation expected, AnswerContent content, Answer answer) {
        Optional<Expectation.Fault> fault = expected.fault(content);
        if (fault.isEmpty()) {
            return answer;
        }
        if (answer instanceof Answer.Streamed streamed) {
            streamed.events().close();
        }
        return refused(expected, fault.get());
    }

    /** What events add, put together. */
    static AnswerContent content(List<Event> events) {
        List<Delta> deltas = new ArrayList<>();
        events.forEach(event -> {
            if (event instanceof Event.Chunk chunk) {
                deltas.addAll(chunk.deltas());
            }
        });
        return AnswerContent.of(deltas);
    }
}
