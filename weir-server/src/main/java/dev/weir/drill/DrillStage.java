package dev.weir.drill;

import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import dev.weir.spi.Operation;
import java.util.Map;
import java.util.Optional;

/** Marks the attempts of a drill for the outgoing client, and in the trace. Stands next to the provider. */
final class DrillStage implements Stage {
    private final Drills drills;

    DrillStage(Drills drills) {
        this.drills = drills;
    }

    @Override
    public Answer handle(Call call, Next next) {
        Optional<Drill> drill = drills.of(call, call.operation().model());
        return drill.isEmpty() ? next.proceed(call) : struck(drill.get(), call, next);
    }

    private static Answer struck(Drill drill, Call call, Next next) {
        boolean first = drill.target().equals(call.chosenTarget());
        if (first) {
            drill.struck().incrementAndGet();
            call.recording()
                    .span(
                            "drill",
                            call.recording().elapsedNanos(),
                            Map.of("fault", drill.fault().wireName(), "drill", drill.id()));
        }
        boolean stream = call.operation() instanceof Operation.Chat chat && chat.stream();
        return ScopedValue.where(Struck.NOW, new Struck(drill, first, stream)).call(() -> next.proceed(call));
    }
}
