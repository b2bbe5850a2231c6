package dev.weir.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the shape of a configuration from its records. */
final class ShapeReader {
    private ShapeReader() {}

    static Shape.Fields of(Class<? extends Record> type) {
        List<Shape.Field> fields = Arrays.stream(type.getRecordComponents())
                .map(ShapeReader::field)
                .toList();
        return new Shape.Fields(type, doc(type.getAnnotation(Doc.class)), fields);
    }

    static String key(String component) {
        return component.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static Shape.Field field(RecordComponent component) {
        Default standard = component.getAnnotation(Default.class);
        return new Shape.Field(
                key(component.getName()),
                doc(component.getAnnotation(Doc.class)),
                shape(component.getGenericType()),
                standard == null ? null : standard.value(),
                component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                component.getAnnotation(Range.class),
                component.getAnnotation(KeyOf.class));
    }

    private static String doc(@Nullable Doc doc) {
        return doc == null ? "" : doc.value();
    }

    private static Shape shape(Type type) {
        return switch (type) {
            case ParameterizedType generic -> collection(generic);
            case Class<?> record
            when record.isRecord() && ScalarType.of(record).isEmpty() -> of(record.asSubclass(Record.class));
            case Class<?> single ->
                ScalarType.of(single).<Shape>map(Shape.Single::new).orElseThrow(() -> unsupported(type));
            default -> throw unsupported(type);
        };
    }

    private static Shape collection(ParameterizedType type) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == List.class) {
            return new Shape.ListOf(shape(arguments[0]));
        }
        if (type.getRawType() == Map.class && arguments[0] == String.class) {
            return new Shape.MapOf(shape(arguments[1]));
        }
        throw unsupported(type);
    }

    private static IllegalArgumentException unsupported(Type type) {
        return new IllegalArgumentException("a configuration record cannot hold " + type.getTypeName());
    }
}
