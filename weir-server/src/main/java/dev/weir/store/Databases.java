package dev.weir.store;

import java.nio.file.Path;

/** Opens databases by name, all in one place. */
public interface Databases {
    /**
     * Opens or creates a database and brings its schema up to date.
     *
     * @param name of lower-case letters
     * @throws StorageException as {@link Database#open}
     */
    Database open(String name, String... migrations);

    /** Files of SQLite in a folder. */
    static Databases in(Path folder) {
        return (name, migrations) -> Database.open(folder.resolve(name + ".db"), migrations);
    }
}
