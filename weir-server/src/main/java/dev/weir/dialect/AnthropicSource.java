package dev.weir.dialect;

import org.jspecify.annotations.Nullable;

/**
 * Where an image or a document of Anthropic's dialect comes from. Kinds that are not known are the vendor's business.
 *
 * @param mediaType null unless the bytes are in the request
 * @param place where it stands
 */
record AnthropicSource(@Nullable String mediaType, String place) {

    /** Stands on the object, and leaves the reader at its end. */
    static AnthropicSource read(RequestReader in) {
        String place = in.path();
        String type = null;
        String mediaType = null;
        String data = null;
        String at = null;
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            switch (name) {
                case "type" -> type = in.string("a string");
                case "media_type" -> mediaType = in.string("a media type, such as image/png");
                case "data" -> data = in.string("a string");
                case "url", "file_id" -> at = in.string("a string");
                default -> in.skip();
            }
        }
        switch (type) {
            case null -> throw in.missing("type", "One of base64, url, file.");
            case "base64" -> inline(in, place, mediaType, data);
            case "url" -> need(in, at, "url");
            case "file" -> need(in, at, "file_id");
            case "text" -> need(in, data, "data");
            default -> {
                // the vendor's business
            }
        }
        return new AnthropicSource(type.equals("base64") ? mediaType : null, place);
    }

    private static void inline(RequestReader in, String place, @Nullable String mediaType, @Nullable String data) {
        if (mediaType == null) {
            throw in.missing("media_type", "Say what the bytes are, such as image/png.");
        }
        if (data == null) {
            throw in.missing("data", "The bytes in base64.");
        }
        if (isImage(mediaType)) {
            InlineMedia.image(in, data, place + ".data");
        } else {
            InlineMedia.base64(data, place + ".data");
        }
    }

    private static void need(RequestReader in, @Nullable String value, String name) {
        if (value == null) {
            throw in.missing(name, "A string.");
        }
    }

    private static boolean isImage(String mediaType) {
        return mediaType.regionMatches(true, 0, "image/", 0, 6);
    }

    void requireImage() {
        if (mediaType != null && !isImage(mediaType)) {
            String field = place + ".media_type";
            throw BadRequest.field(
                    field,
                    "'" + field + "' is '" + BadRequest.shortened(mediaType) + "', which is no image.",
                    "Anthropic takes image/jpeg, image/png, image/gif and image/webp.");
        }
    }
}
