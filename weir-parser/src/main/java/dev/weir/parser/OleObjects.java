package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.poi.poifs.filesystem.DirectoryNode;
import org.apache.poi.poifs.filesystem.Ole10Native;
import org.apache.poi.poifs.filesystem.Ole10NativeException;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.jspecify.annotations.Nullable;

/** Objects that are embedded in Office files: a file as it is, or one that Windows wrapped. */
final class OleObjects {
    private OleObjects() {}

    static void open(String name, InputStream content, Inner inner) throws IOException {
        byte[] bytes = content.readAllBytes();
        if (new Source(name, bytes, null).startsWith(0xd0, 0xcf, 0x11, 0xe0)) {
            wrapped(name, bytes, inner);
        } else {
            inner.open(name, new ByteArrayInputStream(bytes));
        }
    }

    private static void wrapped(String name, byte[] bytes, Inner inner) throws IOException {
        try (POIFSFileSystem files = new POIFSFileSystem(new ByteArrayInputStream(bytes))) {
            open(name, bytes, files.getRoot(), inner);
        }
    }

    private static void open(String name, byte[] bytes, DirectoryNode root, Inner inner) throws IOException {
        if (root.hasEntry(Ole10Native.OLE10_NATIVE)) {
            try {
                Ole10Native object = Ole10Native.createFromEmbeddedOleObject(root);
                inner.open(lastStep(object.getLabel(), name), new ByteArrayInputStream(object.getDataBuffer()));
            } catch (Ole10NativeException damaged) {
                inner.tell(name, Outcome.DAMAGED, "an embedded object is damaged");
            }
        } else if (root.hasEntry("Package")) {
            inner.open(name, root.createDocumentInputStream("Package"));
        } else if (root.hasEntry("CONTENTS")) {
            inner.open(name, root.createDocumentInputStream("CONTENTS"));
        } else if (!OleKinds.detect(new Source(name, bytes, null)).kind().equals(Kind.OLE)) {
            inner.open(name, new ByteArrayInputStream(bytes));
        }
    }

    private static String lastStep(@Nullable String path, String otherwise) {
        String last = path == null ? "" : path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        return last.isBlank() ? otherwise : last;
    }
}
