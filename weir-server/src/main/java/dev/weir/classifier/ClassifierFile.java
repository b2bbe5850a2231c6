package dev.weir.classifier;

import dev.weir.http.Json;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A version in a file: what is known of it as JSON, then each head's labels, temperature and weights. */
final class ClassifierFile {
    private static final int MAGIC = 0x57434c31;
    private static final int MOST = 1 << 24;

    private ClassifierFile() {}

    /** Written beside its place and moved there, so that half a file is never read. */
    static void write(Path file, Classifier classifier) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (OutputStream bytes = Files.newOutputStream(fresh);
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(bytes))) {
            out.writeInt(MAGIC);
            byte[] known = Json.bytes(classifier.version());
            out.writeInt(known.length);
            out.write(known);
            write(out, classifier.kind());
            write(out, classifier.complexity());
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void write(DataOutputStream out, @Nullable Head head) throws IOException {
        if (head == null) {
            out.writeInt(0);
            return;
        }
        out.writeInt(head.labels().size());
        out.writeInt(head.weights()[0].length);
        out.writeDouble(head.temperature());
        for (int i = 0; i < head.weights().length; i++) {
            out.writeUTF(head.labels().get(i));
            for (float weight : head.weights()[i]) {
                out.writeFloat(weight);
            }
        }
    }

    static Classifier read(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (in.readInt() != MAGIC) {
                throw new IOException(file + " is not a classifier");
            }
            byte[] known = in.readNBytes(bounded(in.readInt(), file));
            ClassifierVersion version =
                    Json.MAPPER.readValue(new String(known, StandardCharsets.UTF_8), ClassifierVersion.class);
            return new Classifier(version, head(in, file), head(in, file));
        }
    }

    private static @Nullable Head head(DataInputStream in, Path file) throws IOException {
        int labels = bounded(in.readInt(), file);
        if (labels == 0) {
            return null;
        }
        int width = bounded(in.readInt(), file);
        double temperature = in.readDouble();
        List<String> names = new ArrayList<>();
        float[][] weights = new float[labels][width];
        for (int i = 0; i < labels; i++) {
            names.add(in.readUTF());
            for (int j = 0; j < width; j++) {
                weights[i][j] = in.readFloat();
            }
        }
        return new Head(names, weights, temperature);
    }

    private static int bounded(int size, Path file) throws IOException {
        if (size < 0 || size > MOST) {
            throw new IOException(file + " is damaged");
        }
        return size;
    }
}
