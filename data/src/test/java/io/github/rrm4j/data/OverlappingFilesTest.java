package io.github.rrm4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.check.DataCheck;
import io.github.rrm4j.data.preparation.Finding;
import io.github.rrm4j.data.preparation.Mixture;
import io.github.rrm4j.data.preparation.Preparation;
import io.github.rrm4j.data.preparation.Preparation.Limit;
import io.github.rrm4j.data.preparation.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A row that stands in two files of a source counts once; an id of two rows is refused. */
class OverlappingFilesTest {

  @TempDir Path folder;

  private static String line(String id, String query) {
    return "{\"id\":" + id + ",\"prompt\":\"" + query + "\",\"chosen\":\"a\",\"rejected\":\"b\"";
  }

  private void write(String name, String... lines) throws IOException {
    Files.writeString(folder.resolve(name), String.join("}\n", lines) + "}\n");
  }

  private PairSource source() {
    return PairSource.of(folder.toString());
  }

  private static List<String> ids(PairSource source) {
    return source.read().stream().map(Pair::id).toList();
  }

  @Test
  void aWholeAndItsCutsInSeveralFormatsCountOnceAndAreNoted() throws IOException {
    write("a.jsonl", line("1", "q"), line("2", "r"));
    Files.writeString(folder.resolve("b.csv"), "id,prompt,chosen,rejected\n2,r,a,b\n3,s,a,b\n");
    Files.writeString(folder.resolve("c.json"), "[" + line("3.0", "s") + ",\"subset\":\"x\"}]");
    Tables.parquet(
        folder.resolve("d.parquet"),
        "{id: 1, prompt: 'q', chosen: 'a', rejected: 'b', subset: 'x'}");
    assertEquals(List.of("1", "2", "3"), ids(source()));
    try (PairStream pairs = source().open()) {
      pairs.forEachRemaining(pair -> {});
      assertEquals(3, pairs.repeated());
      assertEquals(
          Optional.of("3 rows stand in another file too and count once (b.csv, c.json, d.parquet)"),
          pairs.repetition());
    }
    DataCheck.Result check = DataCheck.of(List.of(source()), Optional.empty());
    assertEquals(3, check.pairs());
    assertTrue(check.lines().get(1).contains("3 rows stand in another file too"));
    List<Pair> prepared = new ArrayList<>();
    Tally tally =
        Preparation.of(
            Mixture.of(source()),
            new Preparation.Settings(false, false, Optional.empty(), pair -> 0, Limit.NONE),
            Key.of(0, "x"),
            prepared::add);
    assertEquals(
        List.of(6L, 3L, 3L), List.of(tally.read(), tally.kept(), tally.of(Finding.DUPLICATE)));
    String place = folder + ": ";
    assertEquals(
        Map.of(place + "b.csv", 1L, place + "c.json", 1L, place + "d.parquet", 1L),
        tally.repeatedRows());
    assertEquals(
        "x: rows that stand in an earlier file too: "
            + place
            + "b.csv (1 rows), "
            + place
            + "c.json (1 rows), "
            + place
            + "d.parquet (1 rows)",
        tally.lines("x", 0).get(1));
    ObjectNode json = Json.object();
    tally.into(json);
    assertEquals(1, json.path("repeated_rows").path(place + "d.parquet").asInt());
  }

  @Test
  void anIdOfDifferentRowsInTwoFilesIsRefusedWithBothPlaces() throws IOException {
    write("a.jsonl", line("0", "p"), line("1", "q"));
    for (String name : List.of("b.jsonl", "b.json", "b.csv")) {
      String text =
          switch (name) {
            case "b.csv" -> "id,prompt,chosen,rejected\n2,r,a,b\n1,other,a,b\n";
            case "b.json" -> "[" + line("2", "r") + "}," + line("1", "other") + "}]";
            default -> line("2", "r") + "}\n" + line("1", "other") + "}\n";
          };
      Path file = Files.writeString(folder.resolve(name), text);
      String message = assertThrows(InvalidInput.class, () -> ids(source())).getMessage();
      String place = name.equals("b.csv") ? ": row 2" : name.equals("b.json") ? ": item 2" : ":2";
      assertEquals(
          file
              + place
              + ": id '1' stands in "
              + folder.resolve("a.jsonl")
              + ":2 too, with other texts, must be unique, rename one or make the files sources of"
              + " their own",
          message);
      Files.delete(file);
    }
  }

  @Test
  void theOtherLabelIsAnotherRow() throws IOException {
    String row = "{\"id\":1,\"prompt\":\"q\",\"response_1\":\"a\",\"response_2\":\"b\",\"label\":";
    write("a.jsonl", row + 1);
    write("b.jsonl", row + "\"1\"");
    assertEquals(1, ids(source()).size());
    write("b.jsonl", row + 2);
    assertThrows(InvalidInput.class, () -> ids(source()));
  }

  @Test
  void shardsAreOneFile() throws IOException {
    String row = "{id: 'same', prompt: 'q#', chosen: 'a', rejected: 'b'}";
    for (int i = 0; i < 2; i++) {
      Tables.parquet(
          folder.resolve("train-0000" + i + "-of-00002.parquet"), row.replace("#", "" + i));
    }
    assertEquals(List.of("same", "same#2"), ids(source()));
  }

  @Test
  void rowsWithoutIdsAreEachTheirOwn() throws IOException {
    write("a.jsonl", "{\"prompt\":\"q\",\"chosen\":\"a\",\"rejected\":\"b\"");
    write("b.jsonl", "{\"prompt\":\"q\",\"chosen\":\"a\",\"rejected\":\"b\"");
    assertEquals(List.of("a.jsonl:1", "b.jsonl:1"), ids(source()));
  }
}
