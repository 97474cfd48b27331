package io.github.rrm4j.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** Parquet files of our own. */
public final class Tables {

  private static final int ROWS_IN_GROUP = 4096;

  private static final JsonMapper LENIENT =
      JsonMapper.builder()
          .enable(
              JsonReadFeature.ALLOW_SINGLE_QUOTES,
              JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES,
              JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private Tables() {}

  /** A row of a JSON object, in which quotes may be single ones, and those of names left out. */
  public static JsonNode row(String json) {
    try {
      return LENIENT.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  /** So many {@linkplain #row rows}, in which {@code #} is the number of the row, from 0. */
  public static List<JsonNode> rows(int count, String row) {
    return IntStream.range(0, count).mapToObj(i -> row(row.replace("#", "" + i))).toList();
  }

  /** Writes {@linkplain #row rows} with the columns that they have. */
  public static Path parquet(Path file, String... rows) {
    return parquet(file, Arrays.stream(rows).map(Tables::row).toList());
  }

  /** Writes rows with the columns that they have: optional ones, packed by Snappy. */
  public static Path parquet(Path file, List<JsonNode> rows) {
    return parquet(
        file, schema(rows), ParquetProperties.builder().build(), CompressionCodec.SNAPPY, rows);
  }

  /** Writes rows of a schema in the words of Parquet's library. */
  public static Path parquet(Path file, String schema, List<JsonNode> rows) {
    return parquet(
        file,
        MessageTypeParser.parseMessageType(schema),
        ParquetProperties.builder().build(),
        CompressionCodec.SNAPPY,
        rows);
  }

  /** Writes rows of a schema. */
  public static Path parquet(
      Path file,
      MessageType schema,
      ParquetProperties properties,
      CompressionCodec codec,
      Iterable<JsonNode> rows) {
    try (ParquetTable table = new ParquetTable(file, schema, properties, codec, ROWS_IN_GROUP)) {
      for (JsonNode row : rows) {
        table.add(row);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The columns that rows have; one that is always null is text. */
  public static MessageType schema(Collection<JsonNode> rows) {
    return Types.buildMessage().addFields(fields(rows)).named("schema");
  }

  private static Type[] fields(Collection<JsonNode> objects) {
    Map<String, List<JsonNode>> values = new LinkedHashMap<>();
    for (JsonNode object : objects) {
      object
          .properties()
          .forEach(
              field ->
                  values
                      .computeIfAbsent(field.getKey(), none -> new ArrayList<>())
                      .add(field.getValue()));
    }
    return values.entrySet().stream()
        .map(field -> type(field.getKey(), field.getValue()))
        .toArray(Type[]::new);
  }

  private static Type type(String name, List<JsonNode> values) {
    List<JsonNode> there = values.stream().filter(value -> !value.isNull()).toList();
    if (there.isEmpty() || there.stream().anyMatch(JsonNode::isTextual)) {
      return Types.optional(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named(name);
    }
    if (there.stream().allMatch(JsonNode::isBoolean)) {
      return Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
    }
    if (there.stream().allMatch(JsonNode::isIntegralNumber)) {
      return Types.optional(PrimitiveTypeName.INT64).named(name);
    }
    if (there.stream().allMatch(JsonNode::isNumber)) {
      return Types.optional(PrimitiveTypeName.DOUBLE).named(name);
    }
    if (there.stream().allMatch(JsonNode::isObject)) {
      return Types.optionalGroup().addFields(fields(there)).named(name);
    }
    List<JsonNode> elements = new ArrayList<>();
    there.forEach(list -> list.forEach(elements::add));
    return Types.optionalList().element(type("element", elements)).named(name);
  }
}
