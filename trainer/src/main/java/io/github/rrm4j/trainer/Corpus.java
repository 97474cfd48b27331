package io.github.rrm4j.trainer;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Demonstration;
import io.github.rrm4j.data.DemonstrationReader;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairReader;
import io.github.rrm4j.evaluation.Judge;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.trainer.TrainingPlan.Data;
import io.github.rrm4j.trainer.TrainingPlan.Overlong;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The data of a run, prompts within the limit.
 *
 * @param train the pairs of the GRPO stage; empty without one
 * @param heldout the pairs of the evaluations
 * @param demonstrations the sequences of the SFT stage; empty without one
 */
record Corpus(List<Pair> train, List<Pair> heldout, List<TokenSequence> demonstrations) {

  /**
   * Reads every file that the stages need, before any of them begins.
   *
   * @param seed what the shuffling of gold depends on
   * @param report gets a line for each file of which something was left out
   * @throws InvalidInput if a file is missing or malformed, or nothing of it can be used
   */
  static Corpus read(
      List<StageKind> stages, Data data, long seed, Judge judge, Consumer<String> report) {
    Reader reader = new Reader(data, seed, judge, report);
    return new Corpus(
        stages.contains(StageKind.GRPO) ? reader.train() : List.of(),
        reader.pairs(data.heldout(), "data.heldout"),
        stages.contains(StageKind.SFT) ? reader.demonstrations() : List.of());
  }

  private record Reader(Data settings, long seed, Judge judge, Consumer<String> report) {

    List<Pair> train() {
      List<Pair> pairs = pairs(settings.train(), "data.train");
      if (!settings.shuffleGold()) {
        return pairs;
      }
      Key coin = Key.of(seed, "shuffled gold");
      return IntStream.range(0, pairs.size())
          .mapToObj(i -> coin.uniform(i) < 0.5 ? pairs.get(i) : wrong(pairs.get(i)))
          .toList();
    }

    private static Pair wrong(Pair pair) {
      return new Pair(
          pair.id(),
          pair.section(),
          pair.query(),
          pair.first(),
          pair.second(),
          pair.gold().other());
    }

    List<TokenSequence> demonstrations() {
      List<TokenSequence> sequences = new ArrayList<>();
      List<Demonstration> demonstrations = DemonstrationReader.read(settings.demonstrations());
      for (Demonstration demonstration : demonstrations) {
        int[] prompt = judge.prompt(demonstration.pair());
        if (fits(prompt, demonstration.pair(), settings.demonstrations())) {
          int[] completion =
              judge.completion(prompt, demonstration.thinking(), demonstration.verdict().number());
          sequences.add(new TokenSequence(prompt, completion));
        }
      }
      tell(
          settings.demonstrations(),
          "data.demonstrations",
          demonstrations.size(),
          sequences.size());
      return sequences;
    }

    List<Pair> pairs(Path file, String key) {
      List<Pair> all = PairReader.read(file);
      List<Pair> kept = all.stream().filter(pair -> fits(judge.prompt(pair), pair, file)).toList();
      tell(file, key, all.size(), kept.size());
      return kept;
    }

    private boolean fits(int[] prompt, Pair pair, Path file) {
      if (prompt.length <= settings.maxPromptTokens()) {
        return true;
      }
      if (settings.overlong() == Overlong.FAIL) {
        throw new InvalidInput(
            "%s: the prompt of pair %s has %d tokens, data.max_prompt_tokens is %d; raise it or set data.overlong: drop"
                .formatted(file, pair.id(), prompt.length, settings.maxPromptTokens()));
      }
      return false;
    }

    private void tell(Path file, String key, int all, int kept) {
      if (kept < all) {
        report.accept(
            "%s: %s: %d of %d have a prompt longer than data.max_prompt_tokens (%d) and are left out"
                .formatted(file, key, all - kept, all, settings.maxPromptTokens()));
      }
      if (kept == 0) {
        throw new InvalidInput(
            "%s: %s: nothing is left to use; raise data.max_prompt_tokens (%d)"
                .formatted(file, key, settings.maxPromptTokens()));
      }
    }
  }
}
