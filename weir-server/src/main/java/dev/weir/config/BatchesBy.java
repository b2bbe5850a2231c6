package dev.weir.config;

/** Who works off a batch. */
public enum BatchesBy {
    /** Weir, request by request. */
    WEIR,
    /** The provider, in its own batch API. */
    PROVIDER
}
