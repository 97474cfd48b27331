package io.github.rrm4j.data.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.Tables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The columns of a Parquet file have their own names, types and shapes. */
class ParquetColumnsTest {

  @TempDir Path folder;

  private List<String> read(String schema, JsonNode... rows) {
    return read(
        Tables.parquet(folder.resolve("x.parquet"), "message x { " + schema + " }", List.of(rows)));
  }

  private static List<String> read(Path file) {
    List<String> read = new ArrayList<>();
    try (Rows rows = new DataFile(file, "x").open(Set.of())) {
      rows.forEachRemaining(row -> read.add(row.object().toString()));
    }
    return read;
  }

  private static JsonNode bytes(String field, int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return ((ObjectNode) Tables.row("{}")).set(field, BinaryNode.valueOf(bytes));
  }

  private String refused(String schema, JsonNode... rows) {
    String message = assertThrows(InvalidInput.class, () -> read(schema, rows)).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message.replace(folder + "/", "");
  }

  @Test
  void columnsThatDifferInCaseAloneAreKeptApart() {
    String row =
        "{\"Prompt\":\"other\",\"nested\":{\"a\":[1,2],\"A\":{\"c\":1}},\"prompt\":\"q\","
            + "\"chosen\":\"a\",\"rejected\":\"b\",\"a.b\":\"dot\"}";
    Path file = Tables.parquet(folder.resolve("x.parquet"), row);
    assertEquals("q", PairSource.of(file.toString()).read().get(0).query());
    assertEquals(List.of(row), read(file));
  }

