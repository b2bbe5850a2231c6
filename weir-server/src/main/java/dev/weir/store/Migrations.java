package dev.weir.store;

import dev.weir.store.StorageException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * The SQL scripts that make a database what this version of Weir expects: {@code V<timestamp>__<name>.sql} in a
 * folder beside each feature. Flyway runs them and keeps its history. It takes 0.3 s and 18 MB to find that nothing
 * is to be done, so the scripts' fingerprint is kept in the database, and Flyway starts only when it differs.
 */
final class Migrations {
    private final List<String> folders;
    private final TreeMap<String, byte[]> scripts = new TreeMap<>();

    /**
     * @param folders resource folders: {@code dev/weir/tenancy/migrations}
     */
    Migrations(List<String> folders) {
        this.folders = List.copyOf(folders);
        folders.forEach(this::collect);
    }

    /** By name. */
    SortedMap<String, byte[]> scripts() {
        return scripts;
    }

    /**
     * @param place tells Flyway where the database is, and what scripts call {@code ${bytes}} and {@code ${json}}
     */
    void apply(Engine engine, Connection connection, UnaryOperator<FluentConfiguration> place) throws SQLException {
        if (scripts.isEmpty()) {
            return;
        }
        String fingerprint = fingerprint();
        if (fingerprint.equals(recordedFingerprint(engine, connection))) {
            return;
        }
        refuseNewer(engine, connection);
        migrate(place);
        record(connection, fingerprint);
    }

    private void migrate(UnaryOperator<FluentConfiguration> place) {
        place.apply(Flyway.configure(Migrations.class.getClassLoader())
                        .locations(folders.stream().map(f -> "classpath:" + f).toArray(String[]::new))
                        .outOfOrder(true))
                .load()
                .migrate();
    }

    private static @Nullable String recordedFingerprint(Engine engine, Connection connection) throws SQLException {
        return engine.hasTable(connection, "weir_schema")
                ? Sql.of(connection, "select fingerprint from weir_schema").first(row -> row.text("fingerprint"))
                : null;
    }

    private static void record(Connection connection, String fingerprint) throws SQLException {
        Sql.of(
                        connection,
                        "create table if not exists weir_schema (one integer primary key, fingerprint text not null)")
                .update();
        Sql.of(connection, """
                        insert into weir_schema (one, fingerprint) values (1, ?)
                        on conflict (one) do update set fingerprint = excluded.fingerprint
                        """).bind(fingerprint).update();
    }

    /** Whatever was applied and is not known here came from a newer version. */
    private void refuseNewer(Engine engine, Connection connection) throws SQLException {
        if (!engine.hasTable(connection, "flyway_schema_history")) {
            return;
        }
        List<String> applied = Sql.of(connection, "select script from flyway_schema_history where version is not null")
                .list(row -> row.text("script"));
        for (String script : applied) {
            String name = script.substring(script.lastIndexOf('/') + 1);
            if (!scripts.containsKey(name)) {
                throw new StorageException(
                        Kind.NEWER_VERSION,
                        engine.describe() + " was written by a newer version of Weir (it knows " + name
                                + "): start that version, or restore a backup made with this one");
            }
        }
    }

    private String fingerprint() {
        MessageDigest digest = sha256();
        for (Map.Entry<String, byte[]> script : scripts.entrySet()) {
            digest.update(script.getKey().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(script.getValue());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private void collect(String folder) {
        try {
            List<URL> places =
                    Collections.list(Migrations.class.getClassLoader().getResources(folder));
            if (places.isEmpty()) {
                throw new IllegalArgumentException("no migrations at classpath:" + folder);
            }
            for (URL place : places) {
                collect(folder, place);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the migrations at classpath:" + folder, e);
        }
    }

    private void collect(String folder, URL place) throws IOException {
        if (place.openConnection() instanceof JarURLConnection jar) {
            collectFromJar(folder, jar.getJarFile());
        } else {
            collectFromFolder(Path.of(uri(place)));
        }
    }

    private void collectFromFolder(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path script : files.filter(f -> f.toString().endsWith(".sql")).toList()) {
                add(script.getFileName().toString(), Files.readAllBytes(script));
            }
        }
    }

    private void collectFromJar(String folder, JarFile jar) throws IOException {
        for (var entry : Collections.list(jar.entries())) {
            String name = entry.getName();
            if (name.startsWith(folder + "/") && name.endsWith(".sql")) {
                try (InputStream script = jar.getInputStream(entry)) {
                    add(name.substring(name.lastIndexOf('/') + 1), script.readAllBytes());
                }
            }
        }
    }

    private void add(String name, byte[] script) {
        if (scripts.put(name, script) != null) {
            throw new IllegalArgumentException("two migrations are named " + name);
        }
    }

    private static URI uri(URL place) {
        try {
            return place.toURI();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a place for migrations: " + place, e);
        }
    }
}
