package dev.weir.knowledge.evaluation;

import dev.weir.knowledge.index.Arm;
import dev.weir.knowledge.index.Fusion;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** A choice of arms to be measured. */
public enum Mode {
    BM25(EnumSet.of(Arm.BM25)),
    DENSE(EnumSet.of(Arm.DENSE)),
    HYBRID(EnumSet.allOf(Arm.class));

    private final Set<Arm> arms;

    Mode(Set<Arm> arms) {
        this.arms = Set.copyOf(arms);
    }

    public Set<Arm> arms() {
        return arms;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** This choice; both arms are joined in that way. */
    public Configuration with(Fusion fusion) {
        return new Configuration(wireName(), arms, this == HYBRID ? fusion : Fusion.DEFAULT);
    }
}
