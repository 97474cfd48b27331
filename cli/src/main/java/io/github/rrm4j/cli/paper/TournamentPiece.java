package io.github.rrm4j.cli.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.JudgeOption;
import io.github.rrm4j.cli.option.PoolFilling;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.scaling.Table;
import io.github.rrm4j.evaluation.scaling.TournamentScaling;
import io.github.rrm4j.experiments.data.World;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.pool.Asking;
import io.github.rrm4j.judging.pool.JudgementPool;
import io.github.rrm4j.report.paper.PieceResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What more comparisons buy when n responses are ranked. Values of a query: {@code credit} and
 * {@code knockout} (best-of-n accuracy for n - 1 comparisons), {@code round_robin} (for all).
 *
 * @param judge a piece or a model folder
 * @param world the queries
 * @param votes judgements of each match
 */
record TournamentPiece(Title title, String judge, World world, int votes) implements Piece {

  @Override
  public List<String> needs() {
    return List.of(judge);
  }

  @Override
  public ObjectNode inputs(Place place) {
    return Json.object()
        .put("kind", "tournament")
        .put("judge", judge)
        .put("world", world.described())
        .put("data", Place.data(world.file()))
        .put("votes", votes)
        .put("seed", place.seed())
        .put("judging", place.judging().toString());
  }

  @Override
  public void run(Place place, Path folder) throws IOException {
    List<ResponseList> lists = world.lists().stream().filter(ResponseList::graded).toList();
    if (lists.isEmpty()) {
      throw new InvalidInput(
          world.data() + ": has no query with different scores, must have one; add scores");
    }
    try (JudgeOption.Opened judge = place.option(judge()).open();
        Progress progress = Progress.onStandardError(Duration.ofSeconds(5))) {
      Asking asking = place.asking(judge);
      try (JudgementPool pool =
          JudgementPool.open(folder.resolve("matches.jsonl"), asking, false)) {
        new PoolFilling(world.data(), asking, progress, place::checkStop)
            .fill(pool, TournamentScaling.matches(lists), votes);
        Key key = Key.of(place.seed(), "tournament scaling");
        write(folder, lists, new TournamentScaling(lists, pool, votes, key));
      }
    }
  }

  private static void write(Path folder, List<ResponseList> lists, TournamentScaling scaling)
      throws IOException {
    double[] knockout = scaling.knockout();
    double[] roundRobin = scaling.roundRobin();
    List<Scored> items = new ArrayList<>();
    for (int i = 0; i < lists.size(); i++) {
      items.add(
          new Scored(
              lists.get(i).id(),
              lists.get(i).section(),
              knockout[i],
              new TreeMap<>(Map.of("knockout", knockout[i], "round_robin", roundRobin[i]))));
    }
    PieceResult.write(
        folder,
        items,
        List.of(new Table("tournaments", scaling.accuracy().rows()), scaling.cycles()));
  }
}
