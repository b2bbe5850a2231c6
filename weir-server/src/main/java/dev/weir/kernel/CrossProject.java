package dev.weir.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a Dao method that is not bound to one project, and says why that is right. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface CrossProject {
    String value();
}
