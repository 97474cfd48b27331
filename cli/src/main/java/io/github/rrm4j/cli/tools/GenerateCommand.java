package io.github.rrm4j.cli.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.ModelOption;
import io.github.rrm4j.cli.option.SamplingOption;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.rows.Rows;
import io.github.rrm4j.evaluation.text.Passage;
import io.github.rrm4j.evaluation.text.PassageReader;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.OpenModel;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm generate --model DIR --input F.jsonl}. */
@Command(
    name = "generate",
    description = {
      "Writes completions of the prompts of a JSONL file, with token ids and log-probs (nats).",
      "A line has prompt, messages or prompt_tokens. Each sample is a line of the output."
    },
    mixinStandardHelpOptions = true)
public final class GenerateCommand implements Callable<Integer> {

  @Mixin private ModelOption model;

  @Mixin private TextLines input;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "One JSON object a line, in the order of the input; default: standard output.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--samples",
      defaultValue = "1",
      paramLabel = "N",
      description = "Completions of each prompt; default: ${DEFAULT-VALUE}.")
  private int samples;

  @Mixin private SamplingOption options;

  @Override
  public Integer call() throws IOException {
    InvalidInput.checkLeast("--samples", samples, 1);
    options.maxSequences(); // refused before the model is opened
    Sampling sampling = options.sampling(model.spec());
    try (OpenModel opened = model.spec().open();
        Progress progress = Progress.onStandardError()) {
      PassageReader reader = new PassageReader(opened);
      progress.start(
          "generate", 0, input.check(row -> reader.prompt(row, sampling.maxNewTokens())));
      AtomicFiles.output(
          output, System.out, out -> generate(opened, reader, sampling, progress, out));
    }
    return ExitCode.OK;
  }

  private void generate(
      OpenModel opened,
      PassageReader reader,
      Sampling sampling,
      Progress progress,
      OutputStream out)
      throws IOException {
    Tokenizer tokenizer = opened.tokenizer();
    RolloutEngine engine = opened.engine(options.maxSequences());
    Key key = Key.of(options.seed(), "generate");
    int together = Math.max(1, options.maxSequences() / samples);
    long done = 0;
    long tokens = 0;
    try (Rows source = input.open()) {
      List<Passage> window = new ArrayList<>();
      List<Request> requests = new ArrayList<>();
      while (source.hasNext()) {
        Passage passage = reader.prompt(source.next(), sampling.maxNewTokens());
        window.add(passage);
        requests.add(new Request(passage.prompt(), key.with(done + requests.size())));
        if (window.size() == together || !source.hasNext()) {
          List<List<Rollout>> groups = engine.generate(requests, samples, sampling);
          for (int p = 0; p < window.size(); p++) {
            for (int g = 0; g < samples; g++) {
              Rollout rollout = groups.get(p).get(g);
              out.write(Json.line(line(window.get(p).id(), g, rollout, tokenizer)));
              tokens += rollout.logprobs().length;
            }
          }
          out.flush();
          done += window.size();
          progress.step(done, tokens + " tokens");
          window.clear();
          requests.clear();
        }
      }
    }
  }

  private ObjectNode line(String id, int sample, Rollout rollout, Tokenizer tokenizer) {
    int[] tokens = rollout.sequence().completion();
    int end = rollout.truncated() ? tokens.length : tokens.length - 1;
    ObjectNode line =
        Json.object()
            .put("id", id)
            .put("sample", sample)
            .put("text", tokenizer.decode(Arrays.copyOf(tokens, end)))
            .put("finish", Word.of(rollout.finish()));
    ArrayNode ids = line.putArray("tokens");
    Arrays.stream(tokens).forEach(ids::add);
    ArrayNode logprobs = line.putArray("logprobs");
    for (float logprob : rollout.logprobs()) {
      logprobs.add(logprob);
    }
    return line;
  }
}
