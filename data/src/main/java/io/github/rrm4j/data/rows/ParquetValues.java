package io.github.rrm4j.data.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.arrow.memory.util.Float16;
import org.apache.parquet.column.ColumnReader;

/**
 * The values of one column as JSON: numbers as numbers, dates and times as {@link ParquetTimes}
 * writes them, bytes as the text that they are in UTF-8.
 *
 * @param name of the field, for messages
 * @param place of the row that is being read
 */
record ParquetValues(String name, Supplier<String> place) {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** What reads the column's current value, which is not null. */
  Function<ColumnReader, JsonNode> of(ParquetField field) {
    return switch (field.type().getPrimitiveTypeName()) {
      case BOOLEAN -> column -> NODES.booleanNode(column.getBoolean());
      case FLOAT -> column -> NODES.numberNode((double) column.getFloat());
      case DOUBLE -> column -> NODES.numberNode(column.getDouble());
      case INT96 -> column -> text(ParquetTimes.int96(bytes(column)));
      case INT32 -> numbers(field, column -> column.getInteger(), 0xffff_ffffL);
      case INT64 -> numbers(field, column -> column.getLong(), -1L);
      case BINARY, FIXED_LEN_BYTE_ARRAY -> bytes(field);
    };
  }

  /**
   * @param bits of an unsigned number
   */
  private static Function<ColumnReader, JsonNode> numbers(
      ParquetField field, ToLongFunction<ColumnReader> value, long bits) {
    return switch (field.kind()) {
      case DATE -> column -> text(ParquetTimes.date(value.applyAsLong(column)));
      case TIME -> {
        TimeUnit unit = field.unit();
        yield column -> text(ParquetTimes.time(value.applyAsLong(column), unit));
      }
      case TIMESTAMP, INSTANT -> {
        TimeUnit unit = field.unit();
        String zone = field.kind() == ParquetField.Kind.INSTANT ? "+00" : "";
        yield column -> text(ParquetTimes.timestamp(value.applyAsLong(column), unit) + zone);
      }
      case DECIMAL -> {
        int scale = field.scale();
        yield column -> decimal(BigInteger.valueOf(value.applyAsLong(column)), scale);
      }
      case UNSIGNED ->
          column -> whole(new BigInteger(Long.toUnsignedString(value.applyAsLong(column) & bits)));
      default -> column -> whole(BigInteger.valueOf(value.applyAsLong(column)));
    };
  }

  private Function<ColumnReader, JsonNode> bytes(ParquetField field) {
    return switch (field.kind()) {
      case DECIMAL -> {
        int scale = field.scale();
        yield column -> decimal(new BigInteger(column.getBinary().getBytesUnsafe()), scale);
      }
      case UUID ->
          column -> {
            ByteBuffer bytes = bytes(column);
            return text(new UUID(bytes.getLong(), bytes.getLong()).toString());
          };
      case FLOAT16 ->
          column -> {
            short bits = bytes(column).order(ByteOrder.LITTLE_ENDIAN).getShort();
            return NODES.numberNode((double) Float16.toFloat(bits));
          };
      case INTERVAL -> column -> text(ParquetTimes.interval(bytes(column)));
      case JSON -> column -> json(utf8(column));
      default -> column -> text(utf8(column));
    };
  }

  private static ByteBuffer bytes(ColumnReader column) {
    return column.getBinary().toByteBuffer().slice();
  }

  private String utf8(ColumnReader column) {
    ByteBuffer bytes = bytes(column);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidInput(
          Text.format(
              "%s: field '%s' is not UTF-8 (byte 0x%02X), must be text in UTF-8, write it again as such or leave the"
                  + " column out",
              place.get(), name, bytes.get(bytes.position()) & 0xff),
          e);
    }
  }

  private JsonNode json(String text) {
    try {
      return DataJson.parse(text);
    } catch (JsonProcessingException e) {
      throw InvalidInput.of(
          "%s: field '%s' is not JSON (%s), must be what its type says, correct it",
          place.get(), name, Json.reason(e));
    }
  }

  private static JsonNode text(String text) {
    return NODES.textNode(text);
  }

  private static JsonNode decimal(BigInteger unscaled, int scale) {
    return scale == 0
        ? whole(unscaled)
        : NODES.numberNode(new BigDecimal(unscaled, scale).doubleValue());
  }

  /** A whole number in the form that reading JSON gives it, so that equal ones are equal. */
  private static JsonNode whole(BigInteger value) {
    if (value.bitLength() < Integer.SIZE) {
      return NODES.numberNode(value.intValue());
    }
    return value.bitLength() < Long.SIZE
        ? NODES.numberNode(value.longValue())
        : NODES.numberNode(value);
  }
}
