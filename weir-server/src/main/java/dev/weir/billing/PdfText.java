package dev.weir.billing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.jspecify.annotations.Nullable;

/**
 * Text in any script: each character in the first font that has it. Latin, Greek, Cyrillic and Hebrew are always there;
 * for others the machine's own fonts are asked; a character that no font has is drawn as a question mark. For one
 * document, by one thread.
 */
final class PdfText {
    private static final String LIBERATION = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

    /** Where systems keep fonts with many scripts. */
    private static final List<String> SYSTEM = List.of(
            "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
            "/usr/share/fonts/noto/NotoSans-Regular.ttf",
            "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
            "/usr/share/fonts/dejavu/DejaVuSans.ttf",
            "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
            "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttf",
            "/usr/share/fonts/truetype/arphic/uming.ttf",
            "/usr/share/fonts/truetype/unifont/unifont.ttf",
            "/Library/Fonts/Arial Unicode.ttf",
            "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
            "C:/Windows/Fonts/arialuni.ttf",
            "C:/Windows/Fonts/msyh.ttf");

    private static final int UNKNOWN = '?';

    private final PDDocument document;
    private final PDFont strong = new PDType1Font(Standard14Fonts.FontName.HELVETICA_BOLD);
    private final List<PDFont> fonts = new ArrayList<>();
    private final Map<Integer, PDFont> known = new HashMap<>();
    private int asked;

    PdfText(PDDocument document) throws IOException {
        this.document = document;
        try (InputStream file = Objects.requireNonNull(PDDocument.class.getResourceAsStream(LIBERATION))) {
            fonts.add(PDType0Font.load(document, file));
        }
    }

    /** A piece of a text that one font can draw. */
    private record Run(PDFont font, String text) {}

    void draw(PDPageContentStream page, float x, float y, String words, float size, boolean bold) throws IOException {
        float at = x;
        for (Run run : runs(words, bold)) {
            page.beginText();
            page.setFont(run.font, size);
            page.newLineAtOffset(at, y);
            page.showText(run.text);
            page.endText();
            at += width(run, size);
        }
    }

    float width(String words, float size, boolean bold) {
        float width = 0;
        for (Run run : runs(words, bold)) {
            width += width(run, size);
        }
        return width;
    }

    private static float width(Run run, float size) {
        try {
            return run.font.getStringWidth(run.text) / 1000 * size;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Run> runs(String words, boolean bold) {
        List<Run> runs = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        PDFont font = null;
        for (int character : words.codePoints().toArray()) {
            int shown = Character.isISOControl(character) ? ' ' : character;
            PDFont wanted = bold && has(strong, shown) ? strong : font(shown);
            if (wanted == null) {
                shown = UNKNOWN;
                wanted = fonts.getFirst();
            }
            if (font != null && font != wanted) {
                runs.add(new Run(font, text.toString()));
                text.setLength(0);
            }
            font = wanted;
            text.appendCodePoint(shown);
        }
        if (font != null) {
            runs.add(new Run(font, text.toString()));
        }
        return runs;
    }

    /** Null if there is none. */
    private @Nullable PDFont font(int character) {
        PDFont found = known.get(character);
        for (int i = 0; found == null && (i < fonts.size() || askSystem()); i++) {
            if (i < fonts.size() && has(fonts.get(i), character)) {
                found = fonts.get(i);
                known.put(character, found);
            }
        }
        return found;
    }

    /** Takes one more of the machine's fonts; false if there are no more. */
    private boolean askSystem() {
        while (asked < SYSTEM.size()) {
            File file = new File(SYSTEM.get(asked++));
            if (file.canRead()) {
                try {
                    fonts.add(PDType0Font.load(document, file));
                    return true;
                } catch (IOException notOne) {
                    // the next one may do
                }
            }
        }
        return false;
    }

    private static boolean has(PDFont font, int character) {
        try {
            return font.encode(Character.toString(character)).length > 0;
        } catch (IllegalArgumentException | IOException absent) {
            return false;
        }
    }
}
