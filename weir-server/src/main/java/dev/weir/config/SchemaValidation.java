package dev.weir.config;

/** When answers are compared with the JSON Schema that their request asks for. */
public enum SchemaValidation {
    /** Where the deployment does not declare that it keeps to schemas. */
    AUTO,
    ON,
    OFF
}
