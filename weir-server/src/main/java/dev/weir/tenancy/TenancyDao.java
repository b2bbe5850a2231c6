package dev.weir.tenancy;

import dev.weir.kernel.CrossProject;
import dev.weir.spi.KeyId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Permission;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Role;
import dev.weir.store.Database;
import dev.weir.store.Row;
import dev.weir.store.Sql;
import dev.weir.store.StorageException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tables of organizations, projects and keys. */
final class TenancyDao {
    private final Database database;

    TenancyDao(Database database) {
        this.database = database;
    }

    @CrossProject("an organization is above its projects; memory holds all")
    List<Organization> organizations() {
        return database.read(connection -> Sql.of(
                        connection, "select id, name, created_at from organizations order by id")
                .list(row -> new Organization(
                        new OrganizationId(row.text("id")), row.text("name"), row.instant("created_at"))));
    }

    @CrossProject("memory holds all projects")
    List<Project> projects() {
        return database.read(connection -> Sql.of(
                        connection, "select id, organization_id, name, created_at, limits from projects order by id")
                .list(row -> new Project(
                        new ProjectId(row.text("id")),
                        new OrganizationId(row.text("organization_id")),
                        row.text("name"),
                        row.instant("created_at"),
                        limits(row))));
    }

    @CrossProject("memory holds all keys: a request is known by its key before its project is")
    List<KeyRow> keys() {
        return database.read(connection -> Sql.of(connection, """
                        select id, organization_id, virtual_keys.project_id, name, prefix, hash, role, all_projects, origin,
                            created_at, created_by, revoked_at, revoked_by, last_used_at, limits, permissions,
                            rotated_at, previous_hash, previous_prefix, previous_until
                        from virtual_keys left join key_rotations on key_rotations.key_id = virtual_keys.id
                        order by id
                        """).list(TenancyDao::key));
    }

    /**
     * All of the first start, or nothing.
     *
     * @throws StorageException of kind {@code CONFLICT} if another node was first
     */
    @CrossProject("makes an organization with its first project")
    void found(Organization organization, Project project, KeyRow owner) {
        database.write(connection -> {
            if (Sql.of(connection, "select id from organizations limit 1").first(row -> true) != null) {
                throw new StorageException(StorageException.Kind.CONFLICT, "there is an organization already");
            }
            Sql.of(connection, "insert into organizations (id, name, created_at) values (?, ?, ?)")
                    .bind(organization.id().value())
                    .bind(organization.name())
                    .bind(organization.createdAt())
                    .update();
            insert(connection, project);
            return counted(connection, insert(connection, owner));
        });
    }

    @CrossProject("makes a project")
    void insert(Project project) {
        database.write(connection -> counted(connection, insert(connection, project)));
    }

    void insertKey(ProjectId project, KeyRow row) {
        database.write(connection -> counted(connection, insert(connection, belongs(project, row))));
    }

    /** Revokes some keys and adds one, all or nothing. */
    @CrossProject("a key for the whole installation takes the place of earlier ones, wherever they were made")
    void replaceKeys(List<VirtualKey> revoked, KeyRow row) {
        database.write(connection -> {
            for (VirtualKey key : revoked) {
                revoke(connection, key.project(), key);
            }
            return counted(connection, insert(connection, row));
        });
    }

    void revoke(ProjectId project, VirtualKey revoked) {
        database.write(connection -> counted(connection, revoke(connection, project, revoked)));
    }

    void rotate(ProjectId project, KeyRow rotated) {
        Rotation rotation = Objects.requireNonNull(rotated.key().rotation());
        SecretHash previous = Objects.requireNonNull(rotated.previous());
        database.write(connection -> {
            Sql.of(connection, "update virtual_keys set hash = ?, prefix = ? where project_id = ? and id = ?")
                    .bind(rotated.hash().hex())
                    .bind(rotated.key().prefix())
                    .bind(project.value())
                    .bind(rotated.key().id().value())
                    .update();
            return Sql.of(connection, """
                            insert into key_rotations (key_id, project_id, rotated_at, previous_hash, previous_prefix,
                                previous_until)
                            values (?, ?, ?, ?, ?, ?)
                            on conflict (key_id) do update set rotated_at = excluded.rotated_at,
                                previous_hash = excluded.previous_hash, previous_prefix = excluded.previous_prefix,
                                previous_until = excluded.previous_until
                            """)
                    .bind(rotated.key().id().value())
                    .bind(project.value())
                    .bind(rotation.at())
                    .bind(previous.hex())
                    .bind(rotation.previousPrefix())
                    .bind(rotation.previousUntil())
                    .update();
        });
    }

    void limitKey(ProjectId project, VirtualKey limited) {
        database.write(connection -> counted(
                connection,
                Sql.of(connection, "update virtual_keys set limits = ? where project_id = ? and id = ?")
                        .bind(LimitsBody.text(limited.limits()))
                        .bind(project.value())
                        .bind(limited.id().value())
                        .update()));
    }

