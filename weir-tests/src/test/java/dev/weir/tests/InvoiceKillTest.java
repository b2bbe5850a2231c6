package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Invoices that become final while the process is killed: each number is there once, and none is missing. */
class InvoiceKillTest {
    private static final int YEAR = 12;

    @TempDir
    Path folder;

    @Test
    void numbersHaveNoGapsAcrossAKill() throws Exception {
        Path config = Files.writeString(folder.resolve("weir.yaml"), """
                server: {port: 0}
                data: '%s'
                knowledge: {docs: false}
                """.formatted(folder.resolve("data")));
        Set<String> told = new HashSet<>();
        try (WeirProcess weir = WeirProcess.up(config)) {
            Door admin = weir.admin();
            told.add(finalized(admin, 1));
            for (int month = 2; month <= YEAR; month++) {
                Door.client().sendAsync(admin.request("POST", path(month), "{}", Map.of()), BodyHandlers.ofByteArray());
            }
            told.add(admin.get("/api/invoices/2025-01").json().path("number").asString());
            weir.kill();
        }
        try (WeirProcess weir = WeirProcess.up(config)) {
            Door admin = weir.admin();
            JsonNode before = admin.get("/api/invoices").json().path("data");
            for (int month = 1; month <= YEAR; month++) {
                Door.Reply reply = admin.post(path(month), "{}");
                assertThat(reply.status()).as(reply.text()).isIn(201, 409);
            }
            List<String> numbers = new ArrayList<>(admin.get("/api/invoices")
                    .json()
                    .path("data")
                    .valueStream()
                    .map(each -> each.path("number").asString())
                    .toList());
            assertThat(numbers)
                    .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, YEAR)
                            .mapToObj("INV-%06d"::formatted)
                            .toList());
            assertThat(numbers).containsAll(told);
            assertThat(before.size()).isPositive();
            assertThat(admin.get("/api/audit/entries?action=invoice.finalize&limit=100")
                            .json()
                            .path("data")
                            .valueStream()
                            .map(each -> each.at("/body/details/number").asString())
                            .toList())
                    .as("each is written down, those of the killed process, too")
                    .containsAll(numbers);
        }
    }

    private static String path(int month) {
        return "/api/invoices/2025-%02d/finalize".formatted(month);
    }

    private static String finalized(Door admin, int month) {
        Door.Reply reply = admin.post(path(month), "{}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json().path("number").asString();
    }
}
