package io.github.rrm4j.cli.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.rows.Rows;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.ApiUsage;
import io.github.rrm4j.judging.Evaluation;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.JudgementLine;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.PairVerdict;
import io.github.rrm4j.judging.PromptFit;
import io.github.rrm4j.judging.PromptFits;
import io.github.rrm4j.judging.RouterCounts;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.Ratio;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The verdicts of a JSONL file of pairs, one JSON object a line, and what they add up to. */
final class VerdictLines {

  private final Judge judge;
  private final Map<MajorityVote.Result, Integer> results =
      new EnumMap<>(MajorityVote.Result.class);
  private MajorityVote votes = MajorityVote.of(List.of());
  private long pairs;
  private long split;
  private long consistent;
  private long gold;
  private final List<Ratio.Unit> right = new ArrayList<>();
  private long thinking;
  private PromptFits fits = PromptFits.NONE;
  private RouterCounts router = RouterCounts.NONE;

  VerdictLines(Judge judge) {
    this.judge = judge;
  }

  /**
   * Reads every pair before the first is judged: a mistake in the last one costs no hours.
   *
   * @return how many there are
   * @throws InvalidInput if a line is no pair, or an id stands twice
   */
  long check(Path file) {
    Set<String> ids = new HashSet<>();
    return JsonLines.check(
        file,
        line -> {
          OpenPair pair = OpenPair.of(line);
          judge.direct().ifPresent(first -> first.asker().check(pair, line.place()));
          fits = fits.plus(judge.asker().check(pair, line.place()));
          String id = pair.id();
          if (!ids.add(id)) {
            throw line.invalid(
                "id '" + id + "' stands twice, must be unique, rename or remove one");
          }
        });
  }

  /** How the judge is shown the pairs that were checked. */
  PromptFits fits() {
    return fits;
  }

  void write(Path file, OutputStream out, Progress progress) throws IOException {
    try (Rows source = JsonLines.open(file);
        Stream<PairVerdict> verdicts = judge.compareAll(pairs(source))) {
      for (Iterator<PairVerdict> each = verdicts.iterator(); each.hasNext(); ) {
        PairVerdict verdict = each.next();
        count(verdict);
        out.write(Json.line(line(verdict)));
        out.flush();
        progress.step(pairs, shown());
      }
    }
  }

  private static Stream<OpenPair> pairs(Rows rows) {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED), false)
        .map(OpenPair::of);
  }

  private boolean bothOrders() {
    return judge.spec().plan().orders() == Orders.BOTH;
  }

  private void count(PairVerdict verdict) {
    results.merge(verdict.result(), 1, Integer::sum);
    split += verdict.split() ? 1 : 0;
    votes = votes.plus(verdict.tally().all());
    router = router.plus(verdict);
    pairs++;
    consistent += verdict.ordersAgree() ? 1 : 0;
    gold += verdict.correct().isPresent() ? 1 : 0;
    verdict
        .pair()
        .gold()
        .ifPresent(side -> right.add(new Ratio.Unit(verdict.decision().of(side), 1)));
    thinking += verdict.thinkingTokens();
  }

  private ObjectNode line(PairVerdict verdict) {
    ObjectNode line = JudgementLine.verdicts(Json.object().put("id", verdict.pair().id()));
    line.put("verdict", Word.of(verdict.result()));
    if (verdict.split()) {
      line.put("split_votes", judge.spec().plan().splits().word());
    }
    put(line, verdict.tally().all());
    verdict.routed().ifPresent(routed -> routed.into(line).put("tokens", verdict.tokens()));
    if (fits.shortened() > 0 && judge.asker().fit(verdict.pair()) == PromptFit.SHORTENED) {
      line.put("shortened", true);
    }
    line.put("thinking_mean", verdict.thinkingMean());
    if (!judge.hasTokens()) {
      ApiUsage.sum(verdict.votes().stream().flatMap(vote -> vote.usage().stream()).toList())
          .into(line.put("tokens", verdict.tokens()));
    }
    if (judge.sampling().budget().isPresent()) {
      line.put("thinking_forced", verdict.forced());
    }
    if (bothOrders()) {
      line.put("consistent", verdict.ordersAgree());
      put(line.putObject("this_order"), verdict.tally().given());
      put(line.putObject("other_order"), verdict.tally().swapped());
    }
    judge.calibration().put(line, verdict);
    verdict.pair().gold().ifPresent(side -> line.put("gold", side.number()));
    if (verdict.result() == MajorityVote.Result.SPLIT) {
      verdict.pair().gold().ifPresent(side -> line.put("credit", verdict.decision().of(side)));
    } else {
      verdict.correct().ifPresent(correct -> line.put("correct", correct));
    }
    return line;
  }

  private static void put(ObjectNode object, MajorityVote votes) {
    object
        .put("first", votes.first())
        .put("second", votes.second())
        .put("malformed", votes.malformed())
        .put("truncated", votes.truncated())
        .put("overlong", votes.overlong());
    if (votes.tie() > 0) {
      object.put("tie", votes.tie());
    }
    if (votes.failed() > 0) {
      object.put("failed", votes.failed());
    }
  }

  private String shown() {
    return gold == 0 ? "" : Text.format("acc %.3f", new Ratio(right).value());
  }

  /** What all verdicts add up to, in lines for a person. */
  String summary() {
    StringBuilder text = new StringBuilder();
    text.append(
        Text.format(
            "%d pairs: %d first, %d second, %s%d unreadable, %d split (--split-votes %s); of %d"
                + " judgements %d malformed, %d truncated%s; %.1f thinking tokens",
            pairs,
            results.getOrDefault(MajorityVote.Result.FIRST, 0),
            results.getOrDefault(MajorityVote.Result.SECOND, 0),
            votes.tie() > 0
                ? Text.format("%d tie, ", results.getOrDefault(MajorityVote.Result.TIE, 0))
                : "",
            results.getOrDefault(MajorityVote.Result.UNREADABLE, 0),
            split,
            judge.spec().plan().splits().word(),
            votes.judgements(),
            votes.malformed(),
            votes.truncated(),
            votes.failed() > 0 ? Text.format(", and %d failed", votes.failed()) : "",
            (double) thinking / Math.max(1, votes.judgements())));
    if (bothOrders()) {
      text.append(Text.format("; orders agree %.1f %%", 100.0 * consistent / pairs));
    }
    if (gold > 0) {
      Ratio ratio = new Ratio(this.right);
      Interval right = ratio.wilson(Evaluation.CONFIDENCE);
      text.append(
          Text.format(
              "; right %s (%s) of %d with gold",
              right.percent(ratio.value()), right.method().label(), gold));
    }
    if (router.pairs() > 0) {
      text.append('\n').append(router.line("pairs"));
    }
    return text.toString();
  }
}
