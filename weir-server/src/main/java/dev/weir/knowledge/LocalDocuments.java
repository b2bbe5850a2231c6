package dev.weir.knowledge;

import dev.weir.http.Json;
import dev.weir.knowledge.document.DocumentReader;
import dev.weir.knowledge.document.DocumentReading;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The documents of files and folders on this machine. Folders are walked without following links; hidden entries are
 * passed over, and what is not read is named.
 *
 * @param refused by path, with the reason
 */
public record LocalDocuments(List<Submission> documents, Map<String, String> refused) {
    /** Larger files are data, not reading matter; a book of 1,500 pages has some 4 MB of text. */
    private static final long LARGEST = 10L << 20;

    private static final long LARGEST_TOTAL = 512L << 20;
    private static final int MOST = 20_000;

    public LocalDocuments {
        documents = List.copyOf(documents);
        refused = Map.copyOf(refused);
    }

    /**
     * @param paths files and folders
     * @throws IOException if one does not exist or cannot be listed
     */
    public static LocalDocuments read(List<Path> paths) throws IOException {
        Walk walk = new Walk(paths.size() > 1);
        for (Path path : paths) {
            walk.from(path);
        }
        return new LocalDocuments(List.copyOf(walk.found.values()), walk.refused);
    }

    private static final class Walk {
        private final boolean several;
        private final DocumentReader reader = new DocumentReader();
        private final Map<String, Submission> found = new LinkedHashMap<>();
        private final Map<String, String> refused = new LinkedHashMap<>();
        private long total;

        Walk(boolean several) {
            this.several = several;
        }

        void from(Path path) throws IOException {
            if (Files.isDirectory(path)) {
                folder(path);
            } else if (Files.exists(path)) {
                file(path, several ? path.toString() : name(path));
            } else {
                throw new NoSuchFileException(path.toString(), null, "there is no such file or folder");
            }
        }

        private void folder(Path root) throws IOException {
            List<Path> files = new ArrayList<>();
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return !folder.equals(root) && isHidden(folder)
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && !isHidden(file)) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    refused.put(file.toString(), "it cannot be opened: " + e.getMessage());
                    return FileVisitResult.CONTINUE;
                }
            });
            files.sort(null);
            String prefix = several ? root + "/" : "";
            for (Path file : files) {
                String id = prefix + root.relativize(file).toString().replace('\\', '/');
                if (DocumentReader.reads(name(file))) {
                    file(file, id);
                } else {
                    refused.put(id, refusal(name(file)));
                }
            }
        }

        /** Of a file that is not read the first bytes say nothing more than its name. */
        private String refusal(String name) {
            return reader.read(name, new byte[0]) instanceof DocumentReading.Refused refusal
                    ? refusal.message()
                    : name + ": files without a known ending are not read from folders";
        }

        private void file(Path file, String id) {
            try {
                long size = Files.size(file);
                if (size > LARGEST || total + size > LARGEST_TOTAL || found.size() == MOST) {
                    refused.put(id, tooMuch(size));
                    return;
                }
                total += size;
                take(id, name(file), Files.readAllBytes(file));
            } catch (IOException e) {
                refused.put(id, "it cannot be read: " + e.getMessage());
            }
        }

        private String tooMuch(long size) {
            return size > LARGEST
                    ? "it is larger than 10 MB"
                    : "there are " + found.size() + " documents with " + (total >> 20)
                            + " MB already; put this many into a knowledge base of a server";
        }

        private void take(String id, String name, byte[] content) {
            switch (reader.read(name, content)) {
                case DocumentReading.Read(var text) ->
                    found.put(
                            id,
                            new Submission(
                                    id, text, Json.MAPPER.createObjectNode(), Readers.EVERYBODY, content.length));
                case DocumentReading.Refused refusal -> refused.put(id, refusal.message());
            }
        }

        private static boolean isHidden(Path path) {
            return name(path).startsWith(".");
        }

        private static String name(Path path) {
            return path.getFileName() == null
                    ? path.toString()
                    : path.getFileName().toString();
        }
    }

    /** Names the content of all documents: equal for equal documents under equal ids. */
    String key() {
        return Submission.digest(documents.stream()
                .flatMap(document -> List.of(document.id(), document.hash()).stream())
                .toList());
    }
}
