package io.github.rrm4j.miniature;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Demonstration;
import io.github.rrm4j.data.DemonstrationWriter;
import io.github.rrm4j.data.Pair;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The miniature's training data of a judge that writes a rubric first. The rubric of a puzzle is
 * its result, which is worked out before the responses are seen; what is left to the verdict is to
 * compare both with it.
 *
 * @param demonstrations worked rubrics and verdicts for the warm start, in either order
 */
public record MiniatureRubrics(List<Demonstration> demonstrations) {

  public static final String DEMONSTRATIONS_FILE = "rubrics.jsonl";

  public MiniatureRubrics {
    demonstrations = List.copyOf(demonstrations);
  }

  /**
   * Draws the demonstrations of {@code seed}, in the sections and contexts of those of pairs.
   *
   * @param demonstrations how many
   * @param slips how often the rubrics err
   * @throws InvalidInput if the number is negative
   */
  public static MiniatureRubrics generate(long seed, int demonstrations, Slips slips) {
    Miniature.checkCount("worked rubrics", demonstrations);
    Key key = Key.of(seed, "miniature rubrics");
    List<Demonstration> worked = new ArrayList<>();
    for (int i = 0; i < demonstrations; i++) {
      PuzzleKind section = Miniature.demonstrated(i);
      Key own = key.with(i);
      Puzzle puzzle = Miniature.draw(Split.TRAIN, section, i, Set.of(), demonstrations, own);
      Pair pair = Miniature.pair("rubric-" + i, section, puzzle, own);
      Pair presented = own.with("order").below(0, 2) == 0 ? pair : pair.swapped();
      worked.add(demonstration(puzzle, presented, slips, own.with("trace")));
    }
    return new MiniatureRubrics(worked);
  }

  private static Demonstration demonstration(Puzzle puzzle, Pair presented, Slips slips, Key key) {
    Working working = Trace.working(puzzle, slips, key);
    String rubric = "= " + working.result() + ".";
    Trace trace = Trace.compared(rubric, working.result(), presented, key);
    return new Demonstration(
        presented,
        trace.thinking(),
        trace.verdict(),
        OptionalDouble.empty(),
        Optional.of(new Demonstration.Rubric(Trace.steps(working), rubric)));
  }

  /**
   * Writes the file as ordinary JSONL, whole or not at all.
   *
   * @param folder is made if it does not exist
   * @throws InvalidInput if it cannot be written
   */
  public void write(Path folder) {
    DemonstrationWriter.write(folder.resolve(DEMONSTRATIONS_FILE), demonstrations);
  }
}
