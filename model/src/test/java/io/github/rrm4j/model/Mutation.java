package io.github.rrm4j.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A damaged or hostile version of a file, which depends on the key alone. */
record Mutation(Key key) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final String[] VALUES = {
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1",
    "7",
    "1.5",
    "-0.0",
    "1e308",
    "4294967296",
    "2147483647",
    "99999999999999999999",
    "\"\"",
    "\"a\"",
    "\"\\ud800\"",
    "\"\\u0000\\n\\r\\u2028\"",
    "[]",
    "{}",
    "[[]]",
    "[null]",
    "[1,2]",
    "[\"a\",7]",
    "{\"\":{}}",
    "{\"content\":7}",
    "\"(a+)+$\"",
    "\"##\"",
    "\"Unigram\"",
    "{\"type\":\"Sequence\"}",
    "{\"type\":\"Prepend\",\"prepend\":\"x\"}",
    "{\"type\":\"ByteLevel\"}",
    "{\"type\":\"Metaspace\",\"replacement\":\"ab\"}",
    "{\"strategy\":{\"Fixed\":500000000},\"direction\":\"Right\"}",
    "\"../x\"",
    "\"LORA\"",
    "\"F16\"",
    "\"BF16\"",
    "\"I64\"",
    "\"\\u001b[31m\\u009b\\u202e\"",
    "[0,9223372036854775807]",
    "[65536,65536,65536]",
    "{\".*\":2}",
    "\".*\"",
    "\"all-linear\"",
    "1024"
  };

  private static final float[] NUMBERS = {
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    1e20f,
    Float.MIN_VALUE,
    Float.intBitsToFloat(0x7fa00000) // a signaling NaN
  };

  private static final String[] PIECES = {
    "{%",
    "%}",
    "{{",
    "}}",
    "{#",
    "-",
    "|",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "\\",
    "\n",
    "\u0000",
    "\ufeff",
    "null",
    "1e999",
    "[[[[[[[[",
    "{% for x in messages %}",
    "{% endfor %}",
    "messages",
    " is ",
    " not ",
    ".items()",
    "[::-1]",
    " * 999999999",
    "{% set x = [x] %}",
    "loop",
    "{{ m() }}",
    "{% macro m() %}",
    "{% endmacro %}",
    "99999999999999999999",
    "\\ud83d",
    "%s"
  };

  /** Bytes that were changed in some places. */
  byte[] ofBytes(byte[] whole) {
    byte[] mutated = whole;
    for (int turn = 0; turn <= key.below(0, 3); turn++) {
      mutated = once(mutated, key.with(turn));
    }
    return mutated;
  }

  /** A weight file of which the header was changed, or the bytes. */
  byte[] ofWeights(byte[] whole) {
    int length = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt();
    byte[] header = Arrays.copyOfRange(whole, 8, 8 + length);
    byte[] data = Arrays.copyOfRange(whole, 8 + length, whole.length);
    byte[] changed =
        switch (key.below(7, 4)) {
          case 0, 1 -> {
            data = key.below(9, 3) == 0 ? ofBytes(data) : ofNumbers(data);
            yield header;
          }
          case 2 -> ofBytes(header);
          default -> ofJson(header);
        };
    ByteBuffer file = ByteBuffer.allocate(8 + changed.length + data.length);
    file.order(ByteOrder.LITTLE_ENDIAN).putLong(changed.length).put(changed).put(data);
    return key.below(8, 10) == 0 ? ofBytes(file.array()) : file.array();
  }

  /** Weights (fp32) of which one or several are no numbers, or too large ones. */
  private byte[] ofNumbers(byte[] data) {
    ByteBuffer numbers = ByteBuffer.wrap(data.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int count = data.length / Float.BYTES;
    for (int turn = 0; turn <= key.below(10, 3) && count > 0; turn++) {
      float number = NUMBERS[key.below(11 + 2 * turn, NUMBERS.length)];
      numbers.putFloat(Float.BYTES * key.below(12 + 2 * turn, count), number);
    }
    return numbers.array();
  }

  private static byte[] once(byte[] whole, Key key) {
    if (whole.length == 0) {
      return whole;
    }
    int at = key.below(1, whole.length);
    int to = Math.min(whole.length, at + 1 + key.below(2, 40));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(whole, 0, at);
    switch (key.below(3, 6)) {
      case 0 -> {
        out.write(whole[at] ^ (1 << key.below(4, 8)));
        out.write(whole, at + 1, whole.length - at - 1);
      }
      case 1 -> {} // cut off
      case 2 -> out.write(whole, to, whole.length - to);
      case 3 -> { // a piece twice
        out.write(whole, at, to - at);
        out.write(whole, at, whole.length - at);
      }
      default -> {
        out.writeBytes(PIECES[key.below(5, PIECES.length)].getBytes(StandardCharsets.UTF_8));
        int rest = key.below(6, 2) == 0 ? at : to;
        out.write(whole, rest, whole.length - rest);
      }
    }
    return out.toByteArray();
  }

  /** JSON of which some values were replaced, removed or exchanged. */
  byte[] ofJson(byte[] whole) {
    try {
      JsonNode root = MAPPER.readTree(whole);
      for (int turn = 0; turn <= key.below(0, 2); turn++) {
        Key own = key.with(turn);
        List<Runnable> changes = new ArrayList<>();
        collect(root, own, changes);
        if (!changes.isEmpty()) {
          changes.get(own.below(1, changes.size())).run();
        }
      }
      return root.toString().getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One change for each place; of long lists and maps only a few places, or they would be all. */
  private static void collect(JsonNode node, Key key, List<Runnable> changes) {
    if (node instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      for (int i : some(names.size(), key)) {
        String name = names.get(i);
        changes.add(
            () -> {
              if (key.below(2, 5) == 0) {
                object.remove(name);
              } else {
                object.set(name, value(key));
              }
            });
        changes.add(() -> object.set(VALUES[key.below(4, VALUES.length)], object.get(name)));
        collect(object.get(name), key.with(i), changes);
      }
    } else if (node instanceof ArrayNode list) {
      for (int i : some(list.size(), key)) {
        changes.add(() -> list.set(i, value(key)));
        changes.add(() -> list.insert(i, list.get(list.size() - 1)));
        changes.add(() -> list.remove(i));
        collect(list.get(i), key.with(i), changes);
      }
    }
  }

  private static int[] some(int size, Key key) {
    int[] order = key.permutation(size);
    return Arrays.copyOf(order, Math.min(size, 12));
  }

  private static JsonNode value(Key key) {
    try {
      return MAPPER.readTree(VALUES[key.below(3, VALUES.length)]);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
