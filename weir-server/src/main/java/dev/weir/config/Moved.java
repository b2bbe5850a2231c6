package dev.weir.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Keys that people write in this group although they belong into one of its maps; the problem says where they go. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Moved {
    /** The keys as they are written. */
    String[] keys();

    /** The map in the same group that takes them. */
    String to();
}
