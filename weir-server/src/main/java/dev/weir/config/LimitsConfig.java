package dev.weir.config;

import org.jspecify.annotations.Nullable;

@Doc("How calls are held to limits. The limits themselves are set for keys, projects and others over the API.")
public record LimitsConfig(
        @Doc("Makes the calls of keys wait that are refused again and again. Absent: nobody waits.") @Nullable
        SlowDownConfig slowDown) {}
