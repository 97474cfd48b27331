package io.github.rrm4j.trainer.judge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.judging.ListVote;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.trainer.grpo.Group;
import io.github.rrm4j.trainer.grpo.RolloutMetrics;
import io.github.rrm4j.trainer.grpo.Sample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is logged of the rankings of a step. */
public record RankingMetrics() implements RolloutMetrics<ListPrompt, ListVote> {

  @Override
  public Map<String, Double> of(List<Group<ListPrompt, ListVote>> groups) {
    Map<String, Double> values = new LinkedHashMap<>();
    List<ListVote> votes =
        groups.stream().flatMap(group -> group.samples().stream()).map(Sample::answer).toList();
    double best = groups.stream().mapToLong(RankingMetrics::best).sum();
    values.put("reward/accuracy", best / votes.size());
    values.put("verdict/malformed_frac", share(groups, Verdict.MALFORMED));
    values.put("verdict/truncated_frac", share(groups, Verdict.TRUNCATED));
    values.put(
        "len/thinking_mean", votes.stream().mapToInt(ListVote::thinkingTokens).average().orElse(0));
    return values;
  }

  /** Samples that put a response with the highest score first. */
  private static long best(Group<ListPrompt, ListVote> group) {
    return group.samples().stream()
        .flatMap(sample -> sample.answer().ranking().stream())
        .filter(ranking -> group.question().list().best(ranking.best().get(0)))
        .count();
  }

  private static double share(List<Group<ListPrompt, ListVote>> groups, Verdict why) {
    return Group.share(groups, sample -> sample.answer().none().equals(Optional.of(why)));
  }

  @Override
  public void write(Group<ListPrompt, ListVote> group, int index, ObjectNode into) {
    ListPrompt question = group.question();
    ListVote vote = group.samples().get(index).answer();
    into.put("list", question.list().id())
        .put("section", question.list().section())
        .put("prompt", question.judge().promptText(question.list()))
        .put("completion", vote.text());
    vote.ranking()
        .ifPresent(
            ranking -> {
              ArrayNode best = into.putArray("ranking");
              ranking.best().forEach(best::add);
            });
    vote.none().ifPresent(why -> into.put("verdict", Word.of(why)));
    ArrayNode gold = into.putArray("gold");
    question.list().scores().orElseThrow().forEach(gold::add);
    into.put("thinking_tokens", vote.thinkingTokens());
  }

  /** Steps on lists cannot be replayed. */
  @Override
  public List<ObjectNode> stored(List<Group<ListPrompt, ListVote>> groups) {
    return List.of();
  }
}
