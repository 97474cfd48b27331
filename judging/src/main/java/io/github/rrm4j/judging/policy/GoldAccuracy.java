package io.github.rrm4j.judging.policy;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Problem;
import io.github.rrm4j.judging.AccuracyLine;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.statistics.Proportion;
import io.github.rrm4j.statistics.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a policy's replies to problems add up to, one reply each.
 *
 * @param items in the order of the problems
 */
public record GoldAccuracy(List<Item> items) {

  /** A problem and what the policy wrote to it. */
  public record Item(Problem problem, Reply reply) {

    /** Whether the reply ended and its answer is right. */
    public boolean solved() {
      return reply.answers() && problem.solvedBy(reply.answer());
    }
  }

  public GoldAccuracy {
    items = List.copyOf(items);
  }

  /**
   * Lets a policy answer every problem once.
   *
   * @param key what the draws depend on
   */
  public static GoldAccuracy of(
      Policy policy, RolloutEngine engine, List<Problem> problems, Sampling sampling, Key key) {
    List<Request> requests = new ArrayList<>();
    for (Problem problem : problems) {
      requests.add(new Request(policy.prompt(problem.prompt()), key.with(requests.size())));
    }
    List<List<Rollout>> rollouts = engine.generate(requests, 1, sampling);
    List<Item> items = new ArrayList<>();
    for (Problem problem : problems) {
      items.add(new Item(problem, policy.read(rollouts.get(items.size()).get(0))));
    }
    return new GoldAccuracy(items);
  }

  /** Right replies of all; one without a finished answer is wrong. */
  public Proportion accuracy() {
    return share(items.stream().filter(Item::solved).count());
  }

  /** Replies that ended without an answer. */
  public Proportion unanswered() {
    return share(items.stream().filter(i -> i.reply.finished() && !i.reply.answers()).count());
  }

  /** Replies that the token limit cut off. */
  public Proportion truncated() {
    return share(items.stream().filter(item -> !item.reply.finished()).count());
  }

  public double tokensMean() {
    return items.stream().mapToInt(item -> item.reply.tokens()).average().orElse(0);
  }

  /** The items of each section, sections in alphabetical order. */
  public Map<String, GoldAccuracy> sections() {
    return items.stream()
        .collect(
            groupingBy(
                item -> item.problem.prompt().section(),
                TreeMap::new,
                collectingAndThen(toList(), GoldAccuracy::new)));
  }

  private Proportion share(long count) {
    return new Proportion(count, items.size());
  }

  /** One line of evaluations.jsonl; docs/metrics.md defines each field. */
  public ObjectNode toJson(long step, String stage, String mode) {
    ObjectNode json = AccuracyLine.of(step, stage, "gold", mode, Ratio.ofTrials(accuracy()));
    json.put("malformed_frac", unanswered().rate())
        .put("truncated_frac", truncated().rate())
        .put("reply_tokens_mean", tokensMean());
    ObjectNode bySection = json.putObject("sections");
    sections()
        .forEach(
            (name, section) ->
                AccuracyLine.section(bySection, name, Ratio.ofTrials(section.accuracy())));
    return json;
  }
}
