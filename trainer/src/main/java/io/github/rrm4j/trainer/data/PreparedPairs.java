package io.github.rrm4j.trainer.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.preparation.Finding;
import io.github.rrm4j.data.preparation.Mixture;
import io.github.rrm4j.data.preparation.PairFile;
import io.github.rrm4j.data.preparation.Preparation;
import io.github.rrm4j.data.preparation.ResponseTail;
import io.github.rrm4j.data.preparation.Tally;
import io.github.rrm4j.data.preparation.TokenText;
import io.github.rrm4j.trainer.TrainingPlan.Data;
import io.github.rrm4j.trainer.TrainingPlan.Overlong;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The prepared pairs of a run, in files below {@code data/} of its folder, so that they need not
 * fit into memory. They are made once, with what became of every pair in {@code preparation.json};
 * a resumed run takes the files as they are.
 */
final class PreparedPairs {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Data settings;
  private final long seed;
  private final Reading reading;
  private final Consumer<String> report;

  /**
   * @param run the run's folder
   * @param reading how the model reads pairs
   * @param report gets a line for each reason for which pairs were left out or changed
   */
  PreparedPairs(Path run, Data settings, long seed, Reading reading, Consumer<String> report) {
    this.folder = run.resolve("data");
    this.settings = settings;
    this.seed = seed;
    this.reading = reading;
    this.report = report;
  }

  /**
   * The pairs of a mixture, as the run uses them.
   *
   * @param name train or heldout
   * @param change made to each pair in its turn
   * @return at least one
   * @throws InvalidInput if a source is malformed, nothing is left of it, or a file that was made
   *     before is damaged
   */
  List<Pair> of(String name, Mixture mixture, UnaryOperator<Pair> change) {
    Path file = folder.resolve(name + ".prepared.jsonl");
    ObjectNode all = record();
    JsonNode made = all.path(name);
    if (made.isMissingNode()) {
      Tally tally = prepare(file, mixture, name, change);
      PairFile pairs = PairFile.open(file);
      ObjectNode entry = all.putObject(name);
      tally.into(entry);
      entry.put("sha256", pairs.digest());
      save(all);
      return pairs;
    }
    PairFile pairs = PairFile.open(file);
    if (!pairs.digest().equals(made.path("sha256").asText())) {
      throw InvalidInput.of(
          "%s: is not as it was prepared, must not change during a run; restore it, or begin another run",
          file);
    }
    return pairs;
  }

  private Tally prepare(Path file, Mixture mixture, String name, UnaryOperator<Pair> change) {
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
    String place = mixture.place() + ": data." + name;
    tally.get().lines(place, settings.maxPromptTokens()).forEach(report);
    if (tally.get().written() == 0) {
      throw new InvalidInput(place + ": nothing is left to use; " + remedy(tally.get()));
    }
    return tally.get();
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

  /** What was prepared before. */
  private ObjectNode record() {
    Path file = folder.resolve("preparation.json");
    try {
      JsonNode json = Files.exists(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
      if (json instanceof ObjectNode object) {
        return object;
      }
      throw new InvalidInput(file + ": is no JSON object, must be as the run wrote it, restore it");
    } catch (IOException e) {
      throw new InvalidInput(file + ": cannot be read (" + e + "), restore it", e);
    }
  }

  private void save(ObjectNode record) {
    Path file = folder.resolve("preparation.json");
    try {
      AtomicFiles.write(file, record.toPrettyString() + "\n");
    } catch (IOException e) {
      throw new InvalidInput(file + ": cannot be written (" + e + ")", e);
    }
  }
}
