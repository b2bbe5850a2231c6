package dev.weir.store;

import dev.weir.store.StorageException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Brings a backup into an empty directory; what fails on the way leaves it empty again. */
final class Restore {
    private final Path target;

    private Restore(Path target) {
        this.target = target.toAbsolutePath().normalize();
    }

    static void restore(Path file, Path target) {
        Restore restore = new Restore(target);
        restore.refuseUnlessEmpty();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Files.createDirectories(target, DataDirectory.ownerOnly());
            restore.unpack(zip);
        } catch (IOException e) {
            restore.clear();
            throw new StorageException(Kind.FAILED, file + " cannot be restored: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            restore.clear();
            throw e;
        }
    }

    private void refuseUnlessEmpty() {
        if (!Files.exists(target)) {
            return;
        }
        try (Stream<Path> files = Files.list(target)) {
            if (files.findAny().isPresent()) {
                throw new StorageException(
                        Kind.FAILED, target + " is not empty: a backup is restored into an empty or new directory");
            }
        } catch (IOException e) {
            throw FileFailures.translate(target, e);
        }
    }

    private void unpack(ZipFile zip) throws IOException {
        Manifest manifest = Manifest.parse(new String(bytes(zip, Manifest.NAME), StandardCharsets.UTF_8));
        refuseNewer(new String(bytes(zip, "version"), StandardCharsets.UTF_8).strip());
        for (String name : manifest.files().keySet()) {
            Path file = place(name);
            Files.createDirectories(file.getParent());
            try (InputStream from = open(zip, name);
                    OutputStream to = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
                manifest.verify(name, from, to);
            }
        }
    }

    private Path place(String name) {
        Path file = target.resolve(name).normalize();
        if (!file.startsWith(target)) {
            throw new StorageException(Kind.CORRUPT, "the backup names a file outside of its directory: " + name);
        }
        return file;
    }

    private static void refuseNewer(String version) {
        if (!version.equals(Integer.toString(DataDirectory.VERSION))) {
            throw new StorageException(
                    Kind.NEWER_VERSION,
                    "the backup has layout " + version + ", this version of Weir knows " + DataDirectory.VERSION
                            + ": restore it with the version that made it");
        }
    }

    private static byte[] bytes(ZipFile zip, String name) throws IOException {
        try (InputStream in = open(zip, name)) {
            return in.readAllBytes();
        }
    }

    private static InputStream open(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new StorageException(Kind.CORRUPT, "the backup is damaged or none of Weir's: it has no " + name);
        }
        return zip.getInputStream(entry);
    }

    private void clear() {
        try (Stream<Path> files = Files.exists(target) ? Files.walk(target) : Stream.empty()) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder())
                    .filter(file -> !file.equals(target))
                    .toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw FileFailures.translate(target, e);
        }
    }
}
