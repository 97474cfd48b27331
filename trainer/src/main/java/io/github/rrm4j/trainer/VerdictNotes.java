package io.github.rrm4j.trainer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.judging.Judgement;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.trainer.Presentation.Asked;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/** Of the judgements of a step, all that were sampled: verdicts, gold, thinking. */
final class VerdictNotes implements Notes {

  private final List<JudgedGroup> groups;
  private final int groupSize;
  private final int rows;

  VerdictNotes(List<JudgedGroup> groups) {
    this.groups = groups;
    this.groupSize = groups.get(0).judgements().size();
    this.rows = groups.size() * groupSize;
  }

  @Override
  public Map<String, Double> metrics() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("reward/accuracy", share(row -> outcome(row) == Outcome.CORRECT));
    for (Outcome outcome : Outcome.values()) {
      values.put("verdict/" + lower(outcome) + "_frac", share(row -> outcome(row) == outcome));
    }
    values.put("verdict/first_frac", share(row -> judgement(row).verdict() == Verdict.FIRST));
    values.put("gold/first_frac", share(row -> pair(row).gold() == Side.FIRST));
    values.put("verdict/position_bias", bias());
    values.put("group/all_right_frac", groups(right -> right == groupSize));
    values.put("group/all_wrong_frac", groups(right -> right == 0));
    values.put("group/mixed_frac", groups(right -> right > 0 && right < groupSize));
    values.put("len/thinking_mean", thinking(row -> true));
    values.put("len/thinking_correct_mean", thinking(row -> outcome(row) == Outcome.CORRECT));
    values.put("len/thinking_wrong_mean", thinking(row -> outcome(row) == Outcome.WRONG));
    values.put("len/right_minus_wrong", rightMinusWrong(values));
    return values;
  }

  @Override
  public void write(int row, ObjectNode into) {
    Asked asked = groups.get(row / groupSize).asked();
    Judgement judgement = judgement(row);
    into.put("pair", pair(row).id())
        .put("section", pair(row).section())
        .put("prompt", asked.judge().promptText(pair(row)))
        .put("completion", judgement.text())
        .put("verdict", lower(judgement.verdict()))
        .put("gold", lower(pair(row).gold()))
        .put("outcome", lower(outcome(row)))
        .put("thinking_tokens", judgement.thinkingTokens())
        .put("verdict_tokens", judgement.verdictTokens());
    asked.target().ifPresent(target -> into.put("thinking_target", target));
  }

  @Override
  public List<ObjectNode> stored() {
    return groups.stream().map(BatchLines::of).toList();
  }

  private double bias() {
    return IntStream.range(0, rows)
        .filter(row -> judgement(row).verdict().side().isPresent())
        .mapToDouble(
            row ->
                (judgement(row).verdict() == Verdict.FIRST ? 1 : 0)
                    - (pair(row).gold() == Side.FIRST ? 1 : 0))
        .average()
        .orElse(0);
  }

  private double groups(LongPredicate right) {
    long count =
        groups.stream()
            .mapToLong(g -> g.outcomes().stream().filter(o -> o == Outcome.CORRECT).count())
            .filter(right)
            .count();
    return (double) count / groups.size();
  }

  /** 0 where one of the two is not there. */
  private static double rightMinusWrong(Map<String, Double> values) {
    boolean both = values.get("verdict/correct_frac") > 0 && values.get("verdict/wrong_frac") > 0;
    return both
        ? values.get("len/thinking_correct_mean") - values.get("len/thinking_wrong_mean")
        : 0;
  }

  private double thinking(IntPredicate which) {
    return IntStream.range(0, rows)
        .filter(which)
        .map(row -> judgement(row).thinkingTokens())
        .average()
        .orElse(0);
  }

  private Pair pair(int row) {
    return groups.get(row / groupSize).asked().pair();
  }

  private Judgement judgement(int row) {
    return groups.get(row / groupSize).judgements().get(row % groupSize);
  }

  private Outcome outcome(int row) {
    return groups.get(row / groupSize).outcomes().get(row % groupSize);
  }

  private double share(IntPredicate predicate) {
    return (double) IntStream.range(0, rows).filter(predicate).count() / rows;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
