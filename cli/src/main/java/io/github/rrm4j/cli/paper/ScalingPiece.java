package io.github.rrm4j.cli.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.JudgeOption;
import io.github.rrm4j.cli.option.PoolFilling;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.scaling.BudgetScaling;
import io.github.rrm4j.evaluation.scaling.Table;
import io.github.rrm4j.evaluation.scaling.VoteScaling;
import io.github.rrm4j.experiments.data.World;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.pool.Asking;
import io.github.rrm4j.judging.pool.ForcedVerdicts;
import io.github.rrm4j.judging.pool.JudgementPool;
import io.github.rrm4j.report.paper.PieceResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What more votes and more thinking buy, and how long the judge thinks, from one pool of
 * judgements. Values of a pair: {@code credit} and {@code one_vote} (accuracy of one judgement),
 * {@code all_votes} (of the vote of all), {@code least_budget} and {@code no_budget} (of one
 * judgement under the smallest budget and under none), {@code thinking} (tokens).
 *
 * @param judge a piece or a model folder
 * @param world what is judged
 * @param votes judgements of each pair, every other one swapped
 * @param budgets in tokens; empty for no such curve
 */
record ScalingPiece(Title title, String judge, World world, int votes, List<Integer> budgets)
    implements Piece {

  @Override
  public List<String> needs() {
    return List.of(judge);
  }

  @Override
  public ObjectNode inputs(Place place) {
    return Json.object()
        .put("kind", "scaling")
        .put("judge", judge)
        .put("world", world.described())
        .put("data", Place.data(world.file()))
        .put("votes", votes)
        .put("budgets", budgets.toString())
        .put("seed", place.seed())
        .put("judging", place.judging().toString());
  }

  @Override
  public void run(Place place, Path folder) throws IOException {
    List<Pair> pairs = world.pairs();
    List<OpenPair> open = VoteScaling.open(pairs);
    try (JudgeOption.Opened judge = place.option(judge()).open();
        Progress progress = Progress.onStandardError(Duration.ofSeconds(5))) {
      Asking asking = place.asking(judge);
      try (JudgementPool pool =
              JudgementPool.open(folder.resolve("judgements.jsonl"), asking, true);
          ForcedVerdicts forced =
              new ForcedVerdicts(
                  folder.resolve("forced.jsonl"), asking, place.judging().verdictTokens())) {
        PoolFilling filling = new PoolFilling(world.data(), asking, progress, place::checkStop);
        filling.fill(pool, open, votes);
        for (int budget : budgets) {
          progress.start("budget " + budget, 0, (long) pairs.size() * votes);
          forced.fill(
              open,
              pool,
              votes,
              budget,
              done -> {
                progress.step(done, "judgements");
                place.checkStop();
              });
        }
        write(folder, pairs, pool, forced);
      }
    }
  }

  private void write(Path folder, List<Pair> pairs, JudgementPool pool, ForcedVerdicts forced)
      throws IOException {
    VoteScaling voting = new VoteScaling(pairs, pool, votes);
    BudgetScaling thinking = new BudgetScaling(pairs, pool, votes);
    Map<String, double[]> values = new LinkedHashMap<>();
    values.put("one_vote", voting.accuracies(1));
    values.put("all_votes", voting.accuracies(votes));
    values.put("thinking", voting.thinkingTokens());
    List<Table> tables = new ArrayList<>();
    tables.add(new Table("votes", voting.accuracy().rows()));
    tables.add(voting.thinking());
    if (!budgets.isEmpty()) {
      int[] limits = budgets.stream().mapToInt(Integer::intValue).sorted().toArray();
      values.put("least_budget", thinking.accuracies(OptionalInt.of(limits[0]), forced));
      values.put("no_budget", thinking.accuracies(OptionalInt.empty(), forced));
      tables.add(new Table("budgets", thinking.accuracy(limits, forced).rows()));
    }
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
