package dev.weir.parser;

import java.util.HashSet;
import java.util.Set;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDField;
import org.apache.pdfbox.pdmodel.interactive.form.PDNonTerminalField;
import org.apache.pdfbox.pdmodel.interactive.form.PDSignatureField;
import org.jspecify.annotations.Nullable;

/** Tells what is filled in in a form. */
final class PdfForm {
    private static final int MOST = 100_000;

    private PdfForm() {}

    static void tell(PDDocument document, Text text) {
        try {
            @Nullable PDAcroForm form = document.getDocumentCatalog().getAcroForm(null);
            if (form != null) {
                tell(form, text);
            }
        } catch (RuntimeException damaged) {
            NotRead.in(damaged).ifPresent(bound -> {
                throw bound;
            });
            text.aside("The form in this file is damaged.");
        }
    }

    private static void tell(PDAcroForm form, Text text) {
        Set<COSDictionary> seen = new HashSet<>();
        for (PDField field : form.getFieldTree()) {
            if (!seen.add(field.getCOSObject()) || seen.size() > MOST) {
                return;
            }
            boolean holdsValue = !(field instanceof PDNonTerminalField) && !(field instanceof PDSignatureField);
            @Nullable String value = holdsValue ? field.getValueAsString() : null;
            if (value != null && !value.isBlank()) {
                text.paragraph(name(field) + ": " + value);
            }
        }
    }

    private static String name(PDField field) {
        @Nullable String shown = field.getAlternateFieldName();
        @Nullable String own = shown == null || shown.isBlank() ? field.getPartialName() : shown;
        return own == null ? "Field" : own;
    }
}
