package dev.weir.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.knowledge.Readers.Reader;
import dev.weir.knowledge.index.Arm;
import dev.weir.knowledge.index.Entry;
import dev.weir.knowledge.index.Hit;
import dev.weir.knowledge.index.KnowledgeIndex;
import dev.weir.knowledge.index.SearchFilter;
import dev.weir.knowledge.index.SearchRequest;
import dev.weir.spi.document.Chunk;
import dev.weir.spi.document.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What random readers find by random questions, beside a plain list of documents that is looked through one by one. The
 * index has many segments, documents that were deleted, replaced and given to others, and passages without vectors.
 */
class AccessChecksTest {
    private static final int DOCUMENTS = 1_000;
    private static final int BATCH = 50;
    private static final List<String> WORDS =
            List.of("rent", "crane", "lease", "notice", "salary", "merger", "garden", "bridge", "invoice", "harbour");
    private static final List<String> DEPARTMENTS = List.of("hr", "law", "sales", "it");
    private static final List<String> REGIONS = List.of("eu", "us", "asia");

    @TempDir
    private static Path directory;

    private static final Random random = new Random(20261122);
    private static final Map<String, Known> truth = new HashMap<>();
    private static KnowledgeIndex index;

    /** A document as it should be: its list, its passages' texts, and a value to filter by. */
    private record Known(Readers readers, List<String> texts, String year) {}

    @BeforeAll
    static void fill() throws IOException {
        index = KnowledgeIndex.open(directory);
        for (int from = 0; from < DOCUMENTS; from += BATCH) {
            for (int i = from; i < from + BATCH; i++) {
                put("doc-" + i);
            }
            index.refresh();
            if (from < DOCUMENTS - 2 * BATCH) {
                embed();
            }
        }
        change();
        index.commit();
        index.refresh();
    }

    @AfterAll
    static void close() throws IOException {
        index.close();
    }

    private static void put(String id) throws IOException {
        Known known = new Known(readers(), texts(id), Integer.toString(2020 + random.nextInt(5)));
        truth.put(id, known);
        index.put(entry(id, known));
    }

    private static Entry entry(String id, Known known) {
        List<Chunk> chunks = new ArrayList<>();
        int start = 0;
        for (String text : known.texts) {
            chunks.add(new Chunk(chunks.size(), new Span(start, start + text.length()), text, List.of(), null));
            start += text.length();
        }
        return new Entry(id, "Title", terms(known), chunks);
    }

    private static Map<String, Set<String>> terms(Known known) {
        Map<String, Set<String>> terms = new HashMap<>(known.readers.terms());
        terms.put(MetadataFilter.term("year"), Set.of(known.year));
        return terms;
    }

