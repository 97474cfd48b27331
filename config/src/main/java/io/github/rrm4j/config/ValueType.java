package io.github.rrm4j.config;

/** What a single value is. */
enum ValueType {
  WHOLE_NUMBER("a whole number", "integer"),
  NUMBER("a number", "number"),
  FLAG("true or false", "boolean"),
  TEXT("text", "string");

  private final String wording;
  private final String schemaName;

  ValueType(String wording, String schemaName) {
    this.wording = wording;
    this.schemaName = schemaName;
  }

  String wording() {
    return wording;
  }

  /** Its name in JSON Schema. */
  String schemaName() {
    return schemaName;
  }
}
