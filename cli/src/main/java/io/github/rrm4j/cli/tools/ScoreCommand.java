package io.github.rrm4j.cli.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.ModelOption;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.rows.Rows;
import io.github.rrm4j.evaluation.text.Passage;
import io.github.rrm4j.evaluation.text.PassageReader;
import io.github.rrm4j.evaluation.text.Scorer;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.LocalModel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm score --model DIR --input F.jsonl --output G.jsonl}. */
@Command(
    name = "score",
    description = {
      "Writes the log-prob (nats) of each token, and the perplexity, of the texts of a JSONL file.",
      "A line has text, or a prompt (prompt, messages or prompt_tokens) and what follows it (completion or completion_tokens), or tokens.",
      "The first token of a text or of tokens has no log-prob: null."
    },
    mixinStandardHelpOptions = true)
public final class ScoreCommand implements Callable<Integer> {

  /** Lines that are sorted by length before they are batched. */
  private static final int WINDOW = 256;

  @Mixin private ModelOption model;

  @Mixin private TextLines input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "One JSON object a line, in the order of the input.")
  private Path output;

  @Option(
      names = "--batch-tokens",
      defaultValue = "2048",
      paramLabel = "N",
      description = "Positions computed together: the knob for memory; default: ${DEFAULT-VALUE}.")
  private int batchTokens;

  private double logprobSum;
  private long scored;

  @Override
  public Integer call() {
    InvalidInput.checkLeast("--batch-tokens", batchTokens, 1);
    try (LocalModel opened = model.spec().openLocal();
        Progress progress = Progress.onStandardError()) {
      PassageReader reader = new PassageReader(opened);
      Scorer scorer = new Scorer(opened.folder().model(), batchTokens, opened.manager());
      long lines = input.check(reader::scored);
      progress.start("score", 0, lines);
      AtomicFiles.output(output, out -> score(reader, scorer, progress, out));
      progress.line(
          Text.format(
              "%s: %d lines, %d tokens scored, perplexity %s",
              output,
              lines,
              scored,
              scored == 0 ? "undefined" : Text.format("%.4f", Math.exp(-logprobSum / scored))));
    }
    return ExitCode.OK;
  }

  private void score(PassageReader reader, Scorer scorer, Progress progress, OutputStream out)
      throws IOException {
    long done = 0;
    try (Rows source = input.open()) {
      List<Passage> window = new ArrayList<>();
      while (source.hasNext()) {
        window.add(reader.scored(source.next()));
        if (window.size() == WINDOW || !source.hasNext()) {
          List<float[]> logprobs = scorer.logprobs(window);
          for (int i = 0; i < window.size(); i++) {
            out.write(Json.line(line(window.get(i), logprobs.get(i))));
          }
          done += window.size();
          progress.step(done, scored + " tokens");
          window.clear();
        }
      }
    }
  }

  private ObjectNode line(Passage passage, float[] logprobs) {
    double sum = Scorer.sum(logprobs);
    logprobSum += sum;
    scored += logprobs.length;
    ObjectNode line = Json.object().put("id", passage.id());
    ArrayNode tokens = line.put("prompt_length", passage.prompt().length).putArray("tokens");
    Arrays.stream(passage.completion()).forEach(tokens::add);
    ArrayNode values = line.putArray("logprobs");
    if (logprobs.length < passage.completion().length) {
      values.addNull();
    }
    for (float logprob : logprobs) {
      values.add(logprob);
    }
    line.put("logprob", sum);
    return logprobs.length == 0
        ? line.putNull("perplexity")
        : line.put("perplexity", Scorer.perplexity(logprobs));
  }
}
