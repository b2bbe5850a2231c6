package dev.weir.parser;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the tree of pages one page at a time, where the library's own iterator loads all of them first. A branch
 * that leads back to itself is left; one that many branches share is walked as often as they say.
 */
final class PdfPageTree {
    private static final int DEEPEST = 200;

    private final Deque<Branch> branches = new ArrayDeque<>();
    private final Set<COSDictionary> above = Collections.newSetFromMap(new IdentityHashMap<>());

    private static final class Branch {
        private final COSDictionary node;
        private final COSArray kids;
        private int next;

        Branch(COSDictionary node, COSArray kids) {
            this.node = node;
            this.kids = kids;
        }
    }

    PdfPageTree(PDDocument document) {
        enter(document.getDocumentCatalog().getCOSObject().getCOSDictionary(COSName.PAGES));
    }

    private void enter(@Nullable COSDictionary node) {
        COSArray kids = node == null ? null : node.getCOSArray(COSName.KIDS);
        if (node != null && kids != null && branches.size() < DEEPEST && above.add(node)) {
            branches.push(new Branch(node, kids));
        }
    }

    Optional<PDPage> next() {
        while (!branches.isEmpty()) {
            Branch branch = branches.peek();
            if (branch.next >= branch.kids.size()) {
                above.remove(branches.pop().node);
                continue;
            }
            @Nullable COSBase kid = branch.kids.getObject(branch.next++);
            if (kid instanceof COSDictionary node) {
                if (node.containsKey(COSName.KIDS)) {
                    enter(node);
                } else {
                    return Optional.of(page(node));
                }
            }
        }
        return Optional.empty();
    }

    /** Pages take from their branches what they do not have; the library finds it by their parents. */
    private PDPage page(COSDictionary node) {
        PDPage page = new PDPage(node);
        @Nullable PDResources resources = page.getResources();
        if (resources == null) {
            page.setResources(new PDResources());
        }
        return page;
    }
}
