package dev.weir.config;

@Doc("The log that proves what was spent and who changed what.")
public record AuditConfig(
        @Doc("Signed statements of how the log is, and where they go so that nobody can take them back.")
        CheckpointsConfig checkpoints) {}
