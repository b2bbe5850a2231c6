package dev.weir.parser;

/**
 * What a file turned out to be.
 *
 * @param mediaType more exact than the kind's where the kind has several
 */
record Detection(Kind kind, String mediaType) {
    static Detection of(Kind kind) {
        return new Detection(kind, kind.mediaType());
    }
}
