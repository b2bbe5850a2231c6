package dev.weir.console;

import dev.weir.http.FormReceiver;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A knowledge base that was never indexed. */
final class FakeKnowledge implements KnowledgeSource {
    static final String ID = "returns/returns and exchanges.md";
    static final String OTHER = "All other goods may be returned within 60 days, used or not, as long as they can be"
            + " sold again or repaired.";
    static final String TENTS = "Tents, sleeping bags and mats may be returned within 30 days of purchase if they are"
            + " unused and in their original packaging.";
    static final String EXCHANGE = "Gear bought from Halden can be exchanged for store credit of up to 60% of its"
            + " price, after inspection in the shop.";
    static final String TEXT = "# Returns and exchanges\n\n## 4.1 All other goods\n\n" + OTHER
            + " <script>alert('escaped?')</script>\n\n## 4.2 Tents and sleeping gear\n\n" + TENTS
            + " Pitching a tent indoors to check that all parts are present is not use. A night outdoors is use,"
            + " whatever the weather.\n\n## 6 Used-gear exchange\n\n" + EXCHANGE + "\n";
    private final List<Base> bases = new ArrayList<>();
    private final List<Document> documents = new ArrayList<>();

    FakeKnowledge(boolean filled) {
        if (filled) {
            bases.add(new Base(
                    "policies", 5, 1907, 2, 1, 118_400, "minilm", "recursive, tokens 200", "zscore", "", false));
            bases.add(new Base(
                    "weir-docs", 34, 412, 0, 0, 2_214_000, "minilm", "recursive, tokens 200", "zscore", "", true));
            documents.add(new Document(
                    "supplier.pdf",
                    "supplier-terms-2024.pdf",
                    State.FAILED,
                    "PDF is not read yet. Give its text.",
                    88_000,
                    0,
                    FakeTraces.NOW.minusSeconds(600)));
            documents.add(document("warehouse-handbook.md", State.EMBEDDING, 88_120, 388));
            documents.add(document("price-list-autumn.html", State.QUEUED, 12_400, 0));
            documents.add(document(ID, State.READY, TEXT.length(), 3));
            documents.add(document("warranty-periods.html", State.READY, 9_411, 11));
        }
    }

    private static Document document(String id, State state, long bytes, long chunks) {
        String title = id.substring(id.lastIndexOf('/') + 1);
        return new Document(id, title, state, "", bytes, chunks, FakeTraces.NOW.minusSeconds(188_000));
    }

    @Override
    public List<Base> bases(Principal principal) {
        return List.copyOf(bases);
    }

    @Override
    public Optional<Base> base(Principal principal, String name) {
        return bases.stream().filter(base -> base.name().equals(name)).findFirst();
    }

    @Override
    public void create(Principal principal, String name) {
        if (base(principal, name).isPresent()) {
            throw new Refusal(ErrorCode.CONFLICT, "There is a knowledge base '" + name + "' already.");
        }
        bases.add(new Base(name, 0, 0, 0, 0, 0, "minilm", "recursive, tokens 200", "zscore", "", false));
    }

    @Override
    public void delete(Principal principal, String name) {
        bases.removeIf(base -> base.name().equals(name));
    }

    @Override
    public DocumentList documents(Principal principal, String base, @Nullable String cursor, int limit) {
        return new DocumentList(base.equals("policies") ? documents : List.of(), null);
    }

    @Override
    public Optional<DocumentText> document(Principal principal, String base, String id) {
        return documents.stream()
                .filter(document -> document.id().equals(id))
                .map(document -> new DocumentText(
                        document,
                        document.id().equals(ID) ? TEXT : "",
                        document.id().equals(ID) ? chunks() : List.of(),
                        Readers.EVERYBODY))
                .findFirst();
    }

    private static List<Chunk> chunks() {
        int second = TEXT.indexOf("## 4.2");
        int third = TEXT.indexOf("## 6");
        int overlap = TEXT.indexOf("A night outdoors");
        return List.of(
                new Chunk("c1", 0, second, "4.1 All other goods", 48),
                new Chunk("c2", second, third, "4.2 Tents and sleeping gear", 71),
                new Chunk("c3", overlap, TEXT.length(), "6 Used-gear exchange", 52));
    }

    @Override
    public void add(Principal principal, String base, List<Upload> files) {
        for (Upload file : files) {
            documents.add(document(file.name(), State.QUEUED, file.content().length, 0));
        }
    }

    @Override
    public long largestForm() {
        return 1 << 20;
    }

    @Override
    public void receive(Request request, String base) {
        request.receive(new FormReceiver() {
            @Override
            public void begin(String field, String fileName) {
                documents.add(document(fileName, State.QUEUED, 0, 0));
            }

            @Override
            public void take(byte[] piece) {}
        });
    }

    @Override
    public void retry(Principal principal, String base, String id, String password) {
        documents.replaceAll(each -> each.id().equals(id) ? document(id, State.QUEUED, each.bytes(), 0) : each);
    }

    @Override
    public void remove(Principal principal, String base, String id) {
        documents.removeIf(document -> document.id().equals(id));
    }

    @Override
    public Found search(Principal principal, String base, String query, int limit) {
        if (query.equals("nothing")) {
            return new Found(List.of(), "", 1_000_000);
        }
        return new Found(
                List.of(
                        hit(
                                "4.2 Tents and sleeping gear",
                                TENTS,
                                1.932,
                                new Arm(2, 14.37, 0.412),
                                new Arm(1, 0.781, 1.520)),
                        hit(
                                "6 Used-gear exchange",
                                EXCHANGE,
                                1.143,
                                new Arm(1, 14.82, 0.443),
                                new Arm(3, 0.668, 0.700)),
                        hit("4.1 All other goods", OTHER, 0.741, null, new Arm(2, 0.702, 0.741)),
                        hit("4.1 All other goods", "script", -0.22, new Arm(3, 9.15, -0.220), null)),
                "Weighted sum of z-scores: 0.7 × meaning + 0.3 × words.",
                38_400_000);
    }

    private static Hit hit(String heading, String text, double score, @Nullable Arm words, @Nullable Arm meaning) {
        int start = TEXT.indexOf(text);
        return new Hit(
                ID,
                "returns and exchanges.md",
                null,
                heading,
                text,
                start,
                start + text.length(),
                score,
                words,
                meaning);
    }
}
