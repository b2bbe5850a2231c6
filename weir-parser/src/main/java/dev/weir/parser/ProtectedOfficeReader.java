package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.io.InputStream;
import org.apache.poi.poifs.crypt.Decryptor;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.jspecify.annotations.Nullable;

/** Opens Office files that are protected by a password, with the one given, or with the one that Excel uses unasked. */
final class ProtectedOfficeReader implements FormatReader {
    static final String NEEDS_PASSWORD =
            "it is protected by a password, and cannot be opened without it or with another one";

    @Override
    public void read(Source source, Text text, Inner inner) throws Exception {
        try (POIFSFileSystem files = new POIFSFileSystem(source.stream())) {
            Decryptor decryptor = Decryptor.getInstance(new EncryptionInfo(files));
            @Nullable String password = source.password();
            if (!decryptor.verifyPassword(Decryptor.DEFAULT_PASSWORD)
                    && (password == null || !decryptor.verifyPassword(password))) {
                throw new NotRead(Outcome.ENCRYPTED, NEEDS_PASSWORD);
            }
            try (InputStream content = inner.bounds().counting(decryptor.getDataStream(files))) {
                Source opened = new Source(source.name(), content.readAllBytes(), password);
                Detector.detect(opened).kind().reader().read(opened, text, inner);
            }
        }
    }
}
