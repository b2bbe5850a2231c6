package dev.weir.config;

/** How a model's deployment is picked. */
public enum RoutingStrategy {
    /** The first in order that answers. */
    FALLBACK
}
