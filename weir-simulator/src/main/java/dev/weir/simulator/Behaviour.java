package dev.weir.simulator;

/**
 * How one model behaves when nothing goes wrong.
 *
 * @param dimensions length of its embedding vectors when the request names none
 */
public record Behaviour(Answer answer, Pace pace, UsageNumbers usage, int dimensions) {

    /** Echoes at once, counts its tokens, embeds in 1536 dimensions. */
    public static final Behaviour DEFAULT =
            new Behaviour(new Answer.Echo(), Pace.IMMEDIATE, UsageNumbers.COUNTED, 1536);

    public Behaviour {
        Checks.that(
                dimensions >= 1 && dimensions <= Embedder.MAX_DIMENSIONS,
                "dimensions",
                dimensions,
                "a whole number from 1 to " + Embedder.MAX_DIMENSIONS);
    }

    public Behaviour withAnswer(Answer other) {
        return new Behaviour(other, pace, usage, dimensions);
    }

    public Behaviour withPace(Pace other) {
        return new Behaviour(answer, other, usage, dimensions);
    }

    public Behaviour withUsage(UsageNumbers other) {
        return new Behaviour(answer, pace, other, dimensions);
    }

    public Behaviour withDimensions(int other) {
        return new Behaviour(answer, pace, usage, other);
    }
}
