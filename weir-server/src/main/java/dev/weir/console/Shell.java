package dev.weir.console;

import dev.weir.spi.Principal;
import dev.weir.spi.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds a page.
 *
 * @param title of the page
 * @param room the navigation entry it belongs to, if any
 * @param principal who looks; null where nobody needs to have signed in
 * @param assets the folder of style sheets and scripts
 */
public record Shell(
        String title,
        @Nullable Room room,
        @Nullable Principal principal,
        @Nullable Place place,
        String assets) {

    public String asset(String name) {
        return assets + name;
    }

    public boolean in(Room here) {
        return room == here;
    }

    /** The rooms of a group that this person may enter. */
    public List<Room> open(Room.Group group) {
        return group.rooms().stream().filter(this::mayEnter).toList();
    }

    public boolean mayEnter(Room there) {
        return may(there.role());
    }

    public boolean may(Role role) {
        return principal != null && principal.may(role);
    }
}
