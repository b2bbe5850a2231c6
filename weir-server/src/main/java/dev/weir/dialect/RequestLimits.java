package dev.weir.dialect;

/**
 * What a client's request may hold, besides its size as a whole.
 *
 * @param image the most bytes of an image that is sent with a request, after base64
 */
public record RequestLimits(long image) {
    /** As OpenAI takes images; what a vendor takes less of, it refuses itself. */
    public static final RequestLimits USUAL = new RequestLimits(20L << 20);
}
