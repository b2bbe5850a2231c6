package dev.weir.spi;

/** A setting cannot be what it is. Thrown by the constructors of the records that hold an extension's settings. */
public final class SettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String hint;

    /**
     * @param field the setting's name as it is written in JSON
     * @param what what is wrong, after the setting's name: "must be at least 8, not 3"
     * @param hint what would be right
     */
    public SettingException(String field, String what, String hint) {
        super("'" + field + "' " + what);
        this.field = field;
        this.hint = hint;
    }

    public static void require(boolean condition, String field, String what, String hint) {
        if (!condition) {
            throw new SettingException(field, what, hint);
        }
    }

    public String field() {
        return field;
    }

    public String hint() {
        return hint;
    }
}
