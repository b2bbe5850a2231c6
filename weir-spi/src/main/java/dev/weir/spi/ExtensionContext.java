package dev.weir.spi;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** What an extension is given to work with. */
public record ExtensionContext(Outbound outbound, InstantSource clock, RandomGenerator random) {}
