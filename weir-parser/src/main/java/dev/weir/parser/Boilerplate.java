package dev.weir.parser;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * Removes what stands around a page's text: menus, banners, footers, boxes about cookies, and what is not shown. Tags and
 * roles are believed, names of classes where they are whole words; lists that are mostly links go if they stand outside
 * of the main part. Where that would leave nearly nothing, as on a page that is all menu, only what is not shown goes.
 */
final class Boilerplate {
    private static final String INVISIBLE =
            "script, style, noscript, template, svg, canvas, object, embed, select, datalist";
    private static final String HIDDEN =
            "[hidden], [aria-hidden=true], [style*=display:none], [style*='display: none'], "
                    + "[style*=visibility:hidden], [style*='visibility: hidden']";
    /** Shown as soon as somebody asks for it. */
    private static final String FOLDED =
            "details, [role=tabpanel], [role=region], [class*=accordion], [class*=collaps], "
                    + "[class*=tab-], [class*=expand]";

    private static final String AROUND = "nav, footer, menu, button, input, textarea, dialog, "
            + "[role=navigation], [role=banner], [role=contentinfo], [role=search], [role=dialog], [role=alertdialog], "
            + "[role=menu], [role=menubar], [role=toolbar], [role=complementary], [role=button], [role=tablist]";
    private static final Set<String> NAMES = Set.of(
            "nav",
            "navbar",
            "navigation",
            "menu",
            "sidebar",
            "breadcrumb",
            "breadcrumbs",
            "cookie",
            "cookies",
            "cookie-banner",
            "consent",
            "newsletter",
            "advert",
            "advertisement",
            "ads",
            "ad",
            "promo",
            "share",
            "sharing",
            "social",
            "skip-link",
            "skiplink",
            "toolbar",
            "popup",
            "modal",
            "pagination",
            "pager",
            "related-posts",
            "site-header",
            "site-footer",
            "page-header-nav",
            "toc",
            "table-of-contents",
            "mw-editsection",
            "mw-jump-link",
            "navbox",
            "catlinks",
            "noprint",
            "printfooter",
            "sitenotice",
            "vector-header",
            "vector-dropdown",
            "vector-menu",
            "vector-toc",
            "vector-column-start",
            "vector-column-end",
            "vector-page-toolbar",
            "mw-footer",
            "mw-indicators",
            "interlanguage-link",
            "visually-hidden",
            "sr-only",
            "screen-reader-text");
    private static final double MOSTLY_LINKS = .75;
    private static final int FEW_LINKS = 4;
    private static final double LEAST_LEFT = .15;
    private static final int LITTLE = 200;

    private Boilerplate() {}

    static void remove(Document page) {
        removeInvisible(page);
        int before = page.body().text().length();
        Document trial = page.clone();
        removeSkips(trial);
        trial.select(AROUND).forEach(Boilerplate::removeUnlessAll);
        trial.select("header").forEach(Boilerplate::removeIfOfPage);
        trial.select("aside").forEach(Boilerplate::removeIfOfPage);
        named(trial).forEach(Boilerplate::removeUnlessAll);
        linkLists(trial).forEach(Element::remove);
        int after = trial.body().text().length();
        if (after >= before * LEAST_LEFT || after >= LITTLE) {
            page.body().replaceWith(trial.body());
        }
    }

    static void removeInvisible(Document page) {
        page.select(INVISIBLE).remove();
        for (Element hidden : page.body().select(HIDDEN)) {
            if (hidden.closest(FOLDED) == null) {
                hidden.remove();
            }
        }
    }

    /** Links at the top that lead to the text for those who cannot see. */
    private static void removeSkips(Document page) {
        for (Element link : page.select("a[href^=#]")) {
            String text = link.text().toLowerCase(Locale.ROOT);
            if (text.startsWith("skip to") || text.startsWith("jump to")) {
                link.remove();
            }
        }
    }

    /** The whole page's body may have a class such as {@code has-sidebar} or a role; it stays. */
    private static void removeUnlessAll(Element element) {
        if (!isFrame(element)) {
            element.remove();
        }
    }

    private static boolean isFrame(Element element) {
        String tag = element.normalName();
        return tag.equals("body")
                || tag.equals("html")
                || tag.equals("main")
                || tag.equals("article")
                || element.selectFirst("main, article, [role=main]") != null;
    }

    /** The header of an article, with its title, is part of it. */
    private static void removeIfOfPage(Element element) {
        boolean isInArticle = element.closest("article, main, [role=main]") != null;
        if (!isInArticle && element.selectFirst("h1") == null && !isFrame(element)) {
            element.remove();
        }
    }

    private static List<Element> named(Document page) {
        List<Element> named = new ArrayList<>();
        for (Element element : page.body().select("[class], [id]")) {
            if (hasName(element)) {
                named.add(element);
            }
        }
        return named;
    }

    private static boolean hasName(Element element) {
        if (NAMES.contains(element.id().toLowerCase(Locale.ROOT))) {
            return true;
        }
        return element.classNames().stream().anyMatch(name -> NAMES.contains(name.toLowerCase(Locale.ROOT)));
    }

    /** Lists outside of the main part whose text is nearly all links. */
    private static List<Element> linkLists(Document page) {
        List<Element> lists = new ArrayList<>();
        boolean hasMain = page.selectFirst("main, article, [role=main]") != null;
        for (Element list : page.body().select("ul, ol")) {
            if (hasMain && list.closest("main, article, [role=main]") == null && isLinks(list)) {
                lists.add(list);
            }
        }
        return lists;
    }

    private static boolean isLinks(Element list) {
        List<Element> links = list.select("a");
        int linked = links.stream().mapToInt(link -> link.text().length()).sum();
        return links.size() >= FEW_LINKS && linked > list.text().length() * MOSTLY_LINKS;
    }
}
