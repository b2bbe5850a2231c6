package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.MultipartField;
import com.openai.core.http.HttpResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileListParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import dev.weir.testkit.TestingWeir;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Files through OpenAI's own client. */
class FilesTest {
    private static final int MEGABYTE = 1 << 20;

    private static TestingWeir weir;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("server: {max_body: 1MB}\nfiles: {max_size: 6MB, max_total: 12MB, keep_free: 1MB}\n");
        client = client(weir.adminKey());
    }

    @AfterAll
    static void stop() {
        client.close();
        weir.close();
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(weir.openAiUrl().toString())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static FileObject upload(String name, FilePurpose purpose, byte[] content) {
        return client.files()
                .create(FileCreateParams.builder()
                        .purpose(purpose)
                        .file(MultipartField.<InputStream>builder()
                                .value(new ByteArrayInputStream(content))
                                .filename(name)
                                .build())
                        .build());
    }

    private static byte[] content(String id) throws IOException {
        try (HttpResponse response = client.files().content(id)) {
            return response.body().readAllBytes();
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    @Test
    void aFileLargerThanABodyComesBackAsItWas() throws IOException {
        byte[] sent = bytes(5 * MEGABYTE + 123);

        FileObject file = upload("weights.bin", FilePurpose.USER_DATA, sent);

        assertThat(file.bytes()).isEqualTo(sent.length);
        assertThat(file.filename()).isEqualTo("weights.bin");
        assertThat(file.purpose()).isEqualTo(FileObject.Purpose.USER_DATA);
        assertThat(file.expiresAt()).isEmpty();
        assertThat(content(file.id())).isEqualTo(sent);
        assertThat(client.files().delete(file.id()).deleted()).isTrue();
        assertThatThrownBy(() -> client.files().retrieve(file.id())).isInstanceOf(NotFoundException.class);
    }

    @Test
    void nobodyReadsAFileOnTheDisk() throws IOException {
        FileObject file =
                upload("note.txt", FilePurpose.USER_DATA, "the xylophone plays".getBytes(StandardCharsets.UTF_8));

        byte[] kept = Files.readAllBytes(weir.data().resolve("files").resolve(file.id()));

        assertThat(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain("xylophone");
    }

    @Test
    void aListIsPagedAndFiltered() {
        FileObject first = upload("1.txt", FilePurpose.EVALS, new byte[] {1});
        FileObject second = upload("2.txt", FilePurpose.EVALS, new byte[] {2});
        upload("3.txt", FilePurpose.VISION, new byte[] {3});

        List<String> found =
                client
                        .files()
                        .list(FileListParams.builder().purpose("evals").limit(1).build())
                        .autoPager()
                        .stream()
                        .map(FileObject::id)
                        .toList();

        assertThat(found).containsExactly(second.id(), first.id());
    }

    @Test
    void aLifetimeIsKept() {
        FileObject file = client.files()
                .create(FileCreateParams.builder()
                        .purpose(FilePurpose.USER_DATA)
                        .expiresAfter(FileCreateParams.ExpiresAfter.builder()
                                .seconds(3600)
                                .build())
                        .file(MultipartField.<InputStream>builder()
                                .value(new ByteArrayInputStream(new byte[] {1}))
                                .filename("short.txt")
                                .build())
                        .build());

        assertThat(file.expiresAt()).contains(file.createdAt() + 3600);
    }

    @Test
    void whatIsTooLargeIsRefusedAndLeavesNothing() throws IOException {
        assertThatThrownBy(() -> upload("big.bin", FilePurpose.USER_DATA, bytes(6 * MEGABYTE + 1)))
                .isInstanceOfSatisfying(
                        OpenAIServiceException.class,
                        refused -> assertThat(refused.statusCode()).isEqualTo(413));

        try (Stream<Path> files = Files.list(weir.data().resolve("files"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".part"))).isEmpty();
        }
    }

    @Test
    void formsThatMakeNoSenseNameTheirField() {
        assertThat(refusedField("user_data", "", "")).isEqualTo("file");
        assertThat(refusedField("cookery", "a.txt", "x")).isEqualTo("purpose");
        assertThat(refusedField("batch", "a.txt", "{}")).isEqualTo("file");
        assertThat(refusedField("batch", "a.jsonl", "[1]")).isEqualTo("file");
        assertThat(refusedField("user_data", "a.txt", "")).isEqualTo("file");
        Door.Reply noForm = Door.of(weir).post("/v1/files", "{}");
        assertThat(noForm.status()).isEqualTo(415);
    }

    private static String refusedField(String purpose, String fileName, String content) {
        String file = fileName.isEmpty()
                ? ""
                : "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"" + fileName
                        + "\"\r\ncontent-type: text/plain\r\n\r\n" + content + "\r\n";
        String form = "--b\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\n" + purpose + "\r\n" + file
                + "--b--\r\n";
        Door.Reply reply = Door.of(weir)
                .send("POST", "/v1/files", form, Map.of("content-type", "multipart/form-data; boundary=b"));
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        return reply.json().at("/error/param").asString();
    }

    @Test
    void whoeverHasNoKeyIsAnsweredAtOnce() {
        Door.Reply reply = Door.of(weir)
                .withKey("wrong")
                .send(
                        "POST",
                        "/v1/files",
                        "--b\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--b--\r\n",
                        Map.of("content-type", "multipart/form-data; boundary=b"));

        assertThat(reply.status()).isEqualTo(401);
    }

    @Test
    void filesOutliveARestartAndOrphansDoNot() throws IOException {
        FileObject file = upload("kept.bin", FilePurpose.USER_DATA, bytes(70_000));
        Path folder = weir.data().resolve("files");
        Path half = Files.write(folder.resolve("file-HALF.part"), new byte[] {1, 2, 3});
        Path orphan = Files.write(folder.resolve("file-ORPHAN"), new byte[] {1, 2, 3});

        weir.restart();
        client.close();
        client = client(weir.adminKey());

        assertThat(content(file.id())).isEqualTo(bytes(70_000));
        assertThat(half).doesNotExist();
        assertThat(orphan).doesNotExist();
    }
}
