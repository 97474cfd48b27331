package io.github.rrm4j.experiments.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.evaluation.arena.ArenaResults;
import io.github.rrm4j.evaluation.arena.DecidedBattles;
import io.github.rrm4j.report.paper.PieceResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/**
 * Battles of a policy that a judge decided elsewhere, such as the judgements that Arena-Hard's
 * tools wrote; as {@code arena --battles} scores them.
 *
 * @param data the file
 */
record BattlesPiece(Title title, String data) implements Piece.OfGivenData {

  @Override
  public ObjectNode inputs(PaperWorkspace place) {
    return Json.object().put("kind", "battles").put("data", data);
  }

  @Override
  public void run(PaperWorkspace place, Path folder) throws IOException {
    DecidedBattles decided = DecidedBattles.read(Path.of(data));
    decided.summary().forEach(System.err::println);
    if (decided.categories().size() > 1) {
      throw InvalidInput.of(
          "%s: has the categories %s, must have one, which have different baselines; give each a file and a piece",
          data, decided.categories().keySet());
    }
    String section = decided.categories().keySet().iterator().next();
    ArenaResults battles = decided.categories().get(section);
    List<String> sections =
        Collections.nCopies(battles.battles().size(), section.isEmpty() ? "all" : section);
    PieceResult.write(
        folder, ArenaRows.items(battles, sections), List.of(ArenaRows.sections(battles)));
  }
}
