package dev.weir.knowledge;

import dev.weir.knowledge.index.Arm;
import dev.weir.knowledge.index.Hit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What an arm thinks of passages that several searches found: the scores as they are, the ranks among all of them. */
final class Together {
    private Together() {}

    /** In the order of what was found; a NaN and no rank where the arm has no opinion. */
    static List<Hit.Opinion> opinions(List<Consultation.Found> found, Arm arm) {
        List<Hit.Opinion> opinions = new ArrayList<>();
        for (Consultation.Found each : found) {
            opinions.add(each.hit().arms().getOrDefault(arm, new Hit.Opinion(Double.NaN, 0)));
        }
        List<Integer> listed = IntStream.range(0, opinions.size())
                .filter(i -> opinions.get(i).rank() > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(
                                (Integer i) -> opinions.get(i).score())
                        .reversed())
                .toList();
        for (int rank = 1; rank <= listed.size(); rank++) {
            int at = listed.get(rank - 1);
            opinions.set(at, new Hit.Opinion(opinions.get(at).score(), rank));
        }
        return opinions;
    }
}
