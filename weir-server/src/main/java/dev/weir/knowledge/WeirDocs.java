package dev.weir.knowledge;

import dev.weir.http.Json;
import dev.weir.knowledge.document.DocumentReader;
import dev.weir.knowledge.document.DocumentReading;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Weir's own documentation, which the build puts on the class path: the content of the knowledge base {@code
 * weir-docs}.
 *
 * <p>It is indexed at the first start of each version rather than at build time: its words within a second, its
 * vectors in the background some seconds later, once per version, because unchanged documents are left alone. An
 * index made by the build would have to agree with the embedding model and the index format of the machine that
 * reads it, for the sake of those seconds.
 */
final class WeirDocs {
    static final String NAME = "weir-docs";
    private static final String FOLDER = "weir-docs/";

    private WeirDocs() {}

    static boolean exist() {
        return WeirDocs.class.getClassLoader().getResource(FOLDER) != null;
    }

    /** The documents, by path; none where the class path holds none. */
    static List<Submission> read() throws IOException {
        TreeMap<String, byte[]> files = new TreeMap<>();
        for (URL place : Collections.list(WeirDocs.class.getClassLoader().getResources(FOLDER))) {
            if (place.openConnection() instanceof JarURLConnection jar) {
                fromJar(jar.getJarFile(), files);
            } else {
                fromFolder(place, files);
            }
        }
        List<Submission> documents = new ArrayList<>();
        files.forEach((path, content) -> {
            if (new DocumentReader().read(path, content) instanceof DocumentReading.Read(var text)) {
                documents.add(
                        new Submission(path, text, Json.MAPPER.createObjectNode(), Readers.EVERYBODY, content.length));
            }
        });
        return documents;
    }

    private static void fromJar(JarFile jar, TreeMap<String, byte[]> files) throws IOException {
        for (var entry : Collections.list(jar.entries())) {
            String name = entry.getName();
            if (name.startsWith(FOLDER) && name.endsWith(".md")) {
                try (InputStream content = jar.getInputStream(entry)) {
                    files.put(name.substring(FOLDER.length()), content.readAllBytes());
                }
            }
        }
    }

    private static void fromFolder(URL place, TreeMap<String, byte[]> files) throws IOException {
        Path folder;
        try {
            folder = Path.of(place.toURI());
        } catch (URISyntaxException e) {
            throw new IOException("not a folder: " + place, e);
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path file :
                    tree.filter(each -> each.toString().endsWith(".md")).toList()) {
                files.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
    }
}
