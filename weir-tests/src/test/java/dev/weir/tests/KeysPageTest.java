package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console's table of keys, with and without anything that bounds them. */
class KeysPageTest {
    @TempDir
    private Path folder;

    @Test
    void theTableSpeaksOfBudgetsOnceThereIsOne() throws IOException {
        try (BilledWeir weir = BilledWeir.start(folder)) {
            Door door = weir.door();
            assertThat(keys(door)).contains("Rates").doesNotContain("0 to budget");

            limit(door, "{\"rpm\": 600}");
            assertThat(keys(door)).contains("600 requests a minute").doesNotContain("0 to budget");

            limit(door, "{\"budget\": {\"amount\": \"90\", \"currency\": \"USD\", \"period\": \"month\"}}");
            assertThat(keys(door)).contains("0 to budget", "$90.00", "the organization's");
        }
    }

    private static String keys(Door door) {
        Door.Reply page = door.get("/console/keys");
        assertThat(page.status()).as(page.text()).isEqualTo(200);
        return page.text().replace("&#39;", "'");
    }

    private static void limit(Door door, String limits) {
        Door.Reply reply = door.send(
                "PUT", "/api/limits/organization/default", limits, Map.of("content-type", "application/json"));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }
}
