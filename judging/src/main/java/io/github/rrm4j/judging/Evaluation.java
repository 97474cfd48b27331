package io.github.rrm4j.judging;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.statistics.Proportion;
import io.github.rrm4j.statistics.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a judge's items add up to.
 *
 * @param items each pair as it is, then swapped
 */
public record Evaluation(List<Item> items) {

  /** One judgement of a pair in one order. */
  public record Item(Pair shown, Judgement judgement, Outcome outcome) {}

  /** Of every interval. */
  public static final double CONFIDENCE = 0.95;

  /**
   * Judges every pair with gold once in each order.
   *
   * @param key what the draws depend on, with the place of the pair; the pair as it is draws from
   *     1, the other order from 0
   */
  public static Evaluation of(Asker asker, List<Pair> pairs, Key key) {
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      OpenPair pair = OpenPair.of(pairs.get(i));
      questions.add(new Question(pair, Order.GIVEN, key.with(i).with(1)));
      questions.add(new Question(pair, Order.SWAPPED, key.with(i).with(0)));
    }
    List<List<JudgedQuestion>> judged = asker.ask(questions, 1);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      Judgement judgement = judged.get(i).get(0).judgement();
      Pair pair = pairs.get(i / 2);
      Pair shown = i % 2 == 0 ? pair : pair.swapped();
      items.add(new Item(shown, judgement, Outcome.of(judgement.verdict(), shown.gold())));
    }
    return new Evaluation(items);
  }

  /** Right verdicts of all judgements; one that cannot be read is wrong. */
  public Proportion accuracy() {
    return share(item -> item.outcome() == Outcome.CORRECT);
  }

  /** The same by pair: the two orders of a pair are not independent of each other. */
  public Ratio accuracyByPair() {
    List<Ratio.Unit> pairs = new ArrayList<>();
    for (int i = 0; i < items.size(); i += 2) {
      long right =
          items.subList(i, i + 2).stream().filter(o -> o.outcome() == Outcome.CORRECT).count();
      pairs.add(new Ratio.Unit(right, 2));
    }
    return new Ratio(pairs);
  }

  /** Judgements without a readable verdict though they ended. */
  public Proportion malformed() {
    return share(item -> item.outcome() == Outcome.MALFORMED);
  }

  /** Judgements cut off by the token limit. */
  public Proportion truncated() {
    return share(item -> item.outcome() == Outcome.TRUNCATED);
  }

  /** Pairs of which both orders got the same response as their verdict. */
  public Proportion swapConsistency() {
    long same = 0;
    for (int i = 0; i < items.size(); i += 2) {
      Verdict first = items.get(i).judgement().verdict();
      Verdict second = items.get(i + 1).judgement().verdict();
      if (first.side().isPresent()
          && second.side().equals(first.side().map(side -> side.other()))) {
        same++;
      }
    }
    return new Proportion(same, items.size() / 2);
  }

  /**
   * Among readable verdicts, the share of the first position minus the share of those whose gold
   * was shown first: 0 is unbiased.
   */
  public double positionBias() {
    return items.stream()
        .filter(i -> i.judgement().verdict().side().isPresent())
        .mapToInt(
            i ->
                (i.judgement().verdict() == Verdict.FIRST ? 1 : 0)
                    - (i.shown().gold() == Side.FIRST ? 1 : 0))
        .average()
        .orElse(0);
  }

  public double thinkingMean() {
    return items.stream().mapToInt(i -> i.judgement().thinkingTokens()).average().orElse(0);
  }

  /** The items of each section, sections in alphabetical order. */
  public Map<String, Evaluation> sections() {
    return items.stream()
        .collect(
            groupingBy(
                item -> item.shown().section(),
                TreeMap::new,
                collectingAndThen(toList(), Evaluation::new)));
  }

  private Proportion share(Predicate<Item> predicate) {
    return new Proportion(items.stream().filter(predicate).count(), items.size());
  }

  /** One line of evaluations.jsonl; docs/metrics.md defines each field. */
  public ObjectNode toJson(long step, String stage, String mode) {
    ObjectNode json = AccuracyLine.of(step, stage, "heldout", mode, accuracyByPair());
    json.put("swap_consistency", swapConsistency().rate())
        .put("position_bias", positionBias())
        .put("malformed_frac", malformed().rate())
        .put("truncated_frac", truncated().rate())
        .put("thinking_mean", thinkingMean());
    ObjectNode bySection = json.putObject("sections");
    sections()
        .forEach(
            (name, section) ->
                AccuracyLine.section(bySection, name, section.accuracyByPair())
                    .put("thinking_mean", section.thinkingMean()));
    return json;
  }
}
