package io.github.rrm4j.experiments.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.scaling.BenchmarkPairs;
import io.github.rrm4j.evaluation.scaling.BenchmarkVotes;
import io.github.rrm4j.evaluation.scaling.BudgetScaling;
import io.github.rrm4j.evaluation.scaling.VoteScaling;
import io.github.rrm4j.experiments.data.JudgedPairs;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.experiments.pool.PoolFilling;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.pool.ForcedVerdicts;
import io.github.rrm4j.judging.pool.JudgementPool;
import io.github.rrm4j.report.paper.PieceResult;
import io.github.rrm4j.statistics.table.ResultRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What more votes and more thinking buy, and how long the judge thinks, from one pool of
 * judgements. Values of a pair: {@code credit} and {@code one_vote} (accuracy of one judgement),
 * {@code all_votes} (of the vote of all), {@code least_budget} and {@code no_budget} (of one
 * judgement under the smallest budget and under none), {@code thinking} (tokens).
 *
 * @param world what is judged
 * @param votes judgements of each pair, every other one swapped
 * @param budgets in tokens; empty for no such curve
 */
record ScalingPiece(Title title, String judge, JudgedPairs world, int votes, List<Integer> budgets)
    implements Piece.OfJudge {

  @Override
  public ObjectNode inputs(PaperWorkspace place) {
    checkBudgets(place);
    return place.decided(
        Json.object()
            .put("kind", "scaling")
            .put("judge", judge)
            .put("world", world.described())
            .put("votes", votes)
            .put("budgets", budgets.toString()));
  }

  /** A budget that leaves nothing for the verdict would be found after all judgements alone. */
  private void checkBudgets(PaperWorkspace place) {
    int longest = place.longestJudgement(judge);
    for (int budget : budgets) {
      if (budget >= longest) {
        throw InvalidInput.of(
            "piece %s: budgets has %d, must be below the %d tokens of a judgement of %s; lower it, or raise the limit (judging.max_new_tokens, in a training rollout.max_new_tokens)",
            title.name(), budget, longest, judge);
      }
    }
  }

  @Override
  public List<Source> sources(PaperWorkspace place) {
    return Stream.concat(place.model(judge), PaperWorkspace.given(world.data())).toList();
  }

  @Override
  public Cost cost(PaperWorkspace place) {
    if (!Source.isThere(world.world().file())) {
      return Cost.uncounted("its data is not there");
    }
    long judgements = (long) world.load().open().size() * votes;
    return Cost.ofJudgements(judgements, place.judgementTokens(judge))
        .plus(Cost.ofJudgements(judgements * budgets.size(), place.estimate().verdictTokens()));
  }

  @Override
  public void run(PaperWorkspace place, Path folder) throws IOException {
    JudgedPairs.Loaded judged = budgets.isEmpty() ? world.load() : world.load().decided();
    List<Pair> pairs = judged.pairs();
    try (Judge judge = Judge.open(place.spec(judge()));
        Progress progress = Progress.onStandardError()) {
      PoolFilling filling = place.filling(world.data(), judge, progress);
      try (JudgementPool pool = filling.pool(folder.resolve("judgements.jsonl"), true);
          ForcedVerdicts forced = filling.forced(folder.resolve("forced.jsonl"))) {
        filling.fill(pool, judged.open(), votes);
        VoteScaling voting = new VoteScaling(pairs, pool, votes);
        ResultRows curve =
            judged
                .benchmark()
                .map(own -> BenchmarkVotes.of(own, pool, votes, place.seed()).accuracy())
                .orElseGet(voting::accuracy);
        filling.force(
            forced, pool, pairs, votes, budgets.stream().mapToInt(Integer::intValue).toArray());
        write(
            folder,
            judged,
            new Voting(voting, new ResultRows("votes", curve.rows())),
            new Budgets(place.seed(), new BudgetScaling(pairs, pool, votes), forced),
            filling.prompts());
      }
    }
  }

  /**
   * The votes of the pool.
   *
   * @param curve over votes, of a benchmark its own score
   */
  private record Voting(VoteScaling scaling, ResultRows curve) {}

  /** The judgements of the pool under the budgets. */
  private record Budgets(long seed, BudgetScaling scaling, ForcedVerdicts forced) {

    double[] accuracies(OptionalInt budget) {
      return scaling.accuracies(budget, forced);
    }

    /** Accuracies over budgets, of a benchmark its own score. */
    ResultRows accuracy(int[] limits, Optional<BenchmarkPairs> benchmark) {
      ResultRows rows =
          benchmark
              .map(own -> own.accuracy(scaling, limits, forced, seed))
              .orElseGet(() -> scaling.accuracy(limits, forced));
      return new ResultRows("budgets", rows.rows());
    }
  }

  private void write(
      Path folder,
      JudgedPairs.Loaded judged,
      Voting voted,
      Budgets thinking,
      Optional<ResultRows> prompts)
      throws IOException {
    List<Pair> pairs = judged.pairs();
    VoteScaling voting = voted.scaling();
    Map<String, double[]> values = new LinkedHashMap<>();
    values.put("one_vote", voting.accuracies(1));
    values.put("all_votes", voting.accuracies(votes));
    values.put("thinking", voting.thinkingTokens());
    List<ResultRows> tables = new ArrayList<>();
    tables.add(voted.curve());
    tables.add(voting.thinking());
    if (!budgets.isEmpty()) {
      int[] limits = budgets.stream().mapToInt(Integer::intValue).sorted().distinct().toArray();
      values.put("least_budget", thinking.accuracies(OptionalInt.of(limits[0])));
      values.put("no_budget", thinking.accuracies(OptionalInt.empty()));
      tables.add(thinking.accuracy(limits, judged.benchmark()));
    }
    prompts.ifPresent(tables::add);
    List<Scored> items = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      Map<String, Double> own = new LinkedHashMap<>();
      for (Map.Entry<String, double[]> value : values.entrySet()) {
        own.put(value.getKey(), value.getValue()[i]);
      }
      items.add(new Scored(pairs.get(i).id(), pairs.get(i).section(), own.get("one_vote"), own));
    }
    PieceResult.write(folder, items, tables);
  }
}
