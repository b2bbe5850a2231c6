package dev.weir.parser;

import dev.weir.spi.parsing.ParseEvent.Outcome;
import java.io.StringReader;

/** Reads pictures of text where Tesseract is there to do it. */
final class ImageReader implements FormatReader {
    static final String NEEDS_TESSERACT = "install Tesseract, or send a file that went through text recognition";

    @Override
    public void read(Source source, Text text, Inner inner) throws Exception {
        String words = inner.ocr()
                .read(source.bytes())
                .orElseThrow(() -> new NotRead(Outcome.NEEDS_OCR, "it is a picture: " + NEEDS_TESSERACT));
        PlainReader.read(new StringReader(words), text);
    }
}
