package io.github.rrm4j.trainer.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.judging.Judgement;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.trainer.grpo.Group;
import io.github.rrm4j.trainer.grpo.RolloutMetrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/** What is logged of the judgements of a step: verdicts, gold, thinking. */
public record JudgementMetrics() implements RolloutMetrics<JudgePrompt, JudgedAnswer> {

  @Override
  public Map<String, Double> of(List<Group<JudgePrompt, JudgedAnswer>> groups) {
    List<JudgedAnswer> all =
        groups.stream()
            .flatMap(group -> group.samples().stream())
            .map(sample -> sample.answer())
            .toList();
    int groupSize = groups.get(0).samples().size();
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("reward/accuracy", share(all, one -> one.outcome() == Outcome.CORRECT));
    for (Outcome outcome : Outcome.values()) {
      values.put(
          "verdict/" + Word.of(outcome) + "_frac", share(all, one -> one.outcome() == outcome));
    }
    values.put("verdict/first_frac", share(all, JudgementMetrics::choosesFirst));
    values.put("gold/first_frac", share(all, JudgementMetrics::goldIsFirst));
    values.put("verdict/position_bias", bias(all));
    values.put("group/all_right_frac", ofGroups(groups, right -> right == groupSize));
    values.put("group/all_wrong_frac", ofGroups(groups, right -> right == 0));
    values.put("group/mixed_frac", ofGroups(groups, right -> right > 0 && right < groupSize));
    swapConsistency(groups).ifPresent(mean -> values.put("group/swap_consistency", mean));
    values.put("len/thinking_mean", thinking(all, one -> true));
    values.put("len/thinking_correct_mean", thinking(all, one -> one.outcome() == Outcome.CORRECT));
    values.put("len/thinking_wrong_mean", thinking(all, one -> one.outcome() == Outcome.WRONG));
    values.put("len/right_minus_wrong", rightMinusWrong(values));
    return values;
  }

  @Override
  public void write(Group<JudgePrompt, JudgedAnswer> group, int index, ObjectNode into) {
    JudgedAnswer answer = group.samples().get(index).answer();
    JudgePrompt question = answer.prompt();
    Judgement judgement = answer.judgement();
    into.put("pair", question.pair().id())
        .put("section", question.pair().section())
        .put("prompt", question.text())
        .put("completion", judgement.text())
        .put("verdict", Word.of(judgement.verdict()))
        .put("gold", Word.of(question.pair().gold()))
        .put("outcome", Word.of(answer.outcome()))
        .put("thinking_tokens", judgement.thinkingTokens())
        .put("verdict_tokens", judgement.verdictTokens());
    question.target().ifPresent(target -> into.put("thinking_target", target));
  }

  @Override
  public List<ObjectNode> stored(List<Group<JudgePrompt, JudgedAnswer>> groups) {
    return groups.stream().flatMap(group -> BatchLines.of(group).stream()).toList();
  }

  private static boolean choosesFirst(JudgedAnswer one) {
    return one.judgement().verdict() == Verdict.FIRST;
  }

  private static boolean goldIsFirst(JudgedAnswer one) {
    return one.prompt().pair().gold() == Side.FIRST;
  }

  /**
   * How often two judgements of a group, one of each order, prefer the same response: the mean over
   * the groups of {@code p q + (1 - p)(1 - q)}, p and q being the shares of an order's readable
   * judgements that prefer the gold response. Empty where no group has a readable one of each
   * order.
   */
  static OptionalDouble swapConsistency(List<Group<JudgePrompt, JudgedAnswer>> groups) {
    return groups.stream()
        .map(group -> group.samples().stream().map(sample -> sample.answer()).toList())
        .map(answers -> List.of(gold(answers, Side.FIRST), gold(answers, Side.SECOND)))
        .filter(shares -> shares.stream().allMatch(OptionalDouble::isPresent))
        .mapToDouble(
            shares -> {
              double p = shares.get(0).getAsDouble();
              double q = shares.get(1).getAsDouble();
              return p * q + (1 - p) * (1 - q);
            })
        .average();
  }

  /** The share that prefers the gold response where it is shown on a side. */
  private static OptionalDouble gold(List<JudgedAnswer> answers, Side side) {
    return answers.stream()
        .filter(JudgedAnswer::isReadable)
        .filter(one -> one.prompt().pair().gold() == side)
        .mapToDouble(one -> one.prefersGold() ? 1 : 0)
        .average();
  }

  /** By how much more often the first response is chosen than it is right. */
  private static double bias(List<JudgedAnswer> all) {
    return all.stream()
        .filter(JudgedAnswer::isReadable)
        .mapToDouble(one -> (choosesFirst(one) ? 1 : 0) - (goldIsFirst(one) ? 1 : 0))
        .average()
        .orElse(0);
  }

  /**
   * @param right of the number of right judgements of a group
   */
  private static double ofGroups(
      List<Group<JudgePrompt, JudgedAnswer>> groups, LongPredicate right) {
    long count =
        groups.stream()
            .mapToLong(
                group ->
                    group.samples().stream()
                        .filter(sample -> sample.answer().outcome() == Outcome.CORRECT)
                        .count())
            .filter(right)
            .count();
    return (double) count / groups.size();
  }

  private static double share(List<JudgedAnswer> all, Predicate<JudgedAnswer> which) {
    return (double) all.stream().filter(which).count() / all.size();
  }

  /** 0 if there are no right or no wrong judgements. */
  private static double rightMinusWrong(Map<String, Double> values) {
    boolean both = values.get("verdict/correct_frac") > 0 && values.get("verdict/wrong_frac") > 0;
    return both
        ? values.get("len/thinking_correct_mean") - values.get("len/thinking_wrong_mean")
        : 0;
  }

  private static double thinking(List<JudgedAnswer> all, Predicate<JudgedAnswer> which) {
    return all.stream()
        .filter(which)
        .mapToInt(one -> one.judgement().thinkingTokens())
        .average()
        .orElse(0);
  }
}
