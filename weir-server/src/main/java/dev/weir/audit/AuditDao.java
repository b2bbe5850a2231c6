package dev.weir.audit;

import dev.weir.audit.merkle.Hashes;
import dev.weir.audit.merkle.Tree;
import dev.weir.kernel.CrossProject;
import dev.weir.kernel.IdSource;
import dev.weir.spi.AttemptId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.ProjectId;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord;
import dev.weir.store.Projected;
import dev.weir.store.Projection;
import dev.weir.store.Row;
import dev.weir.store.Sql;
import dev.weir.store.StorageException;
import dev.weir.store.StorageException.Kind;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The log in its database, which follows the journal: entries, the tree's hashes, checkpoints. */
final class AuditDao implements Projection {
    /** Hashes in a tile; as a power of two, {@link #TILE_HEIGHT}. */
    private static final int TILE = 256;

    private static final int TILE_HEIGHT = 8;
    private static final String COLUMNS =
            "entry, kind, action, at, scope, actor, exchange_id, attempt_id, subject, body";

    /** An id is made at the moment that its record tells, but a clock may be put right in between. */
    private static final Duration UNPUNCTUAL = Duration.ofSeconds(1);

    private final Database database;

    AuditDao(Database database) {
        this.database = database;
    }

    @Override
    @CrossProject("names the projection, touches no row")
    public String name() {
        return "audit";
    }

    @Override
    @CrossProject("names kinds of records, touches no row")
    public boolean reads(Class<? extends JournalRecord> kind) {
        return Entries.has(kind);
    }

    @Override
    @CrossProject("the journal holds every project's records, and each row names its own")
    public void apply(Connection connection, List<Projected> batch) throws SQLException {
        List<LogEntry> entries =
                batch.stream().flatMap(record -> Entries.of(record).stream()).toList();
        if (!entries.isEmpty()) {
            append(connection, entries);
        }
    }

    private static void append(Connection connection, List<LogEntry> entries) throws SQLException {
        long first = size(connection);
        long hashed = leaves(connection);
        if (first != hashed) {
            throw new StorageException(
                    Kind.CORRUPT,
                    "the audit log has " + first + " entries and " + hashed
                            + " hashes: somebody else has changed it; ./weir audit verify says where. Restore audit.db from"
                            + " a backup, or move it away, so that it is made again from the journal");
        }
        insert(connection, first, entries);
        List<byte[]> leaves =
                entries.stream().map(entry -> Hashes.leaf(entry.body())).toList();
        for (int level = 0; !leaves.isEmpty(); level++) {
            leaves = extend(connection, level, first, leaves);
            first /= TILE;
        }
    }

