package io.github.rrm4j.trainer.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.judging.policy.Reply;
import io.github.rrm4j.judging.reward.JudgedMatch;
import io.github.rrm4j.trainer.grpo.Group;
import io.github.rrm4j.trainer.grpo.RolloutMetrics;
import io.github.rrm4j.trainer.grpo.Sample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is logged of the answers of a step: whether there is one, how many differ, and what the
 * judge did.
 *
 * @param judged whether a judge compares the answers
 */
public record AnswerMetrics(boolean judged) implements RolloutMetrics<AnswerPrompt, PolicyAnswer> {

  @Override
  public Map<String, Double> of(List<Group<AnswerPrompt, PolicyAnswer>> groups) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("reward/masked_frac", Group.share(groups, sample -> sample.reward().isEmpty()));
    values.put(
        "answer/none_frac",
        Group.share(groups, sample -> reply(sample).finished() && !answers(sample)));
    values.put("answer/truncated_frac", Group.share(groups, sample -> !reply(sample).finished()));
    values.put(
        "answer/distinct_mean",
        groups.stream()
            .mapToDouble(
                group ->
                    group.samples().stream()
                        .map(sample -> reply(sample).shown())
                        .distinct()
                        .count())
            .average()
            .orElse(0));
    if (judged) {
      values.putAll(
          JudgedMatch.metrics(
              groups.stream().flatMap(group -> group.question().matches().stream()).toList()));
    }
    return values;
  }

  @Override
  public void write(Group<AnswerPrompt, PolicyAnswer> group, int index, ObjectNode into) {
    AnswerPrompt question = group.question();
    PolicyAnswer answer = group.samples().get(index).answer();
    into.put("prompt_id", question.prompt().id())
        .put("section", question.prompt().section())
        .put("prompt", question.prompt().query())
        .put("completion", answer.reply().text())
        .put("answer", answer.reply().shown())
        .put("finished", answer.reply().finished())
        .put("tokens", answer.reply().tokens())
        .put("reason", answer.reason());
    ArrayNode matches = into.putArray("matches");
    for (JudgedMatch match : question.matches()) {
      if (match.has(index)) {
        int opponent = match.opponent(index);
        matches
            .addObject()
            .put("opponent", opponent)
            .put("result", Word.of(match.result(index)))
            .put("votes", match.votes(index))
            .put("votes_against", match.votes(opponent))
            .put("unreadable", match.votes().malformed() + match.votes().truncated());
      }
    }
  }

  /** What the judge said of a batch is not stored, so its rewards could not be made again. */
  @Override
  public List<ObjectNode> stored(List<Group<AnswerPrompt, PolicyAnswer>> groups) {
    return List.of();
  }

  private static Reply reply(Sample<PolicyAnswer> sample) {
    return sample.answer().reply();
  }

  private static boolean answers(Sample<PolicyAnswer> sample) {
    return reply(sample).answers();
  }
}