    void limit(ProjectId project, CallLimits changed) {
        database.write(connection -> counted(
                connection,
                Sql.of(connection, "update projects set limits = ? where id = ?")
                        .bind(LimitsBody.text(changed))
                        .bind(project.value())
                        .update()));
    }

    @CrossProject("one batch for the keys of all projects")
    void lastUsed(Map<KeyId, Instant> uses) {
        database.write(connection -> {
            Sql update = Sql.of(connection, """
                    update virtual_keys set last_used_at = ? where id = ? and (last_used_at is null or last_used_at < ?)
                    """);
            for (Map.Entry<KeyId, Instant> use : uses.entrySet()) {
                update.bind(use.getValue())
                        .bind(use.getKey().value())
                        .bind(use.getValue())
                        .addBatch();
            }
            update.updateBatch();
            return uses.size();
        });
    }

    private static int counted(Connection connection, int rows) throws SQLException {
        VersionDao.count(connection, VersionDao.TENANTS);
        return rows;
    }

    private static KeyRow belongs(ProjectId project, KeyRow row) {
        if (!row.key().project().equals(project)) {
            throw new IllegalArgumentException(row.key().id() + " is not of " + project);
        }
        return row;
    }

    private static int insert(Connection connection, Project project) throws SQLException {
        return Sql.of(connection, """
                        insert into projects (id, organization_id, name, created_at, limits)
                        values (?, ?, ?, ?, ?)
                        """)
                .bind(project.id().value())
                .bind(project.organization().value())
                .bind(project.name())
                .bind(project.createdAt())
                .bind(LimitsBody.text(project.limits()))
                .update();
    }

    private static int insert(Connection connection, KeyRow row) throws SQLException {
        VirtualKey key = row.key();
        return Sql.of(connection, """
                        insert into virtual_keys (id, organization_id, project_id, name, prefix, hash, role,
                            all_projects, origin, created_at, created_by, limits, permissions)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .bind(key.id().value())
                .bind(key.organization().value())
                .bind(key.project().value())
                .bind(key.name())
                .bind(key.prefix())
                .bind(row.hash().hex())
                .bind(key.role().name().toLowerCase(Locale.ROOT))
                .bind(key.allProjects())
                .bind(key.origin().name().toLowerCase(Locale.ROOT))
                .bind(key.createdAt())
                .bind(text(key.createdBy()))
                .bind(LimitsBody.text(key.limits()))
                .bind(key.permissions().isEmpty() ? null : text(key.permissions()))
                .update();
    }

    /** Words with spaces between them. */
    private static String text(Set<Permission> permissions) {
        return permissions.stream().map(Permission::wire).sorted().collect(Collectors.joining(" "));
    }

    /** A word of a newer version gives nothing here. */
    private static Set<Permission> permissions(Row row) throws SQLException {
        String words = row.textOrNull("permissions");
        return words == null
                ? Set.of()
                : Stream.of(words.split(" "))
                        .flatMap(word -> Permission.named(word).stream())
                        .collect(Collectors.toSet());
    }

    private static int revoke(Connection connection, ProjectId project, VirtualKey revoked) throws SQLException {
        return Sql.of(connection, """
                        update virtual_keys set revoked_at = ?, revoked_by = ?
                        where project_id = ? and id = ? and revoked_at is null
                        """)
                .bind(revoked.revokedAt())
                .bind(text(revoked.revokedBy()))
                .bind(project.value())
                .bind(revoked.id().value())
                .update();
    }

    private static @Nullable String text(@Nullable KeyId id) {
        return id == null ? null : id.value();
    }

    private static CallLimits limits(Row row) throws SQLException {
        String text = row.textOrNull("limits");
        return text == null ? CallLimits.NONE : LimitsBody.limits(text);
    }

    private static KeyRow key(Row row) throws SQLException {
        VirtualKey key = new VirtualKey(
                new KeyId(row.text("id")),
                row.text("name"),
                row.text("prefix"),
                new OrganizationId(row.text("organization_id")),
                new ProjectId(row.text("project_id")),
                Role.valueOf(row.text("role").toUpperCase(Locale.ROOT)),
                row.flag("all_projects"),
                KeyOrigin.valueOf(row.text("origin").toUpperCase(Locale.ROOT)),
                row.instant("created_at"),
                keyId(row.textOrNull("created_by")),
                row.instantOrNull("revoked_at"),
                keyId(row.textOrNull("revoked_by")),
                row.instantOrNull("last_used_at"),
                limits(row),
                rotation(row),
                permissions(row));
        String previous = row.textOrNull("previous_hash");
        return new KeyRow(key, new SecretHash(row.text("hash")), previous == null ? null : new SecretHash(previous));
    }

    private static @Nullable Rotation rotation(Row row) throws SQLException {
        Instant at = row.instantOrNull("rotated_at");
        return at == null ? null : new Rotation(at, row.text("previous_prefix"), row.instant("previous_until"));
    }

    private static @Nullable KeyId keyId(@Nullable String text) {
        return text == null ? null : new KeyId(text);
    }
}
