package io.github.rrm4j.data.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Map;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.FloatingPointVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.complex.BaseListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.types.pojo.ArrowType.ArrowTypeID;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;

/**
 * Values of Arrow vectors as JSON, in the forms of those of Parquet; times are written as Arrow's
 * library does.
 *
 * @param dictionaries of the file, by number
 */
record ArrowValues(Map<Long, Dictionary> dictionaries) {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** The value at an index. */
  JsonNode value(FieldVector vector, int index) {
    DictionaryEncoding encoding = vector.getField().getDictionary();
    if (vector.isNull(index)) {
      return NODES.nullNode();
    }
    if (encoding != null) {
      Dictionary dictionary = dictionaries.get(encoding.getId());
      long key = ((BaseIntVector) vector).getValueAsLong(index);
      return plain(dictionary.getVector(), Math.toIntExact(key));
    }
    return plain(vector, index);
  }

  /** The value at an index of a vector that is no index into a dictionary. */
  private JsonNode plain(FieldVector vector, int index) {
    if (vector.isNull(index)) {
      return NODES.nullNode();
    }
    if (vector instanceof ExtensionTypeVector<?> extension) {
      return value((FieldVector) extension.getUnderlyingVector(), index);
    }
    if (vector instanceof BitVector bits) {
      return NODES.booleanNode(bits.get(index) != 0);
    }
    if (vector instanceof UInt8Vector unsigned) {
      return NODES.numberNode(new BigInteger(Long.toUnsignedString(unsigned.get(index))));
    }
    if (vector instanceof BaseIntVector whole) {
      return NODES.numberNode(whole.getValueAsLong(index));
    }
    if (vector instanceof Float2Vector half) {
      return NODES.numberNode(half.getValueAsFloat(index));
    }
    if (vector instanceof FloatingPointVector floating) {
      return NODES.numberNode(floating.getValueAsDouble(index));
    }
    if (vector instanceof MapVector map && textKeys(map)) {
      return map(map, index);
    }
    if (vector instanceof BaseListVector list) {
      return list(list, index);
    }
    if (vector instanceof StructVector struct) {
      ObjectNode object = NODES.objectNode();
      for (FieldVector child : struct.getChildrenFromFields()) {
        object.set(child.getName(), value(child, index));
      }
      return object;
    }
    return vector instanceof DateDayVector day
        ? NODES.textNode(LocalDate.ofEpochDay(day.get(index)).toString())
        : other(vector.getObject(index));
  }

  private ArrayNode list(BaseListVector list, int index) {
    FieldVector items = list.getChildrenFromFields().get(0);
    ArrayNode array = NODES.arrayNode();
    for (int i = list.getElementStartIndex(index); i < list.getElementEndIndex(index); i++) {
      array.add(value(items, i));
    }
    return array;
  }

  private static boolean textKeys(MapVector map) {
    FieldVector key = map.getDataVector().getChildrenFromFields().get(0);
    ArrowTypeID type = key.getField().getType().getTypeID();
    return type == ArrowTypeID.Utf8 || type == ArrowTypeID.LargeUtf8;
  }

  private ObjectNode map(MapVector map, int index) {
    FieldVector keys = map.getDataVector().getChildrenFromFields().get(0);
    FieldVector values = map.getDataVector().getChildrenFromFields().get(1);
    ObjectNode object = NODES.objectNode();
    for (int i = map.getElementStartIndex(index); i < map.getElementEndIndex(index); i++) {
      object.set(value(keys, i).asText(), value(values, i));
    }
    return object;
  }

  private static JsonNode other(Object value) {
    if (value instanceof byte[] bytes) {
      return bytes(bytes);
    }
    if (value instanceof BigDecimal number) {
      return NODES.numberNode(number);
    }
    return value instanceof org.apache.arrow.vector.util.Text text
        ? bytes(text.copyBytes())
        : NODES.textNode(value.toString());
  }

  /** Bytes that are UTF-8 are text, as in Parquet; a reader of text refuses others. */
  private static JsonNode bytes(byte[] bytes) {
    try {
      return NODES.textNode(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return NODES.binaryNode(bytes);
    }
  }
}
