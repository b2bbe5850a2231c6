package dev.weir.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.ExchangeId;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord;
import dev.weir.store.JournalRecord.ResponseDeleted;
import dev.weir.store.JournalRecord.ResponseKept;
import dev.weir.store.Projected;
import dev.weir.store.TestEngine;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class ResponseDaoTest {
    @Parameter
    TestEngine engine = TestEngine.SQLITE;

    @TempDir
    Path folder;

    private static final ProjectId ONE = new ProjectId("proj_1");
    private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");

    private static Projected projected(JournalRecord record, int... payload) {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) payload[i];
        }
        return new Projected(0, 6, bytes, record);
    }

    private static ResponseKept kept(String id, Instant at) {
        return new ResponseKept(ONE, id, new ExchangeId("ex_1"), null, at, new byte[0], new byte[0]);
    }

    @Test
    void responsesAreKeptReplacedDeletedAndExpire() {
        try (Database database = engine.in(folder).open("responses", ConversationRoom.MIGRATIONS)) {
            ResponseDao dao = new ResponseDao(database);
            database.write(connection -> {
                dao.apply(
                        connection,
                        List.of(
                                projected(kept("a", NOON), 1),
                                projected(kept("b", NOON.plusSeconds(5)), 2),
                                projected(kept("c", NOON.plusSeconds(5)), 3),
                                projected(kept("b", NOON.plusSeconds(6)), -4, 0),
                                projected(new ResponseDeleted(ONE, "c", NOON))));
                return 0;
            });
            assertThat(Objects.requireNonNull(dao.find(ONE, "b")).payload()).containsExactly(-4, 0);
            assertThat(dao.find(ONE, "c")).isNull();
            assertThat(dao.find(new ProjectId("proj_2"), "a")).isNull();
            assertThat(dao.deleteBefore(NOON.plusSeconds(1))).isEqualTo(1);
            assertThat(dao.find(ONE, "a")).isNull();
        }
    }
}