  @Test
  void columnsInAnotherCaseAreRefusedWithTheReason() {
    Path file =
        Tables.parquet(folder.resolve("x.parquet"), "{Prompt: 'q', Chosen: 'a', Rejected: 'b'}");
    String message =
        assertThrows(InvalidInput.class, () -> PairSource.of(file.toString()).read()).getMessage();
    assertTrue(
        message.startsWith(file + ": has the columns Prompt, Chosen, Rejected, must have some of "),
        message);
    assertTrue(message.contains(" in exactly this case, map them with"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '^',
      value = {
        "int64 x (TIMESTAMP_MICROS) ~ 5000 ~ \"1970-01-01 00:00:00.005\"",
        "int64 x (TIMESTAMP_MILLIS) ~ -1 ~ \"1969-12-31 23:59:59.999\"",
        "int64 x (TIMESTAMP_MICROS) ~ -62198755200000000 ~ \"0002-01-01 (BC) 00:00:00\"",
        "int64 x (TIMESTAMP_MICROS) ~ 253436860800000000 ~ \"10001-02-04 00:00:00\"",
        "int32 x (TIME_MILLIS) ~ 3723456 ~ \"01:02:03.456\"",
        "int64 x (TIME_MICROS) ~ 86399999999 ~ \"23:59:59.999999\"",
        "int32 x (DATE) ~ 19782 ~ \"2024-02-29\"",
        "int32 x (DATE) ~ -719528 ~ \"0001-01-01 (BC)\"",
        "int32 x (UINT_8) ~ 200 ~ 200",
        "int32 x (UINT_32) ~ -1 ~ 4294967295",
        "int64 x (UINT_64) ~ -1 ~ 18446744073709551615",
        "int64 x (INT_64) ~ -9223372036854775808 ~ -9223372036854775808",
        "int64 x ~ 7 ~ 7",
        "float x ~ 0.1 ~ 0.10000000149011612",
        "binary x (ENUM) ~ 'A' ~ \"A\"",
        "binary x (JSON) ~ '{\"a\": [1, null]}' ~ {\"a\":[1,null]}",
        "binary x ~ 'é' ~ \"é\"",
        "fixed_len_byte_array(3) x ~ 'abc' ~ \"abc\"",
      })
  void aValueIsAsItsTypeSays(String column, String value, String json) {
    assertEquals(
        List.of("{\"x\":" + json + "}", "{\"x\":null}"),
        read(
            "optional " + column + ";",
            Tables.row("{x: " + value.replace("\"", "\\\"") + "}"),
            Tables.row("{}")));
  }

  @Test
  void anIntervalIsInWords() {
    String schema = "optional fixed_len_byte_array(12) x (INTERVAL);";
    assertEquals(
        List.of(
            "{\"x\":\"1 year 2 months 1 day 00:00:01.5\"}",
            "{\"x\":\"3 days\"}",
            "{\"x\":\"00:00:00\"}"),
        read(
            schema,
            bytes("x", 14, 0, 0, 0, 1, 0, 0, 0, 0xdc, 5, 0, 0),
            bytes("x", 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0),
            bytes("x", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '^',
      value = {
        "optional group l (LIST) { repeated int32 array; } ~ {l: [1, 2]}",
        "optional group l (LIST) { repeated group array { optional int32 x; } }"
            + " ~ {l: [{x: 1}, {x: null}]}",
        "optional group l (LIST) { repeated group l_tuple { optional int32 x; } }"
            + " ~ {l: [{x: 1}, {x: null}]}",
        "optional group l (LIST) { repeated group bag { optional int32 x; optional int32 y; } }"
            + " ~ {l: [{x: 1, y: 2}, {x: null, y: 3}]}",
        "optional group l (LIST) { repeated group array (LIST) { repeated int32 array; } }"
            + " ~ {l: [[1, 2], [], [3]]}",
        "optional group l (LIST) { repeated group list {"
            + " required group element { repeated int32 x; } } } ~ {l: [{x: [1, 2]}, {x: []}]}",
        "repeated int32 l; ~ {l: [1, 2]}",
        "repeated group l { optional int32 x; } ~ {l: [{x: 1}, {x: null}]}",
        "optional group l { required group a { optional group b { required int32 c; } } }"
            + " ~ {l: {a: {b: null}}}",
        "optional group l (MAP) { repeated group map (MAP_KEY_VALUE) {"
            + " required binary key (UTF8); optional int32 value; } } ~ {l: {a: 1, b: null}}",
      })
  void aListHasTheShapeThatItsWriterMeant(String schema, String row) {
    String empty = schema.startsWith("repeated") ? "{l: []}" : "{l: null}";
    assertEquals(
        List.of(Tables.row(row).toString(), Tables.row(empty).toString()),
        read(schema, Tables.row(row), Tables.row("{}")));
  }

  @Test
  void listsOfOneFieldWithoutAName() {
    assertEquals(
        List.of("{\"l\":[1,null]}"),
        read(
            "optional group l (LIST) { repeated group bag { optional int32 array_element; } }",
            Tables.row("{l: {bag: [{array_element: 1}, {array_element: null}]}}")));
  }

  @Test
  void aMapOfOneKeyTwiceIsRefused() {
    String schema =
        "optional group m (MAP) { repeated group key_value {"
            + " required int32 key; optional int32 value; } }";
    JsonNode once = Tables.row("{m: {key_value: [{key: 1, value: 1}, {key: 2, value: 1}]}}");
    JsonNode twice = Tables.row("{m: {key_value: [{key: 1, value: 1}, {key: 1, value: 2}]}}");
    assertEquals(List.of("{\"m\":{\"1\":1,\"2\":1}}"), read(schema, once));
    assertEquals(
        "x.parquet: row 2: field 'm' has the key '1' twice, must have each once, correct or remove"
            + " the row",
        refused(schema, once, twice));
  }

  @Test
  void bytesThatAreNoTextAreRefusedWithTheirRow() {
    for (String type : List.of("binary x (UTF8)", "binary x", "fixed_len_byte_array(1) x")) {
      assertEquals(
          "x.parquet: row 2: field 'x' is not UTF-8 (byte 0xE9), must be text in UTF-8, write it"
              + " again as such or leave the column out",
          refused("optional " + type + ";", bytes("x", 'a'), bytes("x", 0xe9)));
    }
    assertEquals(
        "x.parquet: row 1: field 'l.list.element' is not UTF-8 (byte 0xC3), must be text in UTF-8,"
            + " write it again as such or leave the column out",
        refused(
            "optional group l (LIST) { repeated group list { optional binary element (UTF8); } }",
            ((ObjectNode) Tables.row("{}"))
                .set(
                    "l",
                    ((ObjectNode) Tables.row("{}")).putArray("x").add(new byte[] {(byte) 0xc3}))));
  }

  @Test
  void aColumnOfJsonThatIsNoneIsRefused() {
    String message = refused("optional binary x (JSON);", Tables.row("{x: '{'}"));
    assertTrue(message.startsWith("x.parquet: row 1: field 'x' is not JSON ("), message);
  }
}
