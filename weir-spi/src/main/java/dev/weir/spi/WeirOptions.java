package dev.weir.spi;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request asked of Weir itself, in its {@code weir} field.
 *
 * @param present whether the field was there at all: answers carry Weir's extras only then
 * @param knowledge knowledge bases to answer from
 * @param tags labels for reports; one that deployments are tagged with also chooses among them
 * @param regions where the request may be processed; anywhere if empty
 * @param maxCost the most that the call may be expected to cost; any amount if null
 * @param repair whether an answer that does not keep to the request's JSON Schema is asked for once more
 * @param session what the request belongs to, by a name of the caller's choice; null if it does not say
 * @param cache what it says of the cache; null if it leaves that to the policy
 * @param receipt whether the answer is to carry the signed promise that the exchange is in the audit log
 * @param grounding what is done with sentences that the passages do not support, as far as the request says it
 * @param as the end user that the request names; believed only from a key that holds {@link Permission#ACT_AS}
 */
public record WeirOptions(
        boolean present,
        List<String> knowledge,
        Map<String, String> tags,
        List<String> regions,
        @Nullable Money maxCost,
        boolean repair,
        @Nullable String session,
        @Nullable CacheUse cache,
        boolean receipt,
        Grounding grounding,
        @Nullable EndUser as) {
    public static final WeirOptions ABSENT = new WeirOptions(false, List.of(), Map.of());

    public WeirOptions {
        knowledge = List.copyOf(knowledge);
        tags = Map.copyOf(tags);
        regions = List.copyOf(regions);
    }

    /** Options that leave routing free. */
    public WeirOptions(boolean present, List<String> knowledge, Map<String, String> tags) {
        this(present, knowledge, tags, List.of(), null, false, null, null, false);
    }

    /** Options that say nothing of grounding and name no end user. */
    public WeirOptions(
            boolean present,
            List<String> knowledge,
            Map<String, String> tags,
            List<String> regions,
            @Nullable Money maxCost,
            boolean repair,
            @Nullable String session,
            @Nullable CacheUse cache,
            boolean receipt) {
        this(present, knowledge, tags, regions, maxCost, repair, session, cache, receipt, Grounding.UNSAID, null);
    }

    /** The same, with another word on the cache. */
    public WeirOptions withCache(CacheUse use) {
        return new WeirOptions(
                present, knowledge, tags, regions, maxCost, repair, session, use, receipt, grounding, as);
    }

    /** The same with these labels and no others. */
    public WeirOptions labelled(Map<String, String> labels) {
        return new WeirOptions(
                present, knowledge, labels, regions, maxCost, repair, session, cache, receipt, grounding, as);
    }

    /** The same options with more labels; where both have one, the new one counts. */
    public WeirOptions withTags(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(tags);
        all.putAll(more);
        return new WeirOptions(
                present, knowledge, all, regions, maxCost, repair, session, cache, receipt, grounding, as);
    }
}
