package io.github.rrm4j.statistics.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void resultRowsAreWrittenAsCsvInFullAndAsMarkdownForAReader() {
    ObjectNode row = ResultRows.row().put("name", "a,\"b\"|c").put("n", 3).put("x", 0.123456);
    row.putNull("none");
    Table table = new ResultRows("t", List.of(row)).table();
    assertEquals("name,n,x,none\n\"a,\"\"b\"\"|c\",3,0.123456,\n", table.csv());
    assertEquals(
        "| name | n | x | none |\n| --- | ---: | ---: | ---: |\n| a,\"b\"\\|c | 3 | 0.1235 | – |\n",
        table.markdown());
  }

  @Test
  void aNumberAndItsEndsShareAColumnButNotAField() {
    ObjectNode row = ResultRows.row().put("accuracy", 0.75);
    row.put("accuracy_low", 0.5).put("accuracy_high", 0.875).put("accuracy_method", "wilson");
    Table table = new ResultRows("t", List.of(row)).table();
    assertEquals(
        "accuracy,accuracy_low,accuracy_high,accuracy_method\n0.75,0.5,0.875,wilson\n",
        table.csv());
    assertEquals("75.0 % [50.0, 87.5]", table.rows().get(0).cells().get(0).shown());
    assertEquals(
        "accuracy [95\u00a0%\u00a0interval, Wilson]", table.columns().get(0).title(), "how");
    ObjectNode other = row.deepCopy().put("accuracy_method", "bootstrap");
    assertEquals(
        "accuracy [95\u00a0%\u00a0interval, Wilson; bootstrap over items]",
        new ResultRows("t", List.of(row, other)).table().columns().get(0).title());
  }

  @Test
  void aTerminalGetsAlignedColumnsAsWideAsItIs() {
    Table table =
        Table.of(
            "",
            List.of(Column.text("name"), Column.number("n"), Column.number("accuracy")),
            List.of(
                List.of(Cell.text("a|b"), Cell.count(3), Cell.number(0.5, Unit.SHARE)),
                List.of(Cell.text("longer\nname"), Cell.count(12345), Cell.MISSING)));
    assertEquals(
        """
        name              n  accuracy
        a|b               3    50.0 %
        longer name  12,345         –
        """,
        table.text(29));
    String narrow =
        """
        name              n
        a|b               3
        longer name  12,345

        name         accuracy
        a|b            50.0 %
        longer name         –
        """;
    assertEquals(narrow, table.text(28));
    assertEquals(narrow, table.text(1), "a column is never cut");
    assertEquals(
        "x\ny\n",
        Table.of("", List.of(Column.text("x")), List.of(List.of(Cell.text("y")))).text(9));
    assertEquals("", Table.of("", List.of(), List.of()).text(9));
  }

  @Test
  void noLocaleChangesANumber() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      Table table =
          Table.of(
              "",
              List.of(Column.number("a"), Column.number("b")),
              List.of(List.of(Cell.count(12345), Cell.number(0.5, Unit.POINTS))));
      assertEquals("| a | b |\n| ---: | ---: |\n| 12,345 | +50.0 |\n", table.markdown());
      assertEquals("a,b\n12345,0.5\n", table.csv());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void lineBreaksAreQuotedInCsvAndSpacesInMarkdown() {
    Table table = Table.of("", List.of(Column.text("a")), List.of(List.of(Cell.text("one\ntwo"))));
    assertEquals("a\n\"one\ntwo\"\n", table.csv());
    assertEquals("| a |\n| --- |\n| one two |\n", table.markdown());
  }

  @Test
  void noTextOfCsvIsAFormulaOfASpreadsheet() {
    List<List<Cell>> rows =
        List.of("=1+1", "@x", "-0.5", "+1e3", "-x", "plain").stream()
            .map(text -> List.<Cell>of(Cell.text(text)))
            .toList();
    Table table = Table.of("", List.of(Column.text("a")), rows);
    assertEquals("a\n'=1+1\n'@x\n-0.5\n+1e3\n'-x\nplain\n", table.csv());
  }

  @Test
  void aRowHasACellForEachColumn() {
    List<List<Cell>> rows = List.of(List.of(Cell.MISSING, Cell.MISSING));
    assertThrows(
        IllegalArgumentException.class, () -> Table.of("", List.of(Column.text("a")), rows));
  }

  @Test
  void withoutRowsOfResultsThereIsNothingToRead() {
    assertEquals("", new ResultRows("t", List.of()).table().markdown());
    assertEquals("\n", new ResultRows("t", List.of()).table().csv());
  }
}
