package io.github.rrm4j.miniature;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Problem;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.data.WorkedAnswer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The policy's side of the miniature: the same puzzles, asked for an answer instead of a judgement.
 *
 * <p>A policy works a puzzle out in its thinking and answers in the words of a pair's responses, so
 * that a judge of the miniature is shown what it was trained on. The demonstrations slip as those
 * of the judge do: a policy that imitates them answers in the right form and is often wrong.
 *
 * @param train problems of the train contents, all different; their answers are for a gold reward
 *     and for measuring, {@link #PROMPTS_FILE} has none
 * @param heldout problems of the held-out contents, all different
 * @param demonstrations of the train contents, drawn independently
 */
public record MiniatureAnswers(
    List<Problem> train, List<Problem> heldout, List<WorkedAnswer> demonstrations) {

  /** The training prompts without their answers. */
  public static final String PROMPTS_FILE = "prompts.jsonl";

  /** The same prompts with their answers. */
  public static final String PROBLEMS_FILE = "problems.jsonl";

  public static final String HELDOUT_FILE = "heldout-problems.jsonl";
  public static final String DEMONSTRATIONS_FILE = "answers.jsonl";

  public MiniatureAnswers {
    train = List.copyOf(train);
    heldout = List.copyOf(heldout);
    demonstrations = List.copyOf(demonstrations);
  }

  /**
   * Draws the problems and answers of {@code seed}: sections in equal shares, contexts as in the
   * pairs.
   *
   * @param trainPrompts how many prompts to train on
   * @param heldoutPrompts how many to hold out
   * @param demonstrations how many worked answers
   * @param slips how often these err
   * @throws InvalidInput if a number is negative or more than the world has different puzzles
   */
  public static MiniatureAnswers generate(
      long seed, int trainPrompts, int heldoutPrompts, int demonstrations, Slips slips) {
    Miniature.checkCount("training prompts", trainPrompts);
    Miniature.checkCount("held-out prompts", heldoutPrompts);
    Miniature.checkCount("worked answers", demonstrations);
    Key key = Key.of(seed, "miniature answers");
    return new MiniatureAnswers(
        problems(Split.TRAIN, trainPrompts, key),
        problems(Split.HELDOUT, heldoutPrompts, key),
        answers(demonstrations, slips, key.with("demonstrations")));
  }

  /**
   * Writes the four files as ordinary JSONL, each one whole or not at all.
   *
   * @param folder is made if it does not exist
   * @throws InvalidInput if a file cannot be written
   */
  public void write(Path folder) {
    Prompt.write(folder.resolve(PROMPTS_FILE), train.stream().map(Problem::prompt).toList());
    Problem.write(folder.resolve(PROBLEMS_FILE), train);
    Problem.write(folder.resolve(HELDOUT_FILE), heldout);
    WorkedAnswer.write(folder.resolve(DEMONSTRATIONS_FILE), demonstrations);
  }

  private static List<Problem> problems(Split split, int count, Key worldKey) {
    Set<String> queries = new HashSet<>();
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      PuzzleKind section = Miniature.section(i);
      Key key = worldKey.with(split.label()).with(i);
      Puzzle puzzle = Miniature.draw(split, section, i, queries, count, key);
      queries.add(puzzle.query());
      problems.add(
          new Problem(prompt(split.label() + "-prompt-" + i, section, puzzle), puzzle.right()));
    }
    return problems;
  }

  private static List<WorkedAnswer> answers(int count, Slips slips, Key purposeKey) {
    List<WorkedAnswer> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      PuzzleKind section = Miniature.demonstrated(i);
      Key key = purposeKey.with(i);
      Puzzle puzzle = Miniature.draw(Split.TRAIN, section, i, Set.of(), count, key);
      boolean slip = key.with("slip").uniform(0) < slips.in(puzzle.context());
      Working working = slip ? puzzle.slipped() : puzzle.correct();
      answers.add(
          new WorkedAnswer(
              prompt("answer-" + i, section, puzzle),
              working.steps() + " = " + working.result() + ".",
              working.result()));
    }
    return answers;
  }

  private static Prompt prompt(String id, PuzzleKind section, Puzzle puzzle) {
    return new Prompt(id, section.label(), puzzle.query());
  }
}
