package io.github.rrm4j.evaluation.annotation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.Conversation;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairWriter;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.rows.Rows;
import io.github.rrm4j.evaluation.annotation.JudgedReplies.ReplyMatch;
import io.github.rrm4j.evaluation.annotation.JudgedReplies.ReplyMatch.Doubt;
import io.github.rrm4j.evaluation.annotation.Labelling.Label;
import io.github.rrm4j.judging.RouterCounts;
import io.github.rrm4j.judging.policy.ReplyList;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.statistics.Proportion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Labels as files: pairs in the preference layout that {@link io.github.rrm4j.data.PairSource}
 * reads, undecided ones with two responses and no label, each with its votes in {@code annotation}.
 */
public final class AnnotatedPairs {

  private final Map<Doubt, Integer> doubts = new EnumMap<>(Doubt.class);
  private final List<Label> decided = new ArrayList<>();
  private final List<Label> undecided = new ArrayList<>();
  private int prompts;
  private int alike;
  private RouterCounts router = RouterCounts.NONE;

  /**
   * Labels what a file of judgements holds.
   *
   * @param judged a line for each list, in order
   */
  public AnnotatedPairs(Labelling labelling, List<ReplyList> lists, Path judged) {
    try (Rows rows = JsonLines.openOwn(judged)) {
      for (ReplyList list : lists) {
        JudgedReplies replies = JudgedReplies.of(rows.next());
        prompts++;
        alike += replies.best().isEmpty() ? 1 : 0;
        replies.matches().forEach(this::count);
        for (Label label : labelling.of(list, replies)) {
          label.doubt().ifPresent(doubt -> doubts.merge(doubt, 1, Integer::sum));
          (label.doubt().isEmpty() ? decided : undecided).add(label);
        }
      }
    }
  }

  private void count(ReplyMatch match) {
    MajorityVote all = match.tally().all();
    match
        .routed()
        .ifPresent(
            routed ->
                router = router.plus(routed, all.judgements() + all.failed(), match.tokens()));
  }

  /** Writes both files, each whole or not at all. */
  public void write(Path pairs, Path doubtful) {
    JsonLines.write(
        pairs,
        decided,
        label -> PairWriter.preference(pair(label)).set("annotation", annotation(label)));
    JsonLines.write(doubtful, undecided, this::doubtful);
  }

  private static Pair pair(Label label) {
    Prompt prompt = label.list().prompt();
    return new Pair(
        prompt.id() + "/" + label.chosen() + "-" + label.rejected(),
        prompt.section(),
        prompt.turns(),
        Conversation.ofAssistant(label.list().replies().get(label.chosen()).text()),
        Conversation.ofAssistant(label.list().replies().get(label.rejected()).text()),
        Side.FIRST);
  }

  private ObjectNode doubtful(Label label) {
    Pair pair = pair(label);
    ObjectNode line =
        PairWriter.presented(pair).put("reason", Word.of(label.doubt().orElseThrow()));
    line.set("annotation", annotation(label));
    return line;
  }

  private ObjectNode annotation(Label label) {
    ReplyMatch match = label.match();
    boolean first = label.chosen() == match.a();
    MajorityVote all = first ? match.tally().all() : match.tally().all().swapped();
    ObjectNode annotation = Json.object();
    annotation
        .put("votes_chosen", all.first())
        .put("votes_rejected", all.second())
        .put("malformed", all.malformed())
        .put("truncated", all.truncated())
        .put("overlong", all.overlong())
        .put("failed", all.failed())
        .put("agreement", (double) all.first() / Math.max(1, all.judgements()))
        .put("orders_agree", match.tally().ordersAgree())
        .put("rating_chosen", label.judged().ratings().get(label.chosen()).orElseThrow())
        .put("rating_rejected", label.judged().ratings().get(label.rejected()).orElseThrow());
    match.routed().ifPresent(routed -> routed.into(annotation));
    return annotation;
  }

  public int labelled() {
    return decided.size();
  }

  /** Lines for a person. */
  public List<String> summary() {
    List<String> lines = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    doubts.forEach(
        (doubt, count) -> text.append(", ").append(Word.of(doubt)).append(' ').append(count));
    lines.add(
        Text.format(
            "%d prompts: %d pairs labelled, %d undecided%s; %d prompts without two different"
                + " finished answers",
            prompts,
            decided.size(),
            undecided.size(),
            text.isEmpty() ? "" : " (" + text.substring(2) + ")",
            alike));
    List<Boolean> gold = decided.stream().flatMap(label -> label.right().stream()).toList();
    if (!gold.isEmpty()) {
      Proportion right =
          new Proportion(gold.stream().filter(Boolean::booleanValue).count(), gold.size());
      lines.add(
          Text.format(
              "labels right %.1f %% [%.1f, %.1f] of %d whose gold differs",
              100 * right.rate(),
              100 * right.wilson(0.95).lower(),
              100 * right.wilson(0.95).upper(),
              gold.size()));
    }
    if (router.pairs() > 0) {
      lines.add(router.line("pairs of replies"));
    }
    return lines;
  }
}