    /** Each text is like no other, so that a version that is gone would be noticed. */
    private static List<String> texts(String id) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            texts.add(WORDS.get(random.nextInt(WORDS.size())) + " " + WORDS.get(random.nextInt(WORDS.size())) + " of "
                    + id + " as of " + random.nextLong());
        }
        return texts;
    }

    private static void embed() throws IOException {
        KnowledgeIndex.Waiting waiting = index.waiting(10_000);
        index.embed(waiting, waiting.texts().stream().map(_ -> vector()).toList());
        index.refresh();
    }

    /** A tenth is deleted, a tenth replaced, a tenth given to others, of those with vectors and of those without. */
    private static void change() throws IOException {
        for (int i = 0; i < DOCUMENTS; i++) {
            String id = "doc-" + i;
            switch (random.nextInt(10)) {
                case 0 -> {
                    truth.remove(id);
                    index.delete(id);
                }
                case 1 -> put(id);
                case 2 -> share(id);
                default -> {}
            }
        }
    }

    private static void share(String id) throws IOException {
        Known before = Objects.requireNonNull(truth.get(id));
        Known after = new Known(readers(), before.texts, before.year);
        truth.put(id, after);
        index.relabel(id, terms(after));
    }

    private static float[] vector() {
        float[] vector = new float[384];
        double squares = 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
            squares += vector[i] * vector[i];
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(squares);
        }
        return vector;
    }

    private static Readers readers() {
        return switch (random.nextInt(6)) {
            case 0 -> Readers.EVERYBODY;
            case 1 -> new Readers(List.of(user(), user()), List.of());
            case 2 -> new Readers(List.of(), List.of(group()));
            case 3 -> new Readers(List.of(user()), List.of(group(), group()));
            case 4 -> new Readers(List.of(), List.of(), asked());
            default -> new Readers(List.of(user()), List.of(group()), asked());
        };
    }

    private static Map<String, List<String>> asked() {
        Map<String, List<String>> asked = new LinkedHashMap<>();
        if (random.nextInt(3) > 0) {
            asked.put("department", List.copyOf(new TreeSet<>(List.of(one(DEPARTMENTS), one(DEPARTMENTS)))));
        }
        if (asked.isEmpty() || random.nextBoolean()) {
            asked.put("region", List.of(one(REGIONS)));
        }
        if (random.nextInt(4) == 0) {
            asked.put("cleared", List.of("true"));
        }
        return asked;
    }

    private static Reader reader() {
        Set<String> groups = new HashSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            groups.add(group());
        }
        Map<String, Set<String>> attributes = new HashMap<>();
        if (random.nextBoolean()) {
            attributes.put("department", Set.of(one(DEPARTMENTS)));
        }
        if (random.nextBoolean()) {
            attributes.put("region", new HashSet<>(List.of(one(REGIONS), one(REGIONS))));
        }
        if (random.nextInt(4) == 0) {
            attributes.put("cleared", Set.of(random.nextBoolean() ? "true" : "false"));
        }
        return new Reader(random.nextInt(5) == 0 ? "" : user(), groups, attributes);
    }

    /** Users and groups share their names, so that one taken for the other would be noticed. */
    private static String user() {
        return "n" + random.nextInt(30);
    }

    private static String group() {
        return "n" + random.nextInt(12);
    }

    private static String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** The rule as docs/access.md words it, written a second time on purpose. */
    private static boolean mayRead(Reader reader, Readers list) {
        if (list.users().isEmpty()
                && list.groups().isEmpty()
                && list.attributes().isEmpty()) {
            return true;
        }
        for (String user : list.users()) {
            if (user.equals(reader.user())) {
                return true;
            }
        }
        for (String group : list.groups()) {
            if (reader.groups().contains(group)) {
                return true;
            }
        }
        int had = 0;
        for (Map.Entry<String, List<String>> attribute : list.attributes().entrySet()) {
            Set<String> own = reader.attributes().getOrDefault(attribute.getKey(), Set.of());
            had += attribute.getValue().stream().anyMatch(own::contains) ? 1 : 0;
        }
        return !list.attributes().isEmpty() && had == list.attributes().size();
    }

    /** The questions a check asks: both arms, one of them, with a filter and without. */
    private record Asked(String text, Set<Arm> arms, Set<String> years, Reader reader) {
        SearchRequest request(int limit) {
            SearchFilter wanted = years.isEmpty()
                    ? new SearchFilter.Everything()
                    : new SearchFilter.AnyTerm(MetadataFilter.term("year"), years);
            return SearchRequest.hybrid(text, limit)
                    .asking(arms)
                    .seeing(new SearchFilter.AllOf(List.of(wanted, Readers.visibleTo(reader))));
        }

        boolean passes(Known known) {
            return mayRead(reader, known.readers) && (years.isEmpty() || years.contains(known.year));
        }
    }

    private static Asked asked(Reader reader) {
        Set<Arm> arms = switch (random.nextInt(3)) {
            case 0 -> EnumSet.of(Arm.BM25);
            case 1 -> EnumSet.of(Arm.DENSE);
            default -> EnumSet.allOf(Arm.class);
        };
        Set<String> years = random.nextBoolean() ? Set.of() : Set.of(Integer.toString(2020 + random.nextInt(5)));
        return new Asked(one(WORDS) + " " + one(WORDS), arms, years, reader);
    }

    private static void check(int times) throws IOException {
        int shown = 0;
        for (int i = 0; i < times; i++) {
            Asked asked = asked(reader());
            SearchRequest request = asked.request(10);
            List<Hit> hits = index.search(i % 10 == 0 ? request : request.deep(20), vector());
            for (Hit hit : hits) {
                Known known = Objects.requireNonNull(truth.get(hit.documentId()), () -> "it is gone: " + hit);
                assertThat(known.texts).as("a version that is gone").contains(hit.text());
                assertThat(asked.passes(known))
                        .as("%s was shown %s with %s", asked, hit.documentId(), known.readers)
                        .isTrue();
            }
            shown += hits.size();
        }
        assertThat(shown).as("hits of %d searches", times).isGreaterThan(times);
    }

    @Test
    void nobodyIsShownWhatTheyMayNotRead() throws IOException {
        check(6_000);
    }

    @Test
    @Tag("long")
    void nobodyIsShownWhatTheyMayNotReadInAMillionSearches() throws IOException {
        check(1_000_000);
    }

    /** A list that hid too much would leak nothing either. */
    @Test
    void everybodyIsShownAllThatTheyMayRead() throws IOException {
        for (int i = 0; i < 100; i++) {
            Asked asked = new Asked(String.join(" ", WORDS), EnumSet.of(Arm.BM25), Set.of(), reader());
            Set<String> due = new TreeSet<>();
            truth.forEach((id, known) -> {
                if (asked.passes(known)) {
                    due.add(id);
                }
            });
            Set<String> found = new TreeSet<>();
            index.search(asked.request(1_000).deep(10_000).byDocument(), null)
                    .forEach(hit -> found.add(hit.documentId()));
            assertThat(found).as("%s", asked.reader).isEqualTo(due);
        }
    }

    @Test
    void anExplanationKnowsNothingOfHiddenDocuments() throws IOException {
        for (int i = 0; i < 2_000; i++) {
            Asked asked = asked(reader());
            String id = "doc-" + random.nextInt(DOCUMENTS);
            Known known = truth.get(id);
            int due = known == null || !asked.passes(known) ? 0 : known.texts.size();
            assertThat(index.explain(asked.request(10), vector(), id).passages())
                    .as("%s of %s", id, asked)
                    .hasSize(due);
        }
    }

    @Test
    void theRuleInJavaIsTheRuleInTheIndex() {
        for (int i = 0; i < 20_000; i++) {
            Reader reader = reader();
            Readers list = readers();
            assertThat(list.admit(reader)).as("%s and %s", reader, list).isEqualTo(mayRead(reader, list));
        }
    }
}
