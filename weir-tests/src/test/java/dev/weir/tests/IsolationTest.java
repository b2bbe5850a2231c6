package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.Access;
import dev.weir.http.Route;
import dev.weir.spi.Role;
import dev.weir.testkit.TestingWeir;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Walks every route there is with the keys of two projects, {@code theirs} and {@code ours}: whoever holds a key of ours
 * cannot learn that anything of theirs exists.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IsolationTest {
    /** What a key of one project may not do, whatever it names. */
    /** What belongs to no project is for those who see all, whatever its id. */
    private static final List<String> OF_ORGANIZATIONS =
            List.of("/api/nodes/", "/api/plans/", "/api/credits/", "/api/invoices/", "/console/billing/");

    private static final Set<String> FOR_ALL_PROJECTS = Set.of(
            "/api/classifiers/{name}/newest",
            "/api/classifiers/{name}/version",
            "/api/projects/{id}/limits",
            "/api/models",
            "/api/models/{name*}",
            "/api/providers",
            "/api/providers/{name*}",
            "/api/aliases",
            "/api/aliases/{name*}",
            "/api/prices",
            "/api/prices/{name*}",
            "/api/config/status",
            "/api/config/changes",
            "/api/config/changes/{kind}/{name*}");

    /** A name and a text that only they know. */
    private static final String SECRET = "xylophone-4711";
    /** A knowledge base of theirs and one of ours have this name. */
    private static final String HANDBOOK = "handbook";

    private static final String THEIR_DOCUMENT = "their-rules-0815";

    private static final Set<String> OPEN = Set.of(
            "/",
            "/healthz",
            "/readyz",
            "/api",
            "/api/reference",
            "/api/openapi.json",
            "/console/login",
            "/console/logout");

    private TestingWeir weir;
    private Door installation;
    private final Map<Role, String> ourKeys = new HashMap<>();
    private String theirKey = "";
    private final Set<String> theirIds = new LinkedHashSet<>();

    @BeforeAll
    void twoProjects() {
        weir = TestingWeir.start();
        installation = Door.of(weir);
        String ours =
                created("/api/projects", "{\"name\": \"ours\"}").path("id").asString();
        String theirs =
                created("/api/projects", "{\"name\": \"theirs\"}").path("id").asString();
        for (Role role : Role.values()) {
            ourKeys.put(role, key("our-" + word(role), role, ours));
        }
        theirKey = key(SECRET, Role.OWNER, theirs);
        Door theirDoor = installation.withKey(theirKey);
        use(theirDoor, SECRET);
        fill(theirDoor, SECRET, THEIR_DOCUMENT, SECRET);
        fill(theirDoor, HANDBOOK, THEIR_DOCUMENT, SECRET);
        order(theirDoor);
        limit(theirDoor, SECRET);
        limit(installation.withKey(ourKey(Role.OWNER)), "ours");
        use(installation.withKey(ourKey(Role.OWNER)), "something of ours");
        fill(installation.withKey(ourKey(Role.OWNER)), HANDBOOK, "our-rules", "The notice period is ours.");
        collectTheirIds();
        theirIds.addAll(List.of(SECRET, THEIR_DOCUMENT, theirs));
    }

    @AfterAll
    void stop() {
        weir.close();
    }

    private JsonNode created(String path, String body) {
        Door.Reply reply = installation.post(path, body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json();
    }

    private String key(String name, Role role, String project) {
        return created(
                        "/api/keys",
                        "{\"name\": \"" + name + "\", \"role\": \"" + word(role) + "\", \"project\": \"" + project
                                + "\"}")
                .path("key")
                .asString();
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static void use(Door door, String text) {
        assertThat(door.post(
                                "/v1/chat/completions",
                                "{\"model\": \"sim/gpt-4o-mini\", \"messages\": [{\"role\": \"user\", \"content\": \""
                                        + text + "\"}]}")
                        .status())
                .isEqualTo(200);
    }

    private static void fill(Door door, String base, String document, String text) {
        assertThat(door.post("/api/kb", "{\"name\": \"" + base + "\"}").status())
                .isEqualTo(201);
        Door.Reply added = door.post(
                "/api/kb/" + base + "/documents",
                "{\"id\": \"" + document + "\", \"title\": \"" + text + "\", \"text\": \"The notice period. " + text
                        + "\"}");
        assertThat(added.status()).as(added.text()).isBetween(200, 202);
    }

    /** Limits of a user, a model and a tag. */
    private static void limit(Door door, String name) {
        for (String path : List.of("user/" + name, "model/" + name, "tag/team%3D" + name)) {
            assertThat(door.send("PUT", "/api/limits/" + path, "{\"rpm\": 1000}", Map.of())
                            .status())
                    .isEqualTo(200);
        }
    }

    /** A file and a batch. */
    private static void order(Door door) {
        String form = "--b\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--b\r\n"
                + "content-disposition: form-data; name=\"file\"; filename=\"" + SECRET
                + ".jsonl\"\r\n\r\n{}\r\n--b--\r\n";
        Door.Reply file =
                door.send("POST", "/v1/files", form, Map.of("content-type", "multipart/form-data; boundary=b"));
        assertThat(file.status()).as(file.text()).isEqualTo(200);
        Door.Reply batch = door.post(
                "/v1/batches",
                "{\"input_file_id\": \"" + file.json().path("id").asString()
                        + "\", \"endpoint\": \"/v1/embeddings\", \"completion_window\": \"24h\"}");
        assertThat(batch.status()).as(batch.text()).isEqualTo(200);
    }

    private void collectTheirIds() {
        Door theirs = installation.withKey(theirKey);
        for (Route route : lists()) {
            Door.Reply reply = theirs.get(route.template());
            if (reply.status() == 200 && reply.header("content-type").startsWith("application/json")) {
                reply.json().path("data").forEach(this::addIfTheirs);
            }
        }
        theirIds.remove("");
        installation
                .get("/v1/models")
                .json()
                .path("data")
                .forEach(model -> theirIds.remove(model.path("id").asString()));
        assertThat(theirIds).hasSizeGreaterThanOrEqualTo(2);
    }

    private void addIfTheirs(JsonNode entry) {
        if (!entry.path("installation").asBoolean(false)) {
            theirIds.add(entry.path("id").asString(""));
        }
    }

    private String ourKey(Role role) {
        return String.valueOf(ourKeys.get(role));
    }

    private List<Route> lists() {
        return routes().filter(route ->
                        route.method().equals("GET") && route.pathNames().isEmpty())
                .toList();
    }

    private Stream<Route> routes() {
        return weir.weir().routes().stream();
    }

    Stream<Route> guarded() {
        return routes().filter(route -> route.access() instanceof Access.AtLeast);
    }

    Stream<Route> readable() {
        return lists().stream();
    }

    Stream<Route> guardedLists() {
        return lists().stream().filter(route -> route.access() instanceof Access.AtLeast);
    }

    Stream<Route> withIds() {
        return guarded().filter(route -> !route.pathNames().isEmpty());
    }

    @Test
    void theirOwnListsShowWhatIsTheirs() {
        String everything = lists().stream()
                .map(route ->
                        installation.withKey(theirKey).get(route.template()).text())
                .reduce("", String::concat);

        assertThat(everything)
                .contains(theirIds.stream()
                        .filter(id -> !id.equals(THEIR_DOCUMENT))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("readable")
    void noListShowsAnythingOfAnotherProject(Route route) {
        for (String path : List.of(route.template(), route.template() + "?limit=100&revoked=true&q=xylophone")) {
            Door.Reply reply = installation.withKey(ourKey(Role.OWNER)).get(path);

            assertThat(reply.status()).isLessThan(500);
            assertThat(reply.text()).doesNotContain(theirIds).doesNotContain(theirKey);
        }
    }

    @ParameterizedTest
    @MethodSource("guardedLists")
    void namingAnotherProjectOpensNoDoor(Route route) {
        for (String project : List.of("theirs", theirIds.stream().toList().getLast())) {
            Door ours = installation.withKey(ourKey(Role.OWNER));
            Door.Reply byQuery = ours.get(route.template() + "?project=" + project);
            Door.Reply byHeader = ours.send("GET", route.template(), null, Map.of("x-weir-project", project));
            Door.Reply unknown = ours.get(route.template() + "?project=prj_00000000000000000000000000");

            assertThat(List.of(byQuery.status(), byHeader.status())).containsOnly(unknown.status());
            assertThat(unknown.status()).isBetween(400, 404);
        }
    }

    @ParameterizedTest
    @MethodSource("withIds")
    void theirIdsAreAsUnknownAsIdsThatNeverWere(Route route) {
        Door ours = installation.withKey(ourKey(Role.OWNER));
        for (List<String> ids : pathsToThem(route)) {
            Door.Reply reply = call(ours, route, ids);
            Door.Reply unknown =
                    call(ours, route, ids.stream().map(this::neverWas).toList());

            assertThat(reply.status())
                    .as("%s %s with %s: %s", route.method(), route.template(), ids, reply.text())
                    .isEqualTo(isForAllProjects(route) ? 403 : 404);
            assertThat(neutral(reply)).isEqualTo(neutral(unknown));
        }
    }

    private static boolean isForAllProjects(Route route) {
        return FOR_ALL_PROJECTS.contains(route.template())
                || OF_ORGANIZATIONS.stream().anyMatch(route.template()::startsWith);
    }

    /** Every way to fill the route's path with what is theirs; also below a name that is ours, too. */
    private List<List<String>> pathsToThem(Route route) {
        if (route.pathNames().size() == 1) {
            return theirIds.stream().map(List::of).toList();
        }
        return Stream.concat(theirIds.stream(), Stream.of(HANDBOOK))
                .flatMap(first -> theirIds.stream().map(second -> List.of(first, second)))
                .toList();
    }

    /** As long as the id, and like it at the beginning. */
    private String neverWas(String id) {
        return id.equals(HANDBOOK) ? id : id.substring(0, id.length() - 4) + "0000";
    }

    /** What an answer says, without what must differ. */
    private String neutral(Door.Reply reply) {
        String text = reply.text().replace(reply.header("x-request-id"), "REQUEST");
        for (String id : theirIds) {
            text = text.replace(id, "ID").replace(neverWas(id), "ID");
        }
        return text;
    }

    @ParameterizedTest
    @ValueSource(strings = {"search", "explain"})
    void ourHandbookDoesNotFindWhatTheirsSays(String kind) {
        Door.Reply reply = installation
                .withKey(ourKey(Role.OWNER))
                .post(
                        "/api/kb/" + HANDBOOK + "/" + kind,
                        "{\"query\": \"xylophone notice period\", \"document_id\": \"" + THEIR_DOCUMENT + "\"}");

        assertThat(reply.text().replace("'" + THEIR_DOCUMENT + "'", "")).doesNotContain(theirIds);
    }

    @Test
    void theirKnowledgeAnswersNoQuestionOfOurs() {
        Door.Reply reply = installation
                .withKey(ourKey(Role.OWNER))
                .post(
                        "/v1/chat/completions",
                        "{\"model\": \"weir/extractive\", \"weir\": {\"knowledge\": [\"" + SECRET
                                + "\"]}, \"messages\": [{\"role\": \"user\", \"content\": \"notice period?\"}]}");

        assertThat(reply.status()).as(reply.text()).isEqualTo(404);
    }

    @Test
    void nothingOfTheirsWasTouched() {
        assertThat(installation.withKey(theirKey).get("/api/me").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void aRoleThatIsTooLowIsForbidden(Route route) {
        Role needed = ((Access.AtLeast) route.access()).role();
        for (Role role : Role.values()) {
            if (!role.mayActAs(needed)) {
                Door.Reply reply = call(installation.withKey(ourKey(role)), route, "some_id");

                assertThat(reply.status())
                        .as("%s as %s", route.template(), role)
                        .isEqualTo(403);
                assertThat(reply.text()).contains(word(needed));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void withoutAKeyNothingIsOpen(Route route) throws InterruptedException {
        assertThat(turnsAway(installation.withKey(null), route)).isTrue();
    }

    /** A page shows the way in instead of an error; who fails too often is asked to wait. */
    private static boolean turnsAway(Door door, Route route) throws InterruptedException {
        Door.Reply reply = call(door, route, "some_id");
        for (int tries = 0; reply.status() == 429 && tries < 20; tries++) {
            Thread.sleep(100);
            reply = call(door, route, "some_id");
        }
        return reply.status() == 401
                || (route.template().startsWith("/console")
                        && reply.status() == 303
                        && reply.header("location").startsWith("/console/login"));
    }

    @Test
    void aRevokedKeyEndsAtOnceEverywhere() throws InterruptedException {
        JsonNode issued = created("/api/keys", "{\"name\": \"short-lived\", \"role\": \"owner\"}");
        Door holder = installation.withKey(issued.path("key").asString());
        assertThat(holder.get("/api/me").status()).isEqualTo(200);

        assertThat(installation
                        .send("DELETE", "/api/keys/" + issued.path("id").asString(), null, Map.of())
                        .status())
                .isEqualTo(200);

        List<String> stillOpen = new ArrayList<>();
        for (Route route : guarded().toList()) {
            if (!turnsAway(holder, route)) {
                stillOpen.add(route.method() + " " + route.template());
            }
        }
        assertThat(stillOpen).isEmpty();
    }

    @Test
    void onlyHealthAndTheWayInAreOpen() {
        assertThat(routes().filter(route -> route.access() instanceof Access.Open)
                        .map(Route::template))
                .allMatch(path -> OPEN.contains(path) || path.startsWith("/console/assets/"));
    }

    private static Door.Reply call(Door door, Route route, String id) {
        return call(door, route, route.pathNames().stream().map(name -> id).toList());
    }

    private static Door.Reply call(Door door, Route route, List<String> ids) {
        String path = route.template();
        for (int i = 0; i < ids.size(); i++) {
            String name = route.pathNames().get(i);
            path = path.replace("{" + name + "*}", ids.get(i)).replace("{" + name + "}", ids.get(i));
        }
        boolean bodiless = route.method().equals("GET") || route.method().equals("DELETE");
        return door.send(route.method(), path, bodiless ? null : route.example(), Map.of());
    }
}
