package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.TestingWeir;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The forms of the Batches pages, as another site would send them. */
class BatchPagesTest {
    private static final String FORM = "--b\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"
            + "--b\r\ncontent-disposition: form-data; name=\"endpoint\"\r\n\r\n/v1/chat/completions\r\n"
            + "--b\r\ncontent-disposition: form-data; name=\"window\"\r\n\r\n24h\r\n"
            + "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.jsonl\"\r\n\r\n" + BatchLines.chat(1)
            + "\r\n--b--\r\n";

    @Test
    void anotherSiteCanNeitherMakeABatchNorCancelOne() {
        try (TestingWeir weir = TestingWeir.start()) {
            Door browser = Door.of(weir).withKey(null);
            String cookie = browser.send(
                            "POST",
                            "/console/login",
                            "key=" + weir.adminKey(),
                            Map.of(
                                    "content-type",
                                    "application/x-www-form-urlencoded",
                                    "sec-fetch-site",
                                    "same-origin"))
                    .header("set-cookie")
                    .split(";")[0];

            assertThat(upload(browser, cookie, "cross-site").status()).isEqualTo(403);
            assertThat(Door.of(weir).get("/v1/files").text()).contains("\"data\":[]");
            assertThat(Door.of(weir).get("/v1/batches").text()).contains("\"data\":[]");

            Door.Reply made = upload(browser, cookie, "same-origin");
            assertThat(made.status()).as(made.text()).isEqualTo(303);
            String page = made.header("location");
            assertThat(page).startsWith("/console/batches/batch_");
            assertThat(browser.send("POST", page + "/cancel", "", headers(cookie, "cross-site"))
                            .status())
                    .isEqualTo(403);
        }
    }

    private static Door.Reply upload(Door browser, String cookie, String site) {
        return browser.send("POST", "/console/batches", FORM, headers(cookie, site));
    }

    private static Map<String, String> headers(String cookie, String site) {
        return Map.of("content-type", "multipart/form-data; boundary=b", "cookie", cookie, "sec-fetch-site", site);
    }
}
