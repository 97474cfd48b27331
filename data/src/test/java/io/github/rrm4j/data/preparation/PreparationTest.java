package io.github.rrm4j.data.preparation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.PairWriter;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.preparation.Mixture.Weighted;
import io.github.rrm4j.data.preparation.Preparation.Limit;
import io.github.rrm4j.data.preparation.Preparation.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreparationTest {

  private static final Key KEY = Key.of(1, "mixture");

  @TempDir Path folder;

  private final List<Pair> prepared = new ArrayList<>();

  private static Pair pair(String query, String first, String second, Side gold) {
    return new Pair(query + first, "s", query, first, second, gold);
  }

  private Weighted source(String name, double weight, List<Pair> pairs) {
    Path file = folder.resolve(name + ".jsonl");
    PairWriter.writePresented(file, pairs);
    return new Weighted(PairSource.of(file.toString()), weight);
  }

  private Tally prepare(Settings settings, Pair... pairs) {
    prepared.clear();
    Mixture mixture = new Mixture(List.of(source("one", 1, List.of(pairs))));
    return Preparation.of(mixture, settings, KEY, prepared::add);
  }

  private static Settings settings(Limit limit) {
    return new Settings(true, true, Optional.empty(), p -> p.query().length(), limit);
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "plain,plain",
        "<think>a b</think>  answer,answer",
        "' \n<think>a b</think>\n\nanswer',answer",
        "<think>a</think> <think>b</think> y,y",
        "'a b\n</think>\n\nanswer',answer",
        "<think>never ends,[NO ANSWER]",
        "<think>a</think> ,[NO ANSWER]",
        "Begin with a <think> tag.,Begin with a <think> tag.",
        "It stands between `<think>` and `</think>`.,It stands between `<think>` and `</think>`.",
        "The tag is </think> and ends it.,The tag is </think> and ends it.",
        "<think>a</think>Write <think> first.,Write <think> first.",
        "'```\n<think>\na\n</think>\n```','```\n<think>\na\n</think>\n```'",
        "a < b > c,a < b > c",
      })
  void aResponseLosesItsThinking(String response, String answer) {
    assertEquals(answer, Thinking.removed(response));
  }

  @Test
  void whatIsLeftOutOrChangedIsCountedByReason() {
    Tally tally =
        prepare(
            settings(new Limit(5, false)),
            pair("q", "a", "b", Side.FIRST),
            new Pair("again", "t", "q", "b", "a", Side.SECOND),
            pair(" ", "a", "b", Side.FIRST),
            pair("r", "<think>1</think>a", "<think>2</think>a", Side.FIRST),
            pair("s", "<think>1</think>a", "<think>2", Side.FIRST),
            pair("t", "<think>1</think>a", "<think>2", Side.SECOND),
            pair("too long", "a", "b", Side.FIRST),
            new Pair("third", "s", "q", "b", "a", Side.SECOND));
    assertEquals(
        List.of("q/a/b/FIRST", "s/a/[NO ANSWER]/FIRST"),
        prepared.stream()
            .map(p -> p.query() + "/" + p.first() + "/" + p.second() + "/" + p.gold())
            .toList());
    assertEquals(
        List.of(
            "x: 1 of 8 have an empty query and are left out",
            "x: 1 of 8 have two equal responses and are left out",
            "x: 1 of 8 have a better response that never ends its thinking and are left out",
            "x: 2 of 8 stand there already and are left out",
            "x: 1 of 8 have a prompt longer than data.max_prompt_tokens (5) and are left out",
            "x: 1 of 8 have a response with thinking, which is removed",
            "x: 1 of 8 have a response that never ends its thinking, now [NO ANSWER]"),
        tally.lines("x", 5));
    assertEquals(2, tally.kept());
    assertEquals(2, tally.firstIsGold());
    ObjectNode json = new ObjectMapper().createObjectNode();
    tally.into(json);
    assertEquals(2, json.at("/left_out/duplicate").asInt());
    assertEquals(0, json.at("/left_out/tie").asInt());
    assertEquals(1, json.at("/changed/no_answer").asInt());
  }

  @Test
  void whatIsSwitchedOffIsNotDone() {
    Pair thinking = pair("q", "<think>1</think>a", "b", Side.FIRST);
    Settings none = new Settings(false, false, Optional.empty(), p -> 0, Limit.NONE);
    Tally tally =
        prepare(none, thinking, new Pair("2", "s", "q", thinking.first(), "b", Side.FIRST));
    assertEquals(2, prepared.size());
    assertEquals(thinking, prepared.get(0));
    assertEquals(List.of(), tally.lines("x", 5));
  }

  @Test
  void aLongPromptCanBeRefused() {
    InvalidInput refusal =
        assertThrows(
            InvalidInput.class,
            () -> prepare(settings(new Limit(2, true)), pair("long", "a", "b", Side.FIRST)));
    assertTrue(refusal.getMessage().contains("pair longa has 4 tokens"), refusal.getMessage());
  }

  private List<Pair> numbered(String name, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Pair(name + i, name, name + i, "x", "y", Side.FIRST))
        .toList();
  }

  private List<Pair> mixed(long seed, double... weights) {
    List<Weighted> sources = new ArrayList<>();
    for (int s = 0; s < weights.length; s++) {
      sources.add(source("source" + s, weights[s], numbered("s" + s + "-", 4000)));
    }
    List<Pair> pairs = new ArrayList<>();
    Tally tally =
        Preparation.of(
            new Mixture(sources), settings(Limit.NONE), Key.of(seed, "mixture"), pairs::add);
    assertEquals(pairs.size(), tally.written());
    assertEquals(tally.read(), tally.notDrawn() + tally.kept());
    return pairs;
  }

  @Test
  void aWeightIsHowOftenAPairOccurs() {
    List<Pair> pairs = mixed(1, 1, 0.25, 2.5);
    assertEquals(4000, count(pairs, "s0-"));
    // 5 standard deviations of 4000 coins
    assertEquals(1000, count(pairs, "s1-"), 5 * Math.sqrt(4000 * 0.25 * 0.75));
    assertEquals(10000, count(pairs, "s2-"), 5 * Math.sqrt(4000 * 0.25));
    assertEquals(1000.0, count(mixed(2, 0.25), "s0-"), 137);
  }

  private static long count(List<Pair> pairs, String section) {
    return pairs.stream().filter(pair -> pair.section().equals(section)).count();
  }

  @Test
  void aMixtureIsDrawnByItsSeedAlone() {
    assertEquals(mixed(1, 0.5, 1.5), mixed(1, 0.5, 1.5));
    assertNotEquals(mixed(1, 0.5, 1.5), mixed(2, 0.5, 1.5));
  }

  @Test
  void preparedPairsAreAListOnDisk() {
    List<Pair> pairs = new ArrayList<>(numbered("p", 3000));
    pairs.set(7, new Pair("7", "s", "\u4e2d\n\"", "\ud83d\ude00", "", Side.SECOND));
    Path file = folder.resolve("prepared.jsonl");
    PairFile.write(file, pairs::forEach);
    PairFile list = PairFile.open(file);
    assertEquals(pairs, list);
    assertEquals(pairs.subList(5, 9), list.subList(5, 9));
    String digest = list.digest();
    PairFile.write(file, pairs::forEach);
    assertEquals(digest, PairFile.open(file).digest());
    assertThrows(IndexOutOfBoundsException.class, () -> list.get(3000));
    PairFile.write(file, out -> {});
    assertEquals(0, PairFile.open(file).size());
  }

  @Test
  void aFileThatShrinksWhileItIsInUseIsNamed() {
    Path file = folder.resolve("prepared.jsonl");
    PairFile.write(file, numbered("p", 30)::forEach);
    PairFile list = PairFile.open(file);
    PairFile.write(file, numbered("p", 3)::forEach);
    String message = assertThrows(InvalidInput.class, () -> list.get(20)).getMessage();
    assertTrue(message.startsWith(file + ": changed while it was in use ("), message);
  }
}
