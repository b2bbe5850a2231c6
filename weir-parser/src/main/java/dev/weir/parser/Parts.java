package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.jspecify.annotations.Nullable;

/** The parts of a document that is a ZIP file inside. Whatever is read of them is counted. */
final class Parts implements Closeable {
    private final ZipFile zip;
    private final Bounds bounds;

    private Parts(ZipFile zip, Bounds bounds) {
        this.zip = zip;
        this.bounds = bounds;
    }

    static Parts open(Source source, Bounds bounds) throws IOException {
        var channel = new SeekableInMemoryByteChannel(source.bytes());
        return new Parts(ZipFile.builder().setSeekableByteChannel(channel).get(), bounds);
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
            names.add(entry.getName());
        }
        return names;
    }

    boolean has(String name) {
        return zip.getEntry(name) != null;
    }

    boolean hasFolder(String prefix) {
        return names().stream().anyMatch(name -> name.startsWith(prefix));
    }

    InputStream open(String name) throws IOException {
        ZipArchiveEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new FileNotFoundException("its part " + name + " is missing");
        }
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            throw new NotRead(Outcome.ENCRYPTED, ProtectedOfficeReader.NEEDS_PASSWORD);
        }
        return bounds.counting(zip.getInputStream(entry));
    }

    Xml xml(String name) throws IOException, XMLStreamException {
        return Xml.of(open(name));
    }

    /**
     * A part that another one points to.
     *
     * @param type the last word of the relation's type, such as {@code chart}
     * @param part its name in the file
     */
    record Relation(String type, String part) {}

    /** What a part points to within the file, by the names it uses. What is outside of the file is left out. */
    Map<String, Relation> relations(String part) throws IOException, XMLStreamException {
        String rels = folder(part) + "_rels/" + part.substring(part.lastIndexOf('/') + 1) + ".rels";
        Map<String, Relation> relations = new LinkedHashMap<>();
        if (!has(rels)) {
            return relations;
        }
        try (Xml xml = xml(rels)) {
            while (xml.next()) {
                if (xml.starts("Relationship") && !"External".equals(xml.attribute("TargetMode"))) {
                    relation(xml, part).ifPresent(found -> relations.put(xml.attributeOr("Id", ""), found));
                }
            }
        }
        return relations;
    }

    private Optional<Relation> relation(Xml xml, String from) {
        String type = xml.attributeOr("Type", "");
        String target = resolve(folder(from), xml.attributeOr("Target", ""));
        return target != null && has(target)
                ? Optional.of(new Relation(type.substring(type.lastIndexOf('/') + 1), target))
                : Optional.empty();
    }

    static String folder(String part) {
        return part.substring(0, part.lastIndexOf('/') + 1);
    }

    /** A name in the file; null where it climbs out of it. */
    static @Nullable String resolve(String folder, String target) {
        List<String> path = new ArrayList<>();
        for (String step : (target.startsWith("/") ? target : folder + target).split("/")) {
            if (step.equals("..")) {
                if (path.isEmpty()) {
                    return null;
                }
                path.removeLast();
            } else if (!step.isEmpty() && !step.equals(".")) {
                path.add(step);
            }
        }
        return String.join("/", path);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
