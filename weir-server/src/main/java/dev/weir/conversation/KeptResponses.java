package dev.weir.conversation;

import dev.weir.dialect.ResponseState;
import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.spi.Call;
import dev.weir.spi.EndUser;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Payload;
import dev.weir.spi.Principal;
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.JournalRecord.ResponseDeleted;
import dev.weir.store.JournalRecord.ResponseKept;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** The responses of every project. What was kept is found at once, by its own project. Thread-safe. */
final class KeptResponses {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String END_USER = "end_user";
    private static final String ITEMS = "items";

    /** No conversation is followed further back. */
    private static final int MOST_TURNS = 1_000;

    private final Journal journal;
    private final JournalCodec codec;
    private final ResponseDao dao;
    private final LongConsumer caughtUp;
    private final Clock clock;

    /**
     * @param caughtUp waits until what the journal has up to a position can be found
     */
    KeptResponses(Journal journal, JournalCodec codec, ResponseDao dao, LongConsumer caughtUp, Clock clock) {
        this.journal = journal;
        this.codec = codec;
        this.dao = dao;
        this.caughtUp = caughtUp;
        this.clock = clock;
    }

    /** Keeps a response; it is in the journal when this returns. */
    void keep(Call call, Payload request, @Nullable String previous, byte[] response) {
        String id = JSON.readTree(response).path("id").asString("");
        if (id.isEmpty()) {
            return;
        }
        JsonNode input = told(
                ResponseState.input(request, call.recording().id().value()),
                call.principal().endUser());
        journal.append(new ResponseKept(
                call.principal().project(),
                id,
                call.recording().id(),
                previous,
                clock.instant(),
                JSON.writeValueAsString(input).getBytes(StandardCharsets.UTF_8),
                response));
    }

    /** The input's items; where the response was made for an end user, with a word about whom. */
    private static JsonNode told(List<JsonNode> items, @Nullable EndUser user) {
        ArrayNode list = JSON.createArrayNode().addAll(items);
        return user == null
                ? list
                : JSON.createObjectNode().put(END_USER, user.name()).set(ITEMS, list);
    }

    /** Empty also where it was made for another end user than the one who asks. */
    Optional<KeptResponse> find(Principal who, String id) {
        caughtUp.accept(journal.flush());
        return Optional.ofNullable(read(who, id));
    }

    private @Nullable KeptResponse read(Principal who, String id) {
        ResponseDao.Sealed sealed = dao.find(who.project(), id);
        if (sealed == null) {
            return null;
        }
        JournalCodec.Opened opened = codec.open(sealed.type(), sealed.payload());
        if (opened.erased() || !(opened.record() instanceof ResponseKept kept)) {
            return null;
        }
        JsonNode input = JSON.readTree(kept.input());
        if (!isFor(who.endUser(), input)) {
            return null;
        }
        return new KeptResponse(
                id,
                kept.previous(),
                list(input.isObject() ? input.path(ITEMS) : input),
                kept.response(),
                list(JSON.readTree(kept.response()).path("output")));
    }

    private static boolean isFor(@Nullable EndUser user, JsonNode input) {
        String name = input.isObject() ? input.path(END_USER).asString("") : null;
        return user == null ? name == null : user.name().equals(name);
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> items = new ArrayList<>();
        array.forEach(items::add);
        return items;
    }

    /**
     * A response and those that it continues, the oldest first.
     *
     * @throws Refusal if one of them is not kept
     */
    List<KeptResponse> conversation(Principal who, String id) {
        List<KeptResponse> turns = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        KeptResponse turn = find(who, id).orElseThrow(() -> notFound(id));
        while (turn != null && seen.add(turn.id()) && turns.size() < MOST_TURNS) {
            turns.addFirst(turn);
            String previous = turn.previous();
            turn = previous == null ? null : read(who, previous);
            if (previous != null && turn == null) {
                throw notFound(previous);
            }
        }
        return turns;
    }

    private static Refusal notFound(String id) {
        return new Refusal(
                ErrorCode.PREVIOUS_RESPONSE_NOT_FOUND,
                "Previous response with id '" + id + "' not found.",
                "previous_response_id",
                "It was not stored, was deleted, is too old, or belongs to another project or another end user.");
    }

    /** False if there is none. */
    boolean delete(Principal who, String id) {
        if (find(who, id).isEmpty()) {
            return false;
        }
        journal.awaitSynced(journal.append(new ResponseDeleted(who.project(), id, clock.instant())));
        return true;
    }
}
