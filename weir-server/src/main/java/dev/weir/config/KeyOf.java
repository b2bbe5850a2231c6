package dev.weir.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The value must be one of the names under a top-level map of the same file, or one that is always there. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface KeyOf {
    /** The top-level key, such as {@code providers}. */
    String value();

    /** Names that need no entry. */
    String[] builtIn() default {};
}