    private static void insert(Connection connection, long first, List<LogEntry> entries) throws SQLException {
        Sql insert = Sql.of(connection, "INSERT INTO entries (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        long number = first;
        for (LogEntry entry : entries) {
            insert.bind(number++)
                    .bind(entry.kind())
                    .bind(entry.action())
                    .bind(entry.at())
                    .bind(entry.scope())
                    .bind(entry.actor())
                    .bind(entry.exchange())
                    .bind(entry.attempt())
                    .bind(entry.subject())
                    .bind(entry.body())
                    .addBatch();
        }
        insert.updateBatch();
    }

    /** Puts hashes behind those of a level; the roots of the tiles that are whole now. */
    private static List<byte[]> extend(Connection connection, int level, long first, List<byte[]> hashes)
            throws SQLException {
        List<byte[]> roots = new ArrayList<>();
        Sql upsert = Sql.of(connection, """
                INSERT INTO tiles (level, tile, hashes) VALUES (?, ?, ?)
                ON CONFLICT (level, tile) DO UPDATE SET hashes = excluded.hashes
                """);
        long tile = first / TILE;
        List<byte[]> row = new ArrayList<>(split(first % TILE == 0 ? new byte[0] : tile(connection, level, tile)));
        for (byte[] hash : hashes) {
            row.add(hash);
            if (row.size() == TILE) {
                upsert.bind((long) level).bind(tile++).bind(joined(row)).addBatch();
                roots.add(rootOf(row));
                row.clear();
            }
        }
        if (!row.isEmpty()) {
            upsert.bind((long) level).bind(tile).bind(joined(row)).addBatch();
        }
        upsert.updateBatch();
        return roots;
    }

    private static byte[] joined(List<byte[]> hashes) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream(hashes.size() * Hashes.SIZE);
        hashes.forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    private static List<byte[]> split(byte[] joined) {
        List<byte[]> hashes = new ArrayList<>(joined.length / Hashes.SIZE);
        for (int at = 0; at < joined.length; at += Hashes.SIZE) {
            hashes.add(Arrays.copyOfRange(joined, at, at + Hashes.SIZE));
        }
        return hashes;
    }

    /** The root over a power of two of hashes. */
    private static byte[] rootOf(List<byte[]> hashes) {
        List<byte[]> row = hashes;
        while (row.size() > 1) {
            List<byte[]> above = new ArrayList<>(row.size() / 2);
            for (int i = 0; i < row.size(); i += 2) {
                above.add(Hashes.node(row.get(i), row.get(i + 1)));
            }
            row = above;
        }
        return row.getFirst();
    }

    private static long size(Connection connection) throws SQLException {
        return Sql.of(connection, "SELECT coalesce(max(entry), -1) + 1 AS size FROM entries")
                .single(row -> row.number("size"));
    }

    /** How many leaves are hashed. */
    private static long leaves(Connection connection) throws SQLException {
        Long leaves = Sql.of(connection, """
                        SELECT tile * 256 + length(hashes) / 32 AS leaves FROM tiles WHERE level = 0
                        ORDER BY tile DESC LIMIT 1
                        """).first(row -> row.number("leaves"));
        return leaves == null ? 0 : leaves;
    }

    private static byte[] tile(Connection connection, int level, long tile) throws SQLException {
        byte[] found = Sql.of(connection, "SELECT hashes FROM tiles WHERE level = ? AND tile = ?")
                .bind((long) level)
                .bind(tile)
                .first(row -> row.bytes("hashes"));
        return found == null ? new byte[0] : found;
    }

    private static Tree tree(Connection connection) {
        return new Tree((height, index) -> {
            int level = height / TILE_HEIGHT;
            int within = height % TILE_HEIGHT;
            long first = index << within;
            try {
                List<byte[]> row = split(tile(connection, level, first / TILE));
                int from = (int) (first % TILE);
                int to = from + (1 << within);
                if (row.size() < to) {
                    throw new StorageException(
                            Kind.CORRUPT,
                            "the audit log's tree has no hash " + (first + row.size() - from) + " on level " + level);
                }
                return rootOf(row.subList(from, to));
            } catch (SQLException e) {
                throw new StorageException(Kind.FAILED, "the audit log's tree cannot be read: " + e.getMessage(), e);
            }
        });
    }

    /** The log at one moment. */
    record Head(long size, byte[] root) {}

    @CrossProject("the tree is one for all")
    Head head() {
        return database.read(connection -> {
            long size = leaves(connection);
            return new Head(size, tree(connection).root(size));
        });
    }

    /** What a tree says that does not change meanwhile. */
    @CrossProject("the tree is one for all; hashes tell nothing")
    <T> T tree(Function<Tree, T> question) {
        return database.read(connection -> question.apply(tree(connection)));
    }

    /** How many entries there are and how many of them the tree has; the same, unless somebody else was at it. */
    record Sizes(long entries, long leaves) {}

    @CrossProject("the tree is one for all")
    Sizes sizes() {
        return database.read(connection -> new Sizes(size(connection), leaves(connection)));
    }

    /** Up to 256 leaf hashes, from a multiple of 256 on. */
    @CrossProject("the tree is one for all; hashes tell nothing")
    List<byte[]> leafHashes(long from) {
        return database.read(connection -> split(tile(connection, 0, from / TILE)));
    }

    /** An entry of the log with its number. */
    record Numbered(long number, LogEntry entry) {}

    /** For checks and exports: in order, every project's. */
    @CrossProject("whoever checks or exports the log has all of it")
    List<Numbered> entries(long from, long before, int limit) {
        return database.read(connection -> Sql.of(
                        connection,
                        "SELECT " + COLUMNS + " FROM entries WHERE entry >= ? AND entry < ? ORDER BY entry LIMIT ?")
                .bind(from)
                .bind(before)
                .bind((long) limit)
                .list(AuditDao::numbered));
    }

    /** In order, the kinds that are wanted. */
    @CrossProject("bills are of organizations; whoever makes them looks at the scopes")
    List<LogReader.Leaf> stretch(long from, long before, List<String> kinds) {
        return database.read(connection -> {
            Sql query = Sql.of(
                    connection,
                    "SELECT entry, scope, kind, body FROM entries WHERE entry >= ? AND entry < ? AND kind IN ("
                            + "?, ".repeat(kinds.size() - 1) + "?) ORDER BY entry");
            query.bind(from).bind(before);
            for (String kind : kinds) {
                query.bind(kind);
            }
            return query.list(row ->
                    new LogReader.Leaf(row.number("entry"), row.text("scope"), row.text("kind"), row.bytes("body")));
        });
    }

    /**
     * Which entries of some scopes may stand on the wrong side of a time.
     *
     * @param from the first that is not older; -1 if there is none
     * @param to the one after the last that is older
     */
    record Edge(long from, long to) {}

    @CrossProject("bills are of organizations; whoever makes them names their projects")
    Edge edge(Collection<String> scopes, Instant at) {
        return database.read(connection -> {
            long from = -1;
            long to = 0;
            for (String scope : scopes) {
                long first = end(connection, "coalesce(min(entry), -1)", "at >= ?", scope, at);
                from = first >= 0 && (from < 0 || first < from) ? first : from;
                to = Math.max(to, end(connection, "coalesce(max(entry), -1)", "at < ?", scope, at) + 1);
            }
            return new Edge(from, to);
        });
    }

    private static long end(Connection connection, String which, String condition, String scope, Instant at)
            throws SQLException {
        return Sql.of(connection, "SELECT " + which + " AS entry FROM entries WHERE scope = ? AND " + condition)
                .bind(scope)
                .bind(at)
                .single(row -> row.number("entry"));
    }

    /** When an entry was written. */
    record Timed(long entry, String scope, Instant at) {}

    /** In order. */
    @CrossProject("bills are of organizations; whoever makes them looks at the scopes")
    List<Timed> times(long from, long before) {
        return database.read(connection -> Sql.of(
                        connection,
                        "SELECT entry, scope, at FROM entries WHERE entry >= ? AND entry < ? ORDER BY entry")
                .bind(from)
                .bind(before)
                .list(row -> new Timed(row.number("entry"), row.text("scope"), row.instant("at"))));
    }

    @CrossProject("for whoever has the data directory")
    @Nullable
    Numbered find(long number) {
        return database.find(connection -> Sql.of(connection, "SELECT " + COLUMNS + " FROM entries WHERE entry = ?")
                .bind(number)
                .first(AuditDao::numbered));
    }

    /** Entries of one exchange, in order. */
    List<Numbered> ofExchange(ProjectId project, String exchange) {
        return database.read(connection -> Sql.of(
                        connection,
                        "SELECT " + COLUMNS + " FROM entries WHERE scope || '' = ? AND exchange_id = ? ORDER BY entry")
                .bind(project.value())
                .bind(exchange)
                .list(AuditDao::numbered));
    }

    /** One entry, if it is of this project, or of the organization where that may be seen. */
    @Nullable
    Numbered find(ProjectId project, @Nullable OrganizationId organization, long number) {
        Numbered found = find(number);
        boolean seen = found != null
                && (found.entry.scope().equals(project.value())
                        || (organization != null && found.entry.scope().equals(organization.value())));
        return seen ? found : null;
    }

    /**
     * Newest first.
     *
     * @param organization whose own entries are wanted, too; null for none
     * @param before the last entry of the page before; null for the first page
     */
    List<Numbered> list(
            ProjectId project,
            @Nullable OrganizationId organization,
            EntryFilter filter,
            @Nullable Cursor before,
            int limit) {
        return database.read(connection -> {
            List<Numbered> found = new ArrayList<>(list(connection, project.value(), filter, before, limit));
            if (organization != null) {
                found.addAll(list(connection, organization.value(), filter, before, limit));
                found.sort(Comparator.comparing((Numbered each) -> each.entry.at())
                        .thenComparing(Numbered::number)
                        .reversed());
            }
            return found.stream().limit(limit).toList();
        });
    }

    private static List<Numbered> list(
            Connection connection, String scope, EntryFilter filter, @Nullable Cursor before, int limit)
            throws SQLException {
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>(List.of(scope));
        Map<String, Object> wanted = filter.columns();
        wanted.forEach((condition, value) -> {
            conditions.add(" AND " + condition);
            values.add(value);
        });
        // Few entries have one subject, so that its index is the one to use.
        conditions.addFirst(filter.subject() == null ? "scope = ?" : "scope || '' = ?");
        if (filter.subject() != null) {
            conditions.add(" AND " + """
                    entry IN (SELECT entry FROM entries WHERE exchange_id = ?
                      UNION SELECT entry FROM entries WHERE subject = ?)""");
            String exchange = exchangeOf(connection, scope, filter.subject());
            values.addAll(List.of(exchange == null ? filter.subject() : exchange, filter.subject()));
        }
        if (before != null) {
            conditions.add(" AND (at, entry) < (?, ?)");
            values.addAll(List.of(before.at(), before.entry()));
        }
        Sql query = Sql.of(
                connection,
                "SELECT " + COLUMNS + " FROM entries WHERE " + String.join("", conditions)
                        + " ORDER BY at DESC, entry DESC LIMIT ?");
        for (Object value : values) {
            switch (value) {
                case Instant instant -> query.bind(instant);
                case Long number -> query.bind(number);
                default -> query.bind(value.toString());
            }
        }
        return query.bind((long) limit).list(AuditDao::numbered);
    }

    /** Of an attempt, whose id says when it was made: its intent was logged then, and needs no index of its own. */
    private static @Nullable String exchangeOf(Connection connection, String scope, String attempt)
            throws SQLException {
        Instant made = IdSource.madeAt(AttemptId.PREFIX, attempt).orElse(null);
        return made == null
                ? null
                : Sql.of(connection, """
                        SELECT exchange_id FROM entries WHERE scope = ? AND at >= ? AND at < ? AND attempt_id = ?
                        LIMIT 1
                        """)
                        .bind(scope)
                        .bind(made.minus(UNPUNCTUAL))
                        .bind(made.plus(UNPUNCTUAL))
                        .bind(attempt)
                        .first(row -> row.text("exchange_id"));
    }

    private static Numbered numbered(Row row) throws SQLException {
        return new Numbered(
                row.number("entry"),
                new LogEntry(
                        row.text("kind"),
                        row.textOrNull("action"),
                        row.instant("at"),
                        row.text("scope"),
                        row.textOrNull("actor"),
                        row.textOrNull("exchange_id"),
                        row.textOrNull("attempt_id"),
                        row.textOrNull("subject"),
                        row.bytes("body")));
    }

    /** A signed checkpoint that is kept. */
    record Kept(long size, Instant at, String note) {}

    @CrossProject("checkpoints are of the whole log")
    @Nullable
    Kept latest() {
        return database.find(
                connection -> Sql.of(connection, "SELECT size, at, note FROM checkpoints ORDER BY size DESC LIMIT 1")
                        .first(AuditDao::kept));
    }

    @CrossProject("checkpoints are of the whole log")
    @Nullable
    Kept checkpoint(long size) {
        return database.find(connection -> Sql.of(connection, "SELECT size, at, note FROM checkpoints WHERE size = ?")
                .bind(size)
                .first(AuditDao::kept));
    }

    /** In order. */
    @CrossProject("checkpoints are of the whole log")
    List<Kept> checkpoints() {
        return database.read(connection -> Sql.of(connection, "SELECT size, at, note FROM checkpoints ORDER BY size")
                .list(AuditDao::kept));
    }

    private static Kept kept(Row row) throws SQLException {
        return new Kept(row.number("size"), row.instant("at"), row.text("note"));
    }

    /** Durable when it returns, and with it all entries that it speaks of. */
    @CrossProject("checkpoints are of the whole log")
    void keep(Kept checkpoint) {
        database.write(connection -> Sql.of(
                        connection,
                        "INSERT INTO checkpoints (size, at, note) VALUES (?, ?, ?) ON CONFLICT (size) DO NOTHING")
                .bind(checkpoint.size)
                .bind(checkpoint.at)
                .bind(checkpoint.note)
                .update());
    }

    /** How far each place has got. */
    @CrossProject("checkpoints are of the whole log")
    Map<String, Long> published() {
        return database
                .read(connection -> Sql.of(connection, "SELECT place, size FROM publications")
                        .list(row -> Map.entry(row.text("place"), row.number("size"))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @CrossProject("checkpoints are of the whole log")
    void published(String place, long size, Instant at) {
        database.write(connection ->
                Sql.of(connection, """
                        INSERT INTO publications (place, size, at) VALUES (?, ?, ?)
                        ON CONFLICT (place) DO UPDATE SET size = excluded.size, at = excluded.at
                        """).bind(place).bind(size).bind(at).update());
    }
}
