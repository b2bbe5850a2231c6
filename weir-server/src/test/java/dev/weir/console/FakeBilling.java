package dev.weir.console;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A draft of November, October's draft, and a void and a final invoice of September. */
record FakeBilling(boolean filled) implements BillingSource {
    private static final Part REST = new Part("weir/node_2", 204, "IwXHobTNVnfTXvjzWiHx6kSeB8l6Hl8KGEGv4eKpE3M=");
    private static final Line DEAR = new Line(
            1,
            true,
            "usage",
            "usage",
            "support",
            "support-main",
            "cost",
            1_204L,
            "cost + 20 %",
            "118.402117 USD",
            "142.0825404",
            "142.08",
            1_204,
            List.of(new Part("weir/node_1", 1_000, "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="), REST));
    private static final Line OWN = new Line(
            2,
            true,
            "usage",
            "usage",
            "support",
            "small",
            "output tokens",
            4_500_000L,
            "2 graduated tiers per 1,000,000",
            "2.70 USD",
            "39.00",
            "39.00",
            8_310,
            List.of(new Part("weir/node_1", 8_310, "j1Va6F8JmhEHXW7GQfgz/bBQXeWzSgrnLYnhAyzYJ1Y=")));
    private static final Line FEE =
            new Line(3, false, "fee", "Growth", "", "", "", null, "", "", "49.00", "49.00", 0, List.of());

    @Override
    public Bill invoice(Principal principal, String name) {
        return switch (name) {
            case "current", "2026-11" -> bill("2026-11", "", "draft", "2026-11");
            case "2026-10" -> bill("2026-10", "", "draft", "2026-10");
            case "INV-000002" -> bill("inv_2", name, "final", "2026-09");
            case "INV-000001" -> bill("inv_1", name, "void", "2026-09");
            default -> throw new Refusal(ErrorCode.NOT_FOUND, "There is no invoice '" + name + "'.");
        };
    }

    private Bill bill(String id, String number, String state, String month) {
        return new Bill(
                id,
                number,
                state,
                month,
                Instant.parse(month + "-01T00:00:00Z"),
                Instant.parse(month + "-30T23:00:00Z"),
                "Europe/Berlin",
                "Halden",
                "Growth",
                "USD",
                filled ? List.of(DEAR, OWN, FEE) : List.of(),
                filled ? "181.08" : "0.00",
                filled ? "230.08" : "0.00",
                filled ? "VAT 19 %" : "",
                filled ? "43.72" : "",
                filled ? "273.80" : "0.00",
                filled ? "100.00" : "",
                filled ? "173.80" : "0.00",
                filled ? 9_514 : 0,
                filled && state.equals("draft")
                        ? List.of("3 of beta in support have no price and are not charged")
                        : List.of(),
                number.isEmpty() ? null : FakeTraces.NOW,
                state.equals("void") ? "Wrong address" : "",
                number.isEmpty() ? "" : "sha256:aabf970f5358c4a240c2583e30e0358421d5f33b4b3c984f55f666c5ab912b4f",
                List.of(
                        new Proof("weir/node_1", 0, 20_412, 20_500, "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="),
                        new Proof("weir/node_2", 0, 4_120, 4_200, "IwXHobTNVnfTXvjzWiHx6kSeB8l6Hl8KGEGv4eKpE3M=")));
    }

    @Override
    public List<Bill> list(Principal principal, int limit) {
        return filled ? List.of(invoice(principal, "INV-000002"), invoice(principal, "INV-000001")) : List.of();
    }

    @Override
    public Made made(Principal principal, String name, String line, String cursor, int limit) {
        Line found = Map.of("1", DEAR, "2", OWN).get(line);
        if (found == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "The invoice has no line '" + line + "'.");
        }
        return new Made(
                found,
                List.of(
                        new Entry(
                                12,
                                "at_01KB3Z",
                                "ex_01KB3Z",
                                FakeTraces.NOW.minusSeconds(90),
                                "openai/gpt-4o",
                                1_204,
                                342,
                                "0.006430",
                                "USD",
                                ""),
                        new Entry(
                                15,
                                "at_01KB40",
                                "ex_01KB40",
                                FakeTraces.NOW.minusSeconds(80),
                                "openai/gpt-4o",
                                0,
                                0,
                                "0.000000",
                                "USD",
                                "provider_unavailable")),
                found.parts().contains(REST) ? List.of(REST) : List.of(),
                cursor.isEmpty() ? "16" : "");
    }

    @Override
    public String finalizeMonth(Principal principal, String month) {
        return "INV-000002";
    }

    @Override
    public void end(Principal principal, String name, String reason) {
        if (reason.isBlank()) {
            throw new Refusal(ErrorCode.INVALID_REQUEST, "An invoice is not voided without a reason.");
        }
    }
}
