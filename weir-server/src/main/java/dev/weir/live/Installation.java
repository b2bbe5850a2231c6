package dev.weir.live;

import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.spi.ErrorCode;

/** The configuration is everybody's: who sees one project neither reads nor changes it. */
final class Installation {
    private Installation() {}

    static void require(Request request) {
        if (!request.principal().allProjects()) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN,
                    "The configuration belongs to the whole installation, but this key sees one project.",
                    null,
                    "Use a key for all projects.");
        }
    }
}
