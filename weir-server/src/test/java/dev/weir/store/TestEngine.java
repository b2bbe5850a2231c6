package dev.weir.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The engines that every Dao's contract is held against. */
public enum TestEngine {
    SQLITE {
        @Override
        public Databases in(Path folder) {
            try {
                return Databases.in(Files.createDirectories(folder));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    },
    POSTGRES {
        @Override
        public Databases in(Path folder) {
            return TestPostgres.in(folder);
        }
    };

    /** Databases of a test; those of the same folder are the same ones, as after a restart. */
    public abstract Databases in(Path folder);
}
