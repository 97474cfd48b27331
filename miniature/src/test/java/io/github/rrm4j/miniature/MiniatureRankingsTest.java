package io.github.rrm4j.miniature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.ListDemonstration;
import io.github.rrm4j.data.ResponseList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MiniatureRankingsTest {

  @Test
  void oneResponseOfEachListIsRightAndPairsAreAmongThem() {
    MiniatureRankings world = MiniatureRankings.generate(1, 200, 0, 4, Slips.STANDARD);
    for (ResponseList list : world.train()) {
      assertEquals(1, list.scores().orElseThrow().stream().mapToDouble(s -> s).sum());
      assertEquals(list.responses().size(), list.responses().stream().distinct().count());
    }
    assertEquals(200, world.train().stream().map(ResponseList::query).distinct().count());
    assertEquals(
        List.of(2, 3, 4),
        world.train().stream().map(one -> one.responses().size()).distinct().sorted().toList());
    assertTrue(
        world.train().stream()
            .filter(one -> one.section().equals("comparison"))
            .allMatch(one -> one.responses().size() == 2));
  }

  @Test
  void aDemonstrationWithoutASlipPutsTheRightResponseFirst() {
    for (ListDemonstration one :
        MiniatureRankings.generate(2, 0, 100, 4, Slips.NONE).demonstrations()) {
      assertTrue(one.list().best(one.ranking().get(0)), one.toString());
      String checks =
          java.util.stream.IntStream.range(0, one.list().responses().size())
              .mapToObj(
                  i -> Trace.compared(i + 1, one.list().responses().get(i), one.list().best(i)))
              .collect(Collectors.joining());
      assertTrue(one.thinking().endsWith(checks), one.toString());
    }
  }

  @Test
  void withSlipsManyAreWrong() {
    List<ListDemonstration> worked =
        MiniatureRankings.generate(2, 0, 600, 4, Slips.STANDARD).demonstrations();
    double right =
        worked.stream().filter(one -> one.list().best(one.ranking().get(0))).count() / 600.0;
    assertTrue(right > 0.6 && right < 0.8, "" + right); // 0.71 of pairs
  }

  @Test
  void whatIsWrittenIsReadAndTheSeedDecidesTheBytes(@TempDir Path folder) throws IOException {
    MiniatureRankings world = MiniatureRankings.generate(3, 20, 20, 5, Slips.STANDARD);
    world.write(folder.resolve("a"));
    MiniatureRankings.generate(3, 20, 20, 5, Slips.STANDARD).write(folder.resolve("b"));
    for (String name : List.of("lists.jsonl", "rankings.jsonl")) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("a").resolve(name)),
          Files.readAllBytes(folder.resolve("b").resolve(name)));
    }
    assertEquals(world.train(), ResponseList.read(folder.resolve("a/lists.jsonl")));
    Path rankings = folder.resolve("a/rankings.jsonl");
    assertEquals(world.demonstrations(), ListDemonstration.read(rankings));
    Files.writeString(
        rankings,
        "{\"prompt\": \"q\", \"responses\": [\"a\", \"b\"], \"thinking\": \"t\", \"ranking\": [1, 1]}\n");
    String said =
        assertThrows(InvalidInput.class, () -> ListDemonstration.read(rankings)).getMessage();
    assertTrue(said.contains("must have each number from 1 to 2 once"), said);
  }
}
