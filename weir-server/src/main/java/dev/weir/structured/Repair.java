package dev.weir.structured;

import dev.weir.dialect.FollowUp;
import dev.weir.spi.Call;
import dev.weir.spi.Message;
import dev.weir.spi.Operation;
import java.util.List;
import java.util.stream.Collectors;

/** Asks again, told what was wrong. */
final class Repair {
    private static final int LONGEST = 20_000;

    private Repair() {}

    static Call of(Call call, Operation.Chat chat, Expectation.Fault fault) {
        return call.withOperation(FollowUp.of(
                chat,
                List.of(
                        new Message("assistant", shortened(said(fault))),
                        new Message(
                                "user",
                                "That does not keep to the JSON Schema that was asked for: " + fault.why()
                                        + ". Give the whole answer again, corrected, and nothing else."))));
    }

    private static String said(Expectation.Fault fault) {
        String said = fault.part().tool() == null
                ? fault.choice().text()
                : fault.choice().toolCalls().stream()
                        .map(called -> called.name() + " " + called.arguments())
                        .collect(Collectors.joining("\n"));
        return said.isBlank() ? "(nothing)" : said;
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
