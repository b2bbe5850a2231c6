package dev.weir.classifier;

import de.bwaldvogel.liblinear.Feature;
import org.jspecify.annotations.Nullable;

/** A version that is in memory. Immutable. */
record Classifier(
        ClassifierVersion version,
        @Nullable Head kind,
        @Nullable Head complexity) {
    Classification classify(float[] embedding, String text) {
        Feature[] features = Features.of(embedding, text);
        return new Classification(
                version.name(),
                version.version(),
                kind == null ? null : kind.opinion(features),
                complexity == null ? null : complexity.opinion(features));
    }
}
