package io.github.rrm4j.checkpoints;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a weight file, read as a stream and believed only where it agrees with the file.
 *
 * <p>Source: the safetensors format. Differs: a key beside dtype, shape and data_offsets is refused
 * (it could change what the bytes mean), and so is a tensor of more than {@value #MAX_RANK}
 * dimensions.
 *
 * @param tensors in the order of their bytes
 * @param metadata the strings under {@code __metadata__}, in the order of the header
 */
record SafetensorsHeader(Map<String, TensorInfo> tensors, Map<String, String> metadata) {

  static final String METADATA = "__metadata__";
  static final int MAX_RANK = 32;

  /**
   * @param file names the place in messages
   * @param json the header without its length
   * @param fileBytes the size of the whole file; the data begins after 8 bytes and the header
   * @throws InvalidInput if the header breaks a rule of the format
   */
  static SafetensorsHeader parse(Path file, byte[] json, long fileBytes) {
    if (json.length == 0 || json[0] != '{') {
      throw bad(file, "the header does not begin with '{'");
    }
    // A reader that knows the encoding: Jackson would guess UTF-16 from the bytes, and a String
    // constructor would replace what is not UTF-8.
    var text = StandardCharsets.UTF_8.newDecoder();
    try (var reader = new InputStreamReader(new ByteArrayInputStream(json), text);
        JsonParser parser = Json.FACTORY.createParser(reader)) {
      return new Parsing(file, parser, 8 + json.length, fileBytes).header();
    } catch (CharacterCodingException e) {
      throw bad(file, "the header is not UTF-8");
    } catch (JsonProcessingException e) {
      throw bad(file, "the header is not valid JSON: " + Json.reason(e));
    } catch (IOException e) {
      throw bad(file, "the header cannot be read: " + OneLine.of(e.getMessage()));
    }
  }

  static InvalidInput bad(Path file, String what) {
    return new InvalidInput(
        file + ": " + what + "; a whole safetensors file is needed: copy or download it again");
  }

  /** One pass over the tokens; every method leaves the parser on the last token it used. */
  private record Parsing(Path file, JsonParser parser, long dataStart, long fileBytes) {

    SafetensorsHeader header() throws IOException {
      List<TensorInfo> found = new ArrayList<>();
      Map<String, String> metadata = new LinkedHashMap<>();
      parser.nextToken(); // the '{' that was checked before
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (name.equals(METADATA)) {
          readMetadata(metadata);
        } else {
          found.add(tensor(name));
        }
      }
      if (parser.nextToken() != null) {
        throw bad(file, "the header goes on after its last '}'");
      }
      return new SafetensorsHeader(inOrder(found), Collections.unmodifiableMap(metadata));
    }

    private void readMetadata(Map<String, String> metadata) throws IOException {
      if (parser.nextToken() == JsonToken.VALUE_NULL) {
        return; // as MLX writes it
      }
      expect(parser.currentToken() == JsonToken.START_OBJECT, METADATA, "is not an object");
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        expect(
            parser.nextToken() == JsonToken.VALUE_STRING,
            METADATA,
            "has a value that is no string");
        metadata.put(key, parser.getText());
      }
    }

    private TensorInfo tensor(String name) throws IOException {
      DType dtype = null;
      long[] shape = null;
      long[] range = null;
      expect(parser.nextToken() == JsonToken.START_OBJECT, name, "is not described by an object");
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        switch (parser.currentName()) {
          case "dtype" -> dtype = dtype(name);
          case "shape" -> shape = numbers(name, "shape", MAX_RANK);
          case "data_offsets" -> range = numbers(name, "data_offsets", 2);
          default ->
              throw bad(
                  file,
                  named(name) + " has the unknown key " + OneLine.quoted(parser.currentName()));
        }
      }
      expect(
          dtype != null && shape != null && range != null,
          name,
          "lacks dtype, shape or data_offsets");
      expect(range.length == 2, name, "has data_offsets that are not a start and an end");
      expect(range[0] <= range[1], name, "has data_offsets that end before they start");
      expect(
          range[1] <= fileBytes - dataStart,
          name,
          "ends at byte " + range[1] + " of the data, the file has " + (fileBytes - dataStart));
      long bytes = bytesOf(name, dtype, shape);
      expect(
          bytes == range[1] - range[0],
          name,
          "needs "
              + bytes
              + " bytes for "
              + dtype
              + Arrays.toString(shape)
              + ", data_offsets give "
              + (range[1] - range[0]));
      return new TensorInfo(name, dtype, shape, dataStart + range[0], bytes);
    }

    private DType dtype(String name) throws IOException {
      expect(parser.nextToken() == JsonToken.VALUE_STRING, name, "has a dtype that is no string");
      String text = parser.getText();
      for (DType dtype : DType.values()) {
        if (dtype.name().equals(text)) {
          return dtype;
        }
      }
      throw bad(
          file,
          named(name)
              + " has the dtype "
              + OneLine.quoted(text)
              + ", known are "
              + Arrays.toString(DType.values()));
    }

    private long[] numbers(String name, String key, int most) throws IOException {
      long[] numbers = new long[most];
      int count = 0;
      expect(
          parser.nextToken() == JsonToken.START_ARRAY, name, "has a " + key + " that is no list");
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        boolean whole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
        expect(
            whole
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                && parser.getLongValue() >= 0,
            name,
            "has a number in " + key + " outside 0..2^63-1");
        expect(count < most, name, "has more than " + most + " numbers in " + key);
        numbers[count++] = parser.getLongValue();
      }
      return Arrays.copyOf(numbers, count);
    }

    private long bytesOf(String name, DType dtype, long[] shape) {
      try {
        long bytes = dtype.bytes();
        for (long size : shape) {
          bytes = Math.multiplyExact(bytes, size);
        }
        return bytes;
      } catch (ArithmeticException e) {
        throw bad(
            file,
            named(name)
                + " has the shape "
                + Arrays.toString(shape)
                + ", whose bytes do not fit in 63 bits");
      }
    }

    /** The tensors by place, which must tile the data without a hole and without an overlap. */
    private Map<String, TensorInfo> inOrder(List<TensorInfo> found) {
      found.sort(Comparator.comparingLong(TensorInfo::offset).thenComparingLong(TensorInfo::bytes));
      Map<String, TensorInfo> tensors = new LinkedHashMap<>();
      long end = dataStart;
      for (TensorInfo tensor : found) {
        expect(
            tensor.offset() == end,
            tensor.name(),
            "begins at byte "
                + (tensor.offset() - dataStart)
                + " of the data, but the tensor before it ends at "
                + (end - dataStart));
        end += tensor.bytes();
        tensors.put(tensor.name(), tensor);
      }
      if (end != fileBytes) {
        throw bad(file, "the tensors end at byte " + end + ", the file at " + fileBytes);
      }
      return Collections.unmodifiableMap(tensors);
    }

    private void expect(boolean holds, String name, String otherwise) {
      if (!holds) {
        throw bad(file, named(name) + ' ' + otherwise);
      }
    }

    private static String named(String name) {
      return name.equals(METADATA) ? METADATA : "tensor " + OneLine.quoted(name);
    }
  }
}
