package dev.weir.config;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

@Doc("The database that several nodes share. Absent: files in the data directory, for one node.")
public record StoreConfig(
        @Doc(
                "A PostgreSQL database, as `jdbc:postgresql://host:5432/weir`; what its driver takes may follow after a `?`,"
                        + " such as `sslmode=verify-full`. docs/cluster.md says what is kept there.")
        @Nullable
        String url,

        @Doc("Who signs in there; it has to own the database, or be allowed to create schemas in it.") @Nullable
        String user,

        @Doc("The user's password. Best read from the environment: `${STORE_PASSWORD}`.") @Nullable
        Secret password,

        @Doc(
                "The schema that Weir makes there; further ones begin with its name. Installations that share a database have"
                        + " different ones.")
        @Default("weir")
        String schema) {
    private static final String POSTGRES = "jdbc:postgresql:";
    private static final Pattern SCHEMA = Pattern.compile("[a-z][a-z0-9_]{0,39}");

    public StoreConfig {
        if (url != null && !url.startsWith(POSTGRES)) {
            throw new IllegalArgumentException(
                    "url is that of a PostgreSQL database; write for example jdbc:postgresql://localhost:5432/weir");
        }
        if (url != null && (url.toLowerCase(Locale.ROOT).contains("password=") || url.contains("@"))) {
            throw new IllegalArgumentException("url holds no user and no password; write them as store.user and"
                    + " store.password, where they are not shown");
        }
        if (!SCHEMA.matcher(schema).matches()) {
            throw new IllegalArgumentException(
                    "schema is a lower-case letter, then up to 39 lower-case letters, digits and _");
        }
        if (url == null && (user != null || password != null)) {
            throw new IllegalArgumentException("user and password are those of a database under url, which is absent");
        }
    }

    /** Where it is, without the driver's options; empty where there is none. */
    public String address() {
        if (url == null) {
            return "";
        }
        int options = url.indexOf('?');
        return url.substring("jdbc:".length(), options < 0 ? url.length() : options);
    }
}
