package io.github.rrm4j.trainer.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.attack.Negatives;
import io.github.rrm4j.data.check.GramHashes;
import io.github.rrm4j.data.check.PromptHashes;
import io.github.rrm4j.data.preparation.Finding;
import io.github.rrm4j.data.preparation.Mixture;
import io.github.rrm4j.data.preparation.PairFile;
import io.github.rrm4j.data.preparation.Preparation;
import io.github.rrm4j.data.preparation.ResponseTail;
import io.github.rrm4j.data.preparation.Tally;
import io.github.rrm4j.data.preparation.TokenText;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.judging.policy.Policy;
import io.github.rrm4j.judging.scalar.ScalarText;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.trainer.TrainingPlan.Data;
import io.github.rrm4j.trainer.TrainingPlan.Overlong;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/**
 * The prepared pairs of a run, in files below {@code data/} of its folder, so that they need not
 * fit into memory. They are made once, with what became of every pair in {@code preparation.json};
 * a resumed run takes the files as they are.
 *
 * @param reading how the model reads pairs
 * @param report gets a line for each reason for which pairs were left out or changed
 */
record PreparedPairs(Path run, Data settings, long seed, Reading reading, Consumer<String> report) {

  /**
   * The training pairs.
   *
   * @return at least one
   * @throws InvalidInput if a source is malformed, nothing is left of it, or a file that was made
   *     before is damaged
   */
  List<Pair> train() {
    Negatives negatives =
        new Negatives(
            settings.negatives(),
            Key.of(seed, "negatives"),
            pair -> reading.length().applyAsInt(pair) <= settings.maxPromptTokens());
    PromptHashes prompts = new PromptHashes();
    GramHashes grams = new GramHashes();
    UnaryOperator<Pair> change = change();
    List<Pair> train =
        of(
            "train",
            settings.train(),
            pair -> {
              prompts.add(pair.query());
              grams.add(pair.query());
              return negatives.of(change.apply(pair));
            },
            Optional.of(negatives));
    if (prompts.size() > 0) { // else they were prepared before
      grams.write(file(GramHashes.FILE));
      prompts.write(file(PromptHashes.FILE));
    }
    return train;
  }

  /** The pairs of the evaluations, as {@link #train}. */
  List<Pair> heldout() {
    return of("heldout", settings.heldout(), UnaryOperator.identity(), Optional.empty());
  }

  /** What is done to each training pair in its turn: nothing, or a coin for its gold. */
  private UnaryOperator<Pair> change() {
    if (!settings.shuffleGold()) {
      return UnaryOperator.identity();
    }
    Key coin = Key.of(seed, "shuffled gold");
    AtomicLong turn = new AtomicLong();
    return pair -> coin.uniform(turn.getAndIncrement()) < 0.5 ? pair : pair.relabeled();
  }

  private List<Pair> of(
      String name, Mixture mixture, Function<Pair, Pair> change, Optional<Negatives> negatives) {
    Path file = file(name + ".prepared.jsonl");
    ObjectNode all = record();
    JsonNode made = all.path(name);
    if (made.isMissingNode()) {
      Tally tally = prepare(file, mixture, name, change);
      String place = place(mixture, name);
      negatives.ifPresent(each -> each.check(place));
      negatives.ifPresent(each -> each.lines(place).forEach(report));
      PairFile pairs = PairFile.open(file);
      ObjectNode entry = all.putObject(name);
      tally.into(entry);
      if (settings.negatives().share() > 0) {
        negatives.ifPresent(each -> each.into(entry.putObject("negatives")));
      }
      entry.put("sha256", pairs.digest());
      save(all);
      return pairs;
    }
    PairFile pairs = PairFile.open(file);
    if (!pairs.digest().equals(made.path("sha256").asText())) {
      throw InvalidInput.of(
          "%s: is not as it was prepared, must not change during a run; restore it, or begin"
              + " another run",
          file);
    }
    return pairs;
  }

  private Tally prepare(Path file, Mixture mixture, String name, Function<Pair, Pair> change) {
    AtomicReference<Tally> tally = new AtomicReference<>();
    PairFile.write(
        file,
        out ->
            tally.set(
                Preparation.of(
                    mixture,
                    rules(),
                    Key.of(seed, "mixture").with(name),
                    pair -> out.accept(change.apply(pair)))));
    String place = place(mixture, name);
    tally.get().lines(place, settings.maxPromptTokens()).forEach(report);
    if (tally.get().written() == 0) {
      throw new InvalidInput(place + ": nothing is left to use; " + remedy(tally.get()));
    }
    return tally.get();
  }

  private static String place(Mixture mixture, String name) {
    return mixture.place() + ": data." + name;
  }

  private String remedy(Tally tally) {
    if (tally.of(Finding.LONG_PROMPT) > 0) {
      return Text.format("raise data.max_prompt_tokens (%d)", settings.maxPromptTokens());
    }
    return tally.notDrawn() > 0 ? "raise the weight of the source" : "give at least one pair";
  }

  private Preparation.Settings rules() {
    TokenText text = new TokenText(reading.tokenizer()::encode, reading.tokenizer()::decode);
    return new Preparation.Settings(
        settings.responses().stripThinking(),
        settings.responses().dropDuplicates(),
        settings.responses().cut()
            ? Optional.of(
                ResponseTail.of(
                    text, settings.maxPromptTokens(), settings.responses().promptReserve()))
            : Optional.empty(),
        reading.length(),
        new Preparation.Limit(settings.maxPromptTokens(), settings.overlong() == Overlong.FAIL));
  }

  /**
   * Remembers prompts of demonstrations with those of the training pairs.
   *
   * @param withTrain whether there are training pairs; a run of an earlier version has no hashes of
   *     them, or none of their stretches, and gets none of its demonstrations alone
   */
  void remember(List<String> demonstrated, boolean withTrain) {
    Path file = file(PromptHashes.FILE);
    boolean there = Files.exists(file);
    if (withTrain && !there) {
      return;
    }
    Path stretches = file(GramHashes.FILE);
    if (!there || Files.exists(stretches)) {
      GramHashes grams = there ? GramHashes.read(stretches) : new GramHashes();
      demonstrated.forEach(grams::add);
      grams.write(stretches);
    }
    PromptHashes prompts = there ? PromptHashes.read(file) : new PromptHashes();
    int before = prompts.size();
    demonstrated.forEach(prompts::add);
    if (prompts.size() > before) {
      prompts.write(file);
    }
  }

  private Path file(String name) {
    return run.resolve("data").resolve(name);
  }

  private ObjectNode record() {
    Path file = file("preparation.json");
    return Files.exists(file)
        ? Json.read(file, "must be as the run wrote it, restore it")
        : Json.object();
  }

  private void save(ObjectNode record) {
    AtomicFiles.output(
        file("preparation.json"), out -> out.write(Json.pretty(record).getBytes(UTF_8)));
  }

  /**
   * How a model reads pairs, as far as their preparation must know it.
   *
   * @param length tokens of the prompt of a pair; of the longer one, where it has two; within the
   *     limit perhaps an upper bound
   */
  record Reading(Tokenizer tokenizer, ToIntFunction<Pair> length) {

    static Reading of(JudgeFormat judge, int limit) {
      return new Reading(judge.tokenizer(), pair -> judge.longestPrompt(pair, limit));
    }

    static Reading of(Policy policy) {
      return new Reading(policy.tokenizer(), pair -> policy.prompt(pair.prompt()).length);
    }

    static Reading of(ScalarText text) {
      return new Reading(text.tokenizer(), text::length);
    }
  }
}
