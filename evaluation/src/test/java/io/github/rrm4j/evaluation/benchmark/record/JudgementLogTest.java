package io.github.rrm4j.evaluation.benchmark.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.rewards.MajorityVote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgementLogTest {

  @TempDir Path folder;

  private static final JudgedComparison FULL =
      new JudgedComparison(
          "a \"b\"\n",
          "s",
          Order.SWAPPED,
          Optional.of(Side.SECOND),
          List.of(
              new Sample(
                  Answer.FIRST,
                  OptionalInt.of(12),
                  OptionalInt.of(20),
                  OptionalDouble.of(0.25),
                  OptionalDouble.of(0.5),
                  OptionalDouble.of(-1.25),
                  Optional.empty()),
              new Sample(Answer.TRUNCATED)));

  private Verdicts read(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("judgements.jsonl"), text);
    Verdicts verdicts = new Verdicts();
    JudgementLog.read(file, verdicts);
    return verdicts;
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Path file = folder.resolve("judgements.jsonl");
    try (JudgementLog log = JudgementLog.open(file, new Verdicts())) {
      log.append(List.of(FULL));
    }
    Verdicts read = new Verdicts();
    JudgementLog.open(file, read).close();
    assertEquals(List.of(FULL), List.copyOf(read.judged()));
    assertTrue(Files.readString(file).contains("\"choice\":\"second\""), "swapped back");
  }

  @Test
  void anIncompleteLastLineIsCutOffAndTheRestIsKept() throws IOException {
    Path file = folder.resolve("judgements.jsonl");
    try (JudgementLog log = JudgementLog.open(file, new Verdicts())) {
      log.append(List.of(FULL));
    }
    String whole = Files.readString(file);
    Files.writeString(file, whole + "{\"id\":\"b\",\"verd");
    Verdicts read = new Verdicts();
    try (JudgementLog log = JudgementLog.open(file, read)) {
      assertEquals(1, read.judged().size());
      log.append(
          List.of(new JudgedComparison("b", "s", Order.GIVEN, Optional.empty(), FULL.samples())));
    }
    assertTrue(Files.readString(file).startsWith(whole + "{\"id\":\"b\",\"order\""));
    assertEquals(2, Files.readAllLines(file).size());
  }

  @Test
  void aLineSaysForWhichOrderItsVerdictsAre() throws IOException {
    Path file = folder.resolve("judgements.jsonl");
    try (JudgementLog log = JudgementLog.open(file, new Verdicts())) {
      log.append(List.of(FULL));
    }
    String line = Files.readString(file);
    assertTrue(line.contains("\"order\":\"swapped\",\"verdict_order\":\"given\""), line);
    assertTrue(line.contains("\"choice\":\"second\",\"samples\":[{\"verdict\":\"second\""), line);
    assertTrue(line.contains("\"margin\":1.25"), line);
  }

  @ParameterizedTest
  @CsvSource({
    "'',       swapped, 1, 0, -1.5",
    "shown,    swapped, 1, 0, -1.5",
    "given,    swapped, 0, 1, 1.5",
    "'',       given,   0, 1, 1.5",
    "given,    given,   0, 1, 1.5",
    "shown,    given,   0, 1, 1.5",
  })
  void olderLinesAreForTheOrderShown(
      String verdictOrder, String order, int first, int second, double margin) throws IOException {
    String says = verdictOrder.isEmpty() ? "" : ",\"verdict_order\":\"" + verdictOrder + "\"";
    Verdicts verdicts =
        read(
            "{\"id\":\"a\",\"order\":\""
                + order
                + "\""
                + says
                + ",\"samples\":[{\"verdict\":\"second\",\"margin\":1.5}]}\n");
    assertEquals(new MajorityVote(first, second, 0, 0), verdicts.all("a"));
    assertEquals(margin, verdicts.margin("a").orElseThrow());
  }

  @Test
  void theShortFormsOfOtherToolsAreRead() throws IOException {
    Verdicts verdicts =
        read(
            """
            {"id": "a", "verdict": "A>B"}
            {"id": 7, "verdict": 2, "order": "swapped"}
            {"id": "c", "verdicts": ["[[A]]", "tie", null], "probability": 0.75}
            """);
    assertEquals(new MajorityVote(1, 0, 0, 0), verdicts.all("a"));
    assertEquals(new MajorityVote(1, 0, 0, 0), verdicts.all("7"), "second of the swapped order");
    assertEquals(new MajorityVote(1, 0, 1, 1, 0), verdicts.all("c"));
  }

  @Test
  void otherFormatsAndNumbersThatNobodyReadsAreRead() throws IOException {
    Path list =
        Files.writeString(
            folder.resolve("j.json"),
            "[{\"id\": \"a\", \"verdict\": 1.0, \"loss\": NaN}, {\"id\": \"b\", \"verdict\": 1.5}]");
    Path table =
        Files.writeString(
            folder.resolve("j.csv"),
            "id;order;verdict\na;swapped;Response 2\nb;given;tie (bothbad)\n");
    Verdicts verdicts = new Verdicts();
    JudgementLog.read(list, verdicts);
    assertEquals(new MajorityVote(1, 0, 0, 0), verdicts.all("a"));
    assertEquals(new MajorityVote(0, 0, 1, 0, 0), verdicts.all("b"));
    Verdicts others = new Verdicts();
    JudgementLog.read(table, others);
    assertEquals(new MajorityVote(1, 0, 0, 0), others.all("a"));
    assertEquals(new MajorityVote(0, 0, 1, 0, 0), others.all("b"));
    InvalidInput error =
        assertThrows(
            InvalidInput.class, () -> read("{\"id\":\"a\",\"verdict\":1,\"probability\":NaN}"));
    assertTrue(error.getMessage().contains("field 'probability' is "), error.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      value = {
        "{\"verdict\": 1} | has no field 'id'",
        "{\"id\": \"a\"} | has no verdict",
        "{\"id\": \"a\", \"verdict\": \"better\"} | field 'verdict' is \"better\", must be first",
        "{\"id\": \"a\", \"verdict\": 1, \"order\": \"up\"} | field 'order' is 'up'",
        "{\"id\": \"a\", \"verdict\": 1, \"verdict_order\": \"up\"} | field 'verdict_order' is 'up', must be given or shown",
        "{\"id\": \"a\", \"samples\": [{\"tokens\": 3}]} | field 'samples[0]' is missing",
        "{\"id\": \"a\", \"verdict\": 1, \"tokens\": -1} | field 'tokens' is -1",
        "{\"id\": \"a\", \"verdict\": 1, \"probability\": 1.5} | field 'probability' is 1.5, must be a number from 0 to 1"
      })
  void aMalformedLineIsNamed(String line, String problem) {
    InvalidInput error =
        assertThrows(
            InvalidInput.class, () -> read("{\"id\":\"z\",\"verdict\":1}\n" + line + "\n"));
    assertTrue(error.getMessage().contains("judgements.jsonl:2: "), error.getMessage());
    assertTrue(error.getMessage().contains(problem), error.getMessage());
  }

  @Test
  void theSameComparisonInTheSameOrderIsRefusedTheSecondTime() {
    InvalidInput error =
        assertThrows(
            InvalidInput.class,
            () -> read("{\"id\":\"a\",\"verdict\":1}\n{\"id\":\"a\",\"verdict\":1}\n"));
    assertTrue(
        error.getMessage().contains(":2: judges 'a' in the order given"), error.getMessage());
  }
}
