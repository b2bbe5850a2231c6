package dev.weir.batch;

import dev.weir.files.JsonLines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a batch's whole file once, before any of it is asked. */
final class Validation {
    static final int MOST_ERRORS = 100;

    private final String endpoint;
    private final int mostRequests;
    private final Set<String> customIds = new HashSet<>();
    private final List<BatchError> errors = new ArrayList<>();
    private int requests;
    private @Nullable String model;
    private boolean mixed;

    private Validation(String endpoint, int mostRequests) {
        this.endpoint = endpoint;
        this.mostRequests = mostRequests;
    }

    /**
     * What was found.
     *
     * @param model the one that all requests name; null if they name several
     * @param errors the first hundred; the batch can be worked off if there are none
     */
    record Verdict(int requests, @Nullable String model, List<BatchError> errors) {}

    static Verdict of(JsonLines lines, String endpoint, int mostRequests) throws IOException {
        Validation validation = new Validation(endpoint, mostRequests);
        for (JsonLines.Line line = lines.next(); line != null; line = lines.next()) {
            validation.take(line);
            if (validation.errors.size() >= MOST_ERRORS || validation.requests > mostRequests) {
                break;
            }
        }
        return validation.verdict();
    }

    private void take(JsonLines.Line line) {
        requests++;
        switch (InputLine.read(line, endpoint)) {
            case InputLine.Bad bad -> errors.add(bad.error());
            case InputLine.Good good -> {
                if (!customIds.add(good.customId())) {
                    errors.add(new BatchError(
                            "duplicate_custom_id",
                            "The custom_id of this line was used on an earlier one.",
                            "custom_id",
                            good.number()));
                }
                mixed |= model != null && !model.equals(good.model());
                model = good.model();
            }
        }
    }

    private Verdict verdict() {
        if (requests == 0) {
            errors.add(new BatchError("empty_file", "The file has no request in it.", null, null));
        }
        if (requests > mostRequests) {
            errors.add(new BatchError(
                    "too_many_tasks",
                    "The file has more than the " + mostRequests + " requests that a batch may have.",
                    null,
                    null));
        }
        return new Verdict(requests, mixed ? null : model, List.copyOf(errors));
    }
}
