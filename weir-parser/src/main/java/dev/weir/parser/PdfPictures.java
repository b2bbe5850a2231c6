package dev.weir.parser;

import java.io.IOException;
import java.io.InputStream;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.graphics.PDXObject;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.jspecify.annotations.Nullable;

/** Tells pages that show something without saying it from those that are blank. */
final class PdfPictures {
    private static final int DEEPEST = 4;
    /** So much drawing is more than a line or a frame. */
    private static final int MUCH = 2_000;

    private PdfPictures() {}

    /** @param hasUnknownGlyphs whether it shows characters without saying which they are */
    static boolean isPicture(PDPage page, boolean hasUnknownGlyphs) {
        return hasUnknownGlyphs || hasImage(page) || draws(page);
    }

    static boolean hasImage(PDPage page) {
        return hasImage(page.getResources(), 0);
    }

    private static boolean hasImage(@Nullable PDResources resources, int depth) {
        if (resources == null || depth > DEEPEST) {
            return false;
        }
        for (COSName name : resources.getXObjectNames()) {
            if (resources.isImageXObject(name)) {
                return true;
            }
            try {
                PDXObject object = resources.getXObject(name);
                if (object instanceof PDFormXObject form && hasImage(form.getResources(), depth + 1)) {
                    return true;
                }
            } catch (IOException damaged) {
                return true;
            }
        }
        return false;
    }

    private static boolean draws(PDPage page) {
        try (InputStream contents = page.getContents()) {
            byte[] start = contents.readNBytes(MUCH);
            return start.length == MUCH
                    || new Source("", start, null).head(MUCH).contains("BI ");
        } catch (IOException damaged) {
            return true;
        }
    }
}
