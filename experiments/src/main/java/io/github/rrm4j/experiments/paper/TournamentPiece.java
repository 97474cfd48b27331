package io.github.rrm4j.experiments.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.scaling.TournamentScaling;
import io.github.rrm4j.experiments.data.JudgedLists;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.experiments.pool.PoolFilling;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.pool.JudgementPool;
import io.github.rrm4j.report.paper.PieceResult;
import io.github.rrm4j.statistics.table.ResultRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What more comparisons buy when n responses are ranked. Values of a query: {@code credit} and
 * {@code knockout} (best-of-n accuracy for n - 1 comparisons), {@code round_robin} (for all).
 *
 * @param world the queries
 * @param votes judgements of each match
 */
record TournamentPiece(Title title, String judge, JudgedLists world, int votes)
    implements Piece.OfJudge {

  @Override
  public ObjectNode inputs(PaperWorkspace place) {
    return place.decided(
        Json.object()
            .put("kind", "tournament")
            .put("judge", judge)
            .put("world", world.described())
            .put("votes", votes));
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
    long matches = TournamentScaling.matches(world.load(note -> {})).size();
    return Cost.ofJudgements(matches * votes, place.judgementTokens(judge));
  }

  @Override
  public void run(PaperWorkspace place, Path folder) throws IOException {
    List<ResponseList> lists = world.load(System.err::println);
    try (Judge judge = Judge.open(place.spec(judge()));
        Progress progress = Progress.onStandardError()) {
      PoolFilling filling = place.filling(world.data(), judge, progress);
      try (JudgementPool pool = filling.pool(folder.resolve("matches.jsonl"), false)) {
        TournamentScaling scaling = filling.tournaments(pool, lists, votes);
        write(folder, lists, scaling, filling.prompts());
      }
    }
  }

  private static void write(
      Path folder,
      List<ResponseList> lists,
      TournamentScaling scaling,
      Optional<ResultRows> prompts)
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
    List<ResultRows> tables = new ArrayList<>();
    tables.add(new ResultRows("tournaments", scaling.accuracy().rows()));
    tables.add(scaling.cycles());
    prompts.ifPresent(tables::add);
    PieceResult.write(folder, items, tables);
  }
}
