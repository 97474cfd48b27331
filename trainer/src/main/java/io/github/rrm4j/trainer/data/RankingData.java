package io.github.rrm4j.trainer.data;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OnAllCores;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.ListDemonstration;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.data.preparation.Thinking;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rewards.StatedRanking;
import io.github.rrm4j.trainer.TrainingPlan.Data;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lists and worked rankings with prompts within the limit. Of the preparation of pairs they have
 * the removal of thinking; nothing is cut.
 *
 * @param judge whose template ranks
 * @param report gets a line where something was left out
 */
record RankingData(Data data, JudgeFormat judge, Consumer<String> report) {

  /**
   * The lists of a file whose scores differ.
   *
   * @return at least one
   * @throws InvalidInput if the file cannot be read, or nothing of it can be used
   */
  List<ResponseList> lists(Path file) {
    List<ResponseList> all = ResponseList.read(file);
    List<ResponseList> graded =
        all.stream().filter(ResponseList::graded).map(this::prepared).toList();
    if (graded.isEmpty()) {
      throw new InvalidInput(
          file
              + ": data.lists: no list has scores that differ, must have at least one; add scores");
    }
    if (graded.size() < all.size()) {
      report.accept(
          Text.format(
              "%s: data.lists: %d of %d have no scores that differ and are left out",
              file, all.size() - graded.size(), all.size()));
    }
    return new PromptLimit(data, report)
        .fitting(
            file,
            "data.lists",
            graded,
            list -> judge.prompt(list).length,
            list -> "the prompt of list " + list.id());
  }

  /** The worked rankings of {@code data.demonstrations}. */
  List<TokenSequence> demonstrations() {
    List<TokenSequence> all =
        OnAllCores.map(ListDemonstration.read(data.demonstrations()), this::sequence);
    return new PromptLimit(data, report)
        .fitting(
            data.demonstrations(),
            "data.demonstrations",
            all,
            sequence -> sequence.prompt().length,
            sequence -> "a prompt");
  }

  private TokenSequence sequence(ListDemonstration shown) {
    int[] prompt = judge.prompt(prepared(shown.list()));
    return new TokenSequence(
        prompt, judge.completion(prompt, shown.thinking(), new StatedRanking(shown.ranking())));
  }

  private ResponseList prepared(ResponseList list) {
    return data.responses().stripThinking()
        ? new ResponseList(
            list.id(),
            list.section(),
            list.prompt(),
            list.responses().stream().map(Thinking::removed).toList(),
            list.scores())
        : list;
  }
}
