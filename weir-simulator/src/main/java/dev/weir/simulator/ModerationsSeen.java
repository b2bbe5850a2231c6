package dev.weir.simulator;

import java.util.List;

/** What the simulator understood of a request for moderation; parts of one list are judged as one. */
record ModerationsSeen(String model, List<String> texts) {}
