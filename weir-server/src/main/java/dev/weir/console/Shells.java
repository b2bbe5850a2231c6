package dev.weir.console;

import dev.weir.http.Request;
import dev.weir.spi.Principal;

/** Makes what surrounds a page. */
final class Shells {
    private final PlaceSource places;
    private final Assets assets;

    Shells(PlaceSource places, Assets assets) {
        this.places = places;
        this.assets = assets;
    }

    Shell in(Room room, Request request) {
        return in(room, room.label(), request);
    }

    Shell in(Room room, String title, Request request) {
        Principal principal = request.principal();
        return new Shell(title, room, principal, places.of(principal), assets.folder());
    }

    /** For pages that belong to no room. */
    Shell outside(String title, Principal principal) {
        return new Shell(title, null, principal, places.of(principal), assets.folder());
    }

    /** For pages that are shown before it is known who looks. */
    Shell bare(String title) {
        return new Shell(title, null, null, null, assets.folder());
    }
}
