package dev.weir.usage;

import dev.weir.http.Frames;
import dev.weir.http.Refusal;
import dev.weir.http.Response;
import dev.weir.spi.ErrorCode;
import dev.weir.store.StorageException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers that may be larger than memory. The rows are written to a file first, and that is sent: a client that reads
 * slowly keeps no database waiting. Two are written at a time.
 */
final class Exports {
    private static final Logger log = LoggerFactory.getLogger(Exports.class);
    private static final int AT_A_TIME = 2;
    private static final int PATIENCE_SECONDS = 60;
    private static final int FRAME = 64 * 1024;

    private final UsageTotals totals;
    private final Names names;
    private final Path folder;
    private final Semaphore places = new Semaphore(AT_A_TIME);

    /**
     * @param folder where the files are while they are sent; what is in it is from an earlier life, and goes
     */
    Exports(UsageTotals totals, Names names, Path folder) {
        this.totals = totals;
        this.names = names;
        this.folder = folder;
        clear();
    }

    private void clear() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> left = Files.list(folder)) {
            for (Path file : left.toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            log.warn("What an earlier export left in {} could not be deleted", folder, e);
        }
    }

    Response write(UsageQuery query, Format format) {
        enter();
        Path file = null;
        try {
            Files.createDirectories(folder);
            file = Files.createTempFile(folder, "usage", "." + format.wire());
            fill(query, format, file);
            Response response = new Response.Stream(
                    200,
                    Map.of(
                            "content-type",
                            format.type(),
                            "content-disposition",
                            "attachment; filename=\"" + format.fileName() + "\""),
                    new FileFrames(file));
            file = null;
            return response;
        } catch (IOException e) {
            throw StorageException.of(folder, e);
        } catch (UncheckedIOException e) {
            throw StorageException.of(folder, Objects.requireNonNull(e.getCause()));
        } finally {
            places.release();
            delete(file);
        }
    }

    private void enter() {
        try {
            if (places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Refusal(
                ErrorCode.OVERLOADED,
                "Other exports are being written.",
                null,
                "Try again in a moment, or ask for pages of JSON.");
    }

    private void fill(UsageQuery query, Format format, Path file) throws IOException {
        switch (format) {
            case JSON -> throw new IllegalArgumentException("JSON goes by pages");
            case CSV -> {
                try (Csv csv = new Csv(open(file))) {
                    csv.row(RowJson.columns(query));
                    totals.each(query, row -> csv.row(RowJson.values(query, row, names)));
                }
            }
            case PARQUET -> {
                try (Parquet parquet = new Parquet(file, RowJson.columns(query))) {
                    totals.each(query, row -> parquet.row(RowJson.values(query, row, names)));
                }
            }
            case FOCUS -> {
                Focus focus = new Focus(query, names);
                try (Csv csv = new Csv(open(file))) {
                    csv.row(Focus.COLUMNS);
                    totals.each(focus.query(), row -> focus.write(row, csv::row));
                }
            }
        }
    }

    private static OutputStream open(Path file) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(file), FRAME);
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            log.warn("{} could not be deleted", file, e);
        }
    }

    /** A file, piece by piece; it goes when it is sent, or nobody wants it any more. */
    private static final class FileFrames implements Frames {
        private final Path file;
        private final InputStream in;

        FileFrames(Path file) throws IOException {
            this.file = file;
            this.in = Files.newInputStream(file);
        }

        @Override
        public byte @Nullable [] next() {
            try {
                byte[] frame = in.readNBytes(FRAME);
                return frame.length == 0 ? null : frame;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException e) {
                log.warn("{} could not be closed", file, e);
            }
            delete(file);
        }
    }
}
