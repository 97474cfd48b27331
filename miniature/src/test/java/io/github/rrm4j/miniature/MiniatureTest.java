package io.github.rrm4j.miniature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Demonstration;
import io.github.rrm4j.data.DemonstrationReader;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MiniatureTest {

  private static final Miniature WORLD = Miniature.generate(1, 4000, 800, 12_000, Slips.STANDARD);

  @TempDir Path folder;

  @Test
  void noContentOfTheHeldOutPairsIsTrainedOn() {
    Set<String> heldout = contents(WORLD.heldout());
    Set<String> train = contents(WORLD.train());
    Set<String> demonstrated =
        contents(WORLD.demonstrations().stream().map(Demonstration::pair).toList());
    assertTrue(heldout.size() > 400 && train.size() > 2000, "the parser must not merge contents");
    assertTrue(Collections.disjoint(heldout, train));
    assertTrue(Collections.disjoint(heldout, demonstrated));
    assertFalse(Collections.disjoint(train, demonstrated), "the parser must find what is shared");
  }

  @Test
  void noContentIsHeldOutUnderOneSeedAndTrainedOnUnderAnother() {
    Miniature other = Miniature.generate(2, 4000, 0, 0, Slips.STANDARD);
    assertTrue(Collections.disjoint(contents(WORLD.heldout()), contents(other.train())));
  }

  @Test
  void queriesAndIdsAreUniqueInASplitAndSectionsHaveEqualShares() {
    for (List<Pair> pairs : List.of(WORLD.train(), WORLD.heldout())) {
      assertEquals(pairs.size(), pairs.stream().map(Pair::query).distinct().count());
      assertEquals(pairs.size(), pairs.stream().map(Pair::id).distinct().count());
      Map<String, Long> sizes =
          pairs.stream().collect(Collectors.groupingBy(Pair::section, Collectors.counting()));
      assertEquals(Set.of("comparison", "counting", "sorting", "arithmetic"), sizes.keySet());
      assertEquals(Set.of(pairs.size() / 4L), Set.copyOf(sizes.values()));
    }
  }

  @Test
  void theBetterResponseIsRightAndTheOtherIsNot() {
    for (Pair pair : WORLD.train()) {
      assertEquals(answer(pair.query()), pair.chosen(), pair.query());
      assertNotEquals(pair.chosen(), pair.rejected(), pair.query());
    }
  }

  @Test
  void aDemonstrationArrivesAtTheCandidateThatItComparesEqual() {
    for (Demonstration demonstration : WORLD.demonstrations()) {
      Pair pair = demonstration.pair();
      String thinking = demonstration.thinking();
      boolean first = demonstration.verdict() == Side.FIRST;
      String result = pair.response(demonstration.verdict());
      String end =
          Text.format(
              " = %s. 1: %s %s. 2: %s %s.",
              result, pair.first(), first ? "yes" : "no", pair.second(), first ? "no" : "yes");
      assertTrue(thinking.endsWith(end), thinking);
    }
  }

  @Test
  void demonstrationsSlipAsOftenAsTheirContextSaysAndNowhereElse() {
    Map<String, int[]> wrongAndAll = new HashMap<>();
    for (Demonstration demonstration : WORLD.demonstrations()) {
      Pair pair = demonstration.pair();
      int[] counts =
          wrongAndAll.computeIfAbsent(
              pair.section() + " " + contextOf(pair.query()), key -> new int[2]);
      counts[0] += demonstration.verdict() == pair.gold() ? 0 : 1;
      counts[1]++;
    }
    for (PuzzleKind section : PuzzleKind.values()) {
      int[] plain = wrongAndAll.get(section.label() + " PLAIN");
      int[] mild = wrongAndAll.get(section.label() + " MILD");
      int[] hard = wrongAndAll.get(section.label() + " HARD");
      assertEquals(0, plain[0]);
      assertEquals(0.3, (double) mild[0] / mild[1], 4 * Math.sqrt(0.3 * 0.7 / mild[1]));
      assertEquals(0.6, (double) hard[0] / hard[1], 4 * Math.sqrt(0.6 * 0.4 / hard[1]));
      int all = plain[1] + mild[1] + hard[1];
      assertEquals(0.30, (double) mild[1] / all, 4 * Math.sqrt(0.3 * 0.7 / all));
      assertEquals(1.0 / 3, (double) hard[1] / all, 4 * Math.sqrt(2.0 / 9 / all));
    }
  }

  @Test
  void aPerfectImitatorIsRightOnTwoThirdsSampledAndGreedy() {
    for (PuzzleKind section : PuzzleKind.values()) {
      Predicate<Pair> inSection = pair -> pair.section().equals(section.label());
      double sampled =
          WORLD.heldout().stream()
              .filter(inSection)
              .mapToDouble(pair -> 1 - Slips.STANDARD.in(contextOf(pair.query())))
              .average()
              .orElseThrow();
      double greedy =
          WORLD.heldout().stream()
              .filter(inSection)
              .mapToDouble(pair -> contextOf(pair.query()) == Context.HARD ? 0 : 1)
              .average()
              .orElseThrow();
      assertEquals(0.71, sampled, 0.06, section.label());
      assertEquals(0.67, greedy, 0.12, section.label());
    }
  }

  @Test
  void presentationOrderIsAFairCoinAndDoesNotTellTheGold() {
    long first = WORLD.demonstrations().stream().filter(d -> d.pair().gold() == Side.FIRST).count();
    assertEquals(6000, first, 4 * Math.sqrt(3000));
  }

  @Test
  void withoutSlipsEveryDemonstrationIsRight() {
    Miniature world = Miniature.generate(1, 0, 0, 400, Slips.NONE);
    assertTrue(world.demonstrations().stream().allMatch(d -> d.verdict() == d.pair().gold()));
  }

  @Test
  void oneSeedGivesOneWorldAndAnotherSeedAnother() throws IOException {
    Path one = folder.resolve("one");
    Path again = folder.resolve("again");
    Path other = folder.resolve("other");
    Miniature.generate(5, 200, 40, 100, Slips.STANDARD).write(one);
    Miniature.generate(5, 200, 40, 100, Slips.STANDARD).write(again);
    Miniature.generate(6, 200, 40, 100, Slips.STANDARD).write(other);
    for (String name : List.of("train.jsonl", "heldout.jsonl", "demonstrations.jsonl")) {
      byte[] bytes = Files.readAllBytes(one.resolve(name));
      assertArrayEquals(bytes, Files.readAllBytes(again.resolve(name)));
      assertFalse(Arrays.equals(bytes, Files.readAllBytes(other.resolve(name))));
    }
  }

  @Test
  void aLargerWorldBeginsWithTheSmallerOne() {
    Miniature small = Miniature.generate(1, 100, 20, 50, Slips.STANDARD);
    assertEquals(small.train(), WORLD.train().subList(0, 100));
    assertEquals(small.demonstrations(), WORLD.demonstrations().subList(0, 50));
  }

  @Test
  void theFilesAreReadByTheReadersOfEveryFile() {
    Miniature world = Miniature.generate(5, 200, 40, 100, Slips.STANDARD);
    world.write(folder);
    assertEquals(
        world.train(), PairSource.of(folder.resolve(Miniature.TRAIN_FILE).toString()).read());
    assertEquals(
        world.heldout(), PairSource.of(folder.resolve(Miniature.HELDOUT_FILE).toString()).read());
    assertEquals(
        world.demonstrations(),
        DemonstrationReader.read(folder.resolve(Miniature.DEMONSTRATIONS_FILE)));
  }

  @Test
  void moreThanTheWorldHasIsRefusedWithTheMaximum() {
    String message = refusal(0, 5000, 0);
    assertTrue(
        message.matches(
            "miniature: 5000 heldout puzzles are too many, must be at most \\d+"
                + " \\([a-z]+ has no more different queries\\)"),
        message);
    int maximum = Integer.parseInt(message.replaceAll(".*at most (\\d+).*", "$1"));
    assertTrue(maximum > 1000, message);
    assertEquals(maximum, Miniature.generate(1, 0, maximum, 0, Slips.STANDARD).heldout().size());
  }

  @Test
  void negativeCountsAndImpossibleProbabilitiesAreRefused() {
    assertEquals("miniature: number of train pairs is -1, must be at least 0", refusal(-1, 0, 0));
    assertEquals(
        "miniature: number of demonstrations is -2, must be at least 0", refusal(0, 0, -2));
    assertEquals(
        "miniature: slip probability 'mild' is 1.5, must be in [0, 1]",
        assertThrows(InvalidInput.class, () -> new Slips(0, 1.5)).getMessage());
    assertThrows(InvalidInput.class, () -> new Slips(Double.NaN, 0));
  }

  private static String refusal(int train, int heldout, int demonstrations) {
    return assertThrows(
            InvalidInput.class,
            () -> Miniature.generate(1, train, heldout, demonstrations, Slips.STANDARD))
        .getMessage();
  }

  /**
   * What a query is about, parsed from its text: the numbers, letters or terms without their order.
   */
  private static Set<String> contents(List<Pair> pairs) {
    Set<String> contents = new HashSet<>();
    for (Pair pair : pairs) {
      String query = pair.query();
      String[] words = query.replace("?", "").replace(",", "").split(" ");
      contents.add(
          switch (words[0]) {
            case "Which" -> "which" + sorted(words[4], words[7]);
            case "How" -> "how" + query.substring(query.indexOf(" in "));
            case "Sort" -> "sort" + sorted(digits(query));
            default -> "sum" + sorted(("+ " + query).replaceAll("([+-]) ", "$1").split(" "));
          });
    }
    return contents;
  }

  private static String[] digits(String sort) {
    return sort.substring("Sort ".length(), sort.indexOf(':')).split(" ");
  }

  private static List<String> sorted(String... words) {
    return Arrays.stream(words).sorted().toList();
  }

  /** The answer, worked out by other means than those of the puzzles. */
  private static String answer(String query) {
    String[] words = query.replace("?", "").replace(",", "").split(" ");
    return switch (words[0]) {
      case "Which" -> words[4].compareTo(words[7]) > 0 ? words[3] : words[6];
      case "How" ->
          String.valueOf(
              query
                  .substring(query.indexOf(" in ") + 4)
                  .chars()
                  .filter(c -> c == words[2].charAt(0))
                  .count());
      case "Sort" -> Arrays.stream(digits(query)).max(Comparator.naturalOrder()).orElseThrow();
      default ->
          String.valueOf(
              Arrays.stream(("+ " + query).replaceAll("([+-]) ", "$1").split(" "))
                  .mapToInt(Integer::parseInt)
                  .sum());
    };
  }

  /** The context of a query, read from its text. */
  private static Context contextOf(String query) {
    String[] words = query.replace("?", "").replace(",", "").split(" ");
    return switch (words[0]) {
      case "Which" -> {
        int difference = words[4].charAt(0) - words[7].charAt(0);
        yield difference == 0 ? Context.HARD : difference == 1 ? Context.MILD : Context.PLAIN;
      }
      case "How" ->
          query.contains(words[2] + " " + words[2]) && query.indexOf(words[2] + " " + words[2]) > 9
              ? Context.HARD
              : words.length >= 10 ? Context.MILD : Context.PLAIN;
      case "Sort" ->
          switch (digits(query).length) {
            case 3 -> Context.PLAIN;
            case 4 -> Context.MILD;
            default -> Context.HARD;
          };
      default -> {
        for (int i = 3; i < words.length; i += 2) {
          if (words[i].equals(words[i - 2])) {
            yield words[i].equals("-") ? Context.HARD : Context.MILD;
          }
        }
        yield Context.PLAIN;
      }
    };
  }
}
