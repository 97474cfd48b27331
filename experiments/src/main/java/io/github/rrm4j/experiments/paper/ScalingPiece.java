package io.github.rrm4j.experiments.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.scaling.BudgetScaling;
import io.github.rrm4j.evaluation.scaling.VoteScaling;
import io.github.rrm4j.experiments.data.EvaluationData;
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
record ScalingPiece(
    Title title, String judge, EvaluationData world, int votes, List<Integer> budgets)
    implements Piece.OfJudge {

  @Override
  public ObjectNode inputs(PaperWorkspace place) {
    return place.decided(
        Json.object()
            .put("kind", "scaling")
            .put("judge", judge)
            .put("world", world.described())
            .put("data", PaperWorkspace.data(world.file()))
            .put("votes", votes)
            .put("budgets", budgets.toString()));
  }

  @Override
  public void run(PaperWorkspace place, Path folder) throws IOException {
    List<Pair> pairs = world.pairs();
    try (Judge judge = Judge.open(place.spec(judge()));
        Progress progress = Progress.onStandardError()) {
      PoolFilling filling = place.filling(world, judge, progress);
      try (JudgementPool pool = filling.pool(folder.resolve("judgements.jsonl"), true);
          ForcedVerdicts forced = filling.forced(folder.resolve("forced.jsonl"))) {
        VoteScaling voting = filling.votes(pool, pairs, votes);
        filling.force(
            forced, pool, pairs, votes, budgets.stream().mapToInt(Integer::intValue).toArray());
        write(
            folder,
            pairs,
            voting,
            new BudgetScaling(pairs, pool, votes),
            forced,
            filling.prompts());
      }
    }
  }

  private void write(
      Path folder,
      List<Pair> pairs,
      VoteScaling voting,
      BudgetScaling thinking,
      ForcedVerdicts forced,
      Optional<ResultRows> prompts)
      throws IOException {
    Map<String, double[]> values = new LinkedHashMap<>();
    values.put("one_vote", voting.accuracies(1));
    values.put("all_votes", voting.accuracies(votes));
    values.put("thinking", voting.thinkingTokens());
    List<ResultRows> tables = new ArrayList<>();
    tables.add(new ResultRows("votes", voting.accuracy().rows()));
    tables.add(voting.thinking());
    if (!budgets.isEmpty()) {
      int[] limits = budgets.stream().mapToInt(Integer::intValue).sorted().toArray();
      values.put("least_budget", thinking.accuracies(OptionalInt.of(limits[0]), forced));
      values.put("no_budget", thinking.accuracies(OptionalInt.empty(), forced));
      tables.add(new ResultRows("budgets", thinking.accuracy(limits, forced).rows()));
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
