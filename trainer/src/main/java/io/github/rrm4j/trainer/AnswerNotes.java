package io.github.rrm4j.trainer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.judging.policy.Reply;
import io.github.rrm4j.judging.reward.JudgedMatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Of the answers of a step, all that were sampled: what they are, and what the judge did. */
final class AnswerNotes implements Notes {

  private final List<AnsweredGroup> groups;
  private final boolean judged;
  private final int groupSize;

  /**
   * @param judged whether answers are compared by a judge
   */
  AnswerNotes(List<AnsweredGroup> groups, boolean judged) {
    this.groups = groups;
    this.judged = judged;
    this.groupSize = groups.get(0).replies().size();
  }

  @Override
  public Map<String, Double> metrics() {
    Map<String, Double> values = new LinkedHashMap<>();
    long masked =
        groups.stream()
            .flatMap(group -> group.group().rewards().stream())
            .filter(Optional::isEmpty)
            .count();
    values.put("reward/masked_frac", (double) masked / (groups.size() * groupSize));
    values.put("answer/none_frac", share(reply -> reply.finished() && !reply.answers()));
    values.put("answer/truncated_frac", share(reply -> !reply.finished()));
    values.put(
        "answer/distinct_mean",
        groups.stream()
            .mapToDouble(group -> group.replies().stream().map(Reply::shown).distinct().count())
            .average()
            .orElse(0));
    if (judged) {
      values.putAll(
          JudgedMatch.metrics(
              groups.stream().flatMap(group -> group.rewarded().matches().stream()).toList()));
    }
    return values;
  }

  @Override
  public void write(int row, ObjectNode into) {
    AnsweredGroup group = groups.get(row / groupSize);
    int sample = row % groupSize;
    Reply reply = group.replies().get(sample);
    into.put("prompt_id", group.prompt().id())
        .put("section", group.prompt().section())
        .put("prompt", group.prompt().query())
        .put("completion", reply.text())
        .put("answer", reply.shown())
        .put("finished", reply.finished())
        .put("tokens", reply.tokens())
        .put("reason", group.rewarded().reasons().get(sample));
    ArrayNode matches = into.putArray("matches");
    for (JudgedMatch match : group.rewarded().matches()) {
      if (match.has(sample)) {
        int opponent = match.opponent(sample);
        matches
            .addObject()
            .put("opponent", opponent)
            .put("result", match.result(sample).name().toLowerCase(Locale.ROOT))
            .put("votes", match.votes(sample))
            .put("votes_against", match.votes(opponent))
            .put("unreadable", match.votes().malformed() + match.votes().truncated());
      }
    }
  }

  /** What the judge said of a batch is not stored, so its rewards could not be made again. */
  @Override
  public List<ObjectNode> stored() {
    return List.of();
  }

  private double share(Predicate<Reply> which) {
    long count = groups.stream().flatMap(group -> group.replies().stream()).filter(which).count();
    return (double) count / (groups.size() * groupSize);
  }
}
