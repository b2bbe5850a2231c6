package dev.weir.dialect;

import dev.weir.kernel.NearestName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may speak in the conversations of a dialect. */
record Roles(List<String> names) {
    static Roles of(String... names) {
        return new Roles(List.of(names));
    }

    /** The role that the reader stands on. */
    String read(RequestReader in) {
        String role = in.string("a string");
        if (!names.contains(role)) {
            @Nullable String nearest = NearestName.to(role, names).orElse(null);
            throw in.wrong(
                    "is '" + BadRequest.shortened(role) + "', which is no role",
                    nearest == null ? "Roles are " + this + "." : "Did you mean '" + nearest + "'?");
        }
        return role;
    }

    @Override
    public String toString() {
        return String.join(", ", names);
    }
}
