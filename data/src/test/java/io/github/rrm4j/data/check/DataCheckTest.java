package io.github.rrm4j.data.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.PairWriter;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.check.Benchmark.Kind;
import io.github.rrm4j.data.check.DataCheck.Fault;
import io.github.rrm4j.data.check.DataCheck.Overlap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataCheckTest {

  private static final String LONG =
      "one two three four five six seven eight nine ten eleven twelve thirteen";

  @TempDir Path folder;

  private PairSource source(Pair... pairs) {
    Path file = folder.resolve("pairs.jsonl");
    PairWriter.writePresented(file, List.of(pairs));
    return PairSource.of(file.toString());
  }

  private static Pair pair(String id, String query, String first, String second, Side gold) {
    return new Pair(id, "s", query, first, second, gold);
  }

  private Benchmark benchmark(String lines) throws IOException {
    Path file = Files.writeString(folder.resolve("benchmark.jsonl"), lines.replace('\'', '"'));
    return Benchmark.read(List.of(file.toString()));
  }

  /** Letters of a script in an order that a seed draws, without a space. */
  private static String letters(int first, int count, long seed, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(first + Key.of(seed, "letters").below(i, count));
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "Thai, 0x0e01, 46",
    "Lao, 0x0ea1, 3",
    "Khmer, 0x1780, 35",
    "Burmese, 0x1000, 33",
    "Hiragana, 0x3042, 80",
    "Katakana, 0x30a2, 80",
    "Chinese, 0x4e00, 20000"
  })
  void aQueryInAScriptWithoutSpacesLeaksAlsoInsideOtherText(String script, String first, int count)
      throws IOException {
    int start = Integer.decode(first);
    String text = letters(start, count, 1, 60);
    Benchmark benchmark = benchmark("{'prompt':'" + text + "'}");
    assertEquals(Kind.SAME, benchmark.find(text).orElseThrow().kind());
    String inside =
        letters(start, count, 2, 7) + text.substring(5, 50) + letters(start, count, 3, 9);
    assertEquals(Kind.OVERLAP, benchmark.find("Q7: " + inside).orElseThrow().kind());
    String shorter =
        letters(start, count, 4, 30) + text.substring(5, 17) + letters(start, count, 5, 30);
    assertEquals(Optional.empty(), benchmark.find(shorter), "twelve letters are a phrase");
  }

  @Test
  void everyFaultIsCountedWithItsPlace() {
    PairSource source =
        source(
            pair("1", "q", "a", "b", Side.FIRST),
            pair("2", "q", "b", "a", Side.SECOND),
            pair("3", "q", "a", "b", Side.SECOND),
            pair("4", " ", "a", " ", Side.FIRST),
            pair("5", "r", "a", "a", Side.FIRST),
            pair("6", "s", "<think>", "a", Side.FIRST));
    DataCheck.Result result = DataCheck.of(List.of(source), Optional.empty());
    assertEquals(
        Map.of(
            Fault.DUPLICATE, 1L,
            Fault.CONTRADICTION, 1L,
            Fault.EMPTY_QUERY, 1L,
            Fault.EMPTY_RESPONSE, 1L,
            Fault.EQUAL_RESPONSES, 1L,
            Fault.THINKING, 1L),
        result.counts());
    String file = source.path();
    assertEquals(List.of(file + ":2 of " + file + ":1"), result.examples().get(Fault.DUPLICATE));
    assertEquals(
        List.of(file + ":3 of " + file + ":1"), result.examples().get(Fault.CONTRADICTION));
    assertEquals(
        "6 pairs; the first response is the better one in 4 (66.7 %); 0 ties besides",
        result.lines().get(0));
  }

  @Test
  void eachBenchmarkIsCountedByItself() throws IOException {
    Benchmark benchmark = new Benchmark();
    benchmark.begin("one");
    benchmark.add("one a", List.of("What is it?", "Who is it?"));
    benchmark.add("one b", List.of("Where is it?"));
    benchmark.begin("two");
    benchmark.add("two a", List.of("Say: " + LONG));
    PairSource source =
        source(
            pair("1", "what is it", "a", "b", Side.FIRST),
            pair("2", "WHO is it?!", "a", "b", Side.FIRST),
            pair("3", "Repeat " + LONG + " now", "a", "b", Side.FIRST),
            pair("4", "Why is it?", "a", "b", Side.FIRST));
    DataCheck.Result result = DataCheck.of(List.of(source), Optional.of(benchmark));
    assertEquals(
        List.of(new Overlap("one", 2, 2, 0, 1), new Overlap("two", 1, 0, 1, 1)), result.overlaps());
    assertEquals(
        "one: 2 rows; 2 pairs have a query of it, 0 more share 13 words in a row with one; 1 rows are hit (50.00 %)",
        result.lines().get(result.lines().size() - 2));
    assertEquals(
        List.of(source.path() + ":1 in one a", source.path() + ":2 in one a"),
        result.examples().get(Fault.SAME_AS_BENCHMARK));
  }

  @Test
  void theSameQueryLeaksWhateverItsCaseAndPunctuation() throws IOException {
    Benchmark benchmark =
        benchmark(
            "{'prompt':'What, then, is 2 + 2?'}\n"
                + "{'instruction':'Translate:','input':'Guten Tag'}\n"
                + "{'messages':[{'role':'user','content':'\u4f60\u597d\uff0c\u4e16\u754c'}]}\n");
    assertEquals(3, benchmark.size());
    assertEquals(Kind.SAME, benchmark.find("what THEN is  2+2").orElseThrow().kind());
    assertTrue(benchmark.find("translate guten tag!").orElseThrow().place().endsWith("jsonl:2"));
    assertTrue(benchmark.find("\u4f60\u597d \u4e16\u754c").isPresent());
    assertTrue(benchmark.find("What is 2 + 3?").isEmpty());
    assertTrue(benchmark.find("What, then, is 2 - 2?").isEmpty());
    assertTrue(benchmark.find("?!").isEmpty());
  }

  @Test
  void thirteenWordsInARowAreAnOverlapAndTwelveAreNot() throws IOException {
    Benchmark benchmark = benchmark("{'question':'Count: " + LONG + " and stop.'}\n");
    assertEquals(
        Kind.OVERLAP,
        benchmark.find("Say " + LONG.toUpperCase(Locale.ROOT) + ", please").orElseThrow().kind());
    String twelve = LONG.substring(4);
    assertTrue(benchmark.find("Say zero " + twelve + ", please").isEmpty());
  }

  @Test
  void aBenchmarkWithoutQueriesIsRefused() {
    String message =
        assertThrows(InvalidInput.class, () -> benchmark("{'text':'x'}\n")).getMessage();
    assertTrue(message.contains("benchmark.jsonl:1: has no query, must have one of"), message);
  }

  @Test
  void anInspectionMeasuresCountsAndDraws() {
    Pair[] pairs =
        IntStream.rangeClosed(1, 100)
            .mapToObj(i -> pair("" + i, "q".repeat(i), "a", "b", Side.values()[i % 2]))
            .toArray(Pair[]::new);
    PairSource source = source(pairs);
    Inspection first = inspect(source, 1);
    assertEquals(100, first.pairs());
    assertEquals(50, first.firstIsGold());
    assertEquals(Map.of("s", 100L), first.sections());
    Lengths lengths = first.lengths().get("query");
    assertEquals(
        List.of(1, 50, 90, 100),
        List.of(
            lengths.quantile(0),
            lengths.quantile(0.5),
            lengths.quantile(0.9),
            lengths.quantile(1)));
    assertEquals(3, first.samples().size());
    assertEquals(first.samples(), inspect(source, 1).samples());
    assertTrue(!first.samples().equals(inspect(source, 2).samples()));
  }

  private static Inspection inspect(PairSource source, long seed) {
    return Inspection.of(
        List.of(source),
        Map.of("query", pair -> pair.query().length()),
        3,
        Key.of(seed, "inspect"));
  }
}
