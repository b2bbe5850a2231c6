package dev.weir.console;

/** A knowledge base that was never indexed. */
final class FakeKnowledge {
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
}
