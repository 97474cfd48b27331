package io.github.rrm4j.cli.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.DeviceOption;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.OnOption;
import io.github.rrm4j.cli.option.SamplingOption;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.contracts.WorkFolder;
import io.github.rrm4j.experiments.data.DataDigest;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.experiments.output.WindowProgress;
import io.github.rrm4j.experiments.policy.PolicyReplies;
import io.github.rrm4j.judging.ModelSpec;
import io.github.rrm4j.judging.policy.PromptWithAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm sample --policy DIR --input F.jsonl --samples K --output G.jsonl}. */
@Command(
    name = "sample",
    description = {
      "Lets a policy answer each prompt several times; annotate and rank read what it writes.",
      "A line of INPUT has prompt (a text or messages) and perhaps id, section and answer (gold: replies are then scored).",
      "Thinking is kept apart from the responses; what the token limit cut off is marked in finished. docs/policies.md has the fields."
    },
    mixinStandardHelpOptions = true)
public final class SampleCommand implements Callable<Integer> {

  @Mixin private DeviceOption device;

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "DIR",
      description = "The policy: a run, a checkpoint or another model folder.")
  private Path policy;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "Prompts, one JSON object a line.")
  private Path input;

  @Option(
      names = "--samples",
      defaultValue = "4",
      paramLabel = "K",
      description = "Replies to each prompt; default: ${DEFAULT-VALUE}.")
  private int samples;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "The replies, one JSON object for each prompt.")
  private Path output;

  @Mixin private SamplingOption options;

  @Option(names = "--resume", description = "Go on with the replies that are there.")
  private boolean resume;

  @Mixin private OnOption on;

  @Override
  public Integer call() throws IOException {
    if (on.elsewhere()) {
      ModelSpec model = device.spec(Optional.of(policy));
      return on.run(() -> model.describe(Json.object(), "policy"));
    }
    WorkFolder whole = WorkFolder.beside(output, "").orResumed(resume);
    if (whole.started()) {
      System.err.println(output + ": is complete already");
      return ExitCode.OK;
    }
    WorkFolder part = WorkFolder.beside(output, ".part.jsonl").orResumed(resume);
    List<PromptWithAnswer> asked = PromptWithAnswer.read(input);
    ModelSpec model = device.spec(Optional.of(policy));
    PolicyReplies replies =
        new PolicyReplies(
            model,
            options.sampling(model),
            samples,
            options.maxSequences(),
            Key.of(options.seed(), "sample"));
    try (Progress progress = on.progress()) {
      WindowProgress window = WindowProgress.of(progress);
      replies.fill(part.file(), asked, input, window, () -> part.keep(settings(model)));
      Files.move(part.file(), output, StandardCopyOption.ATOMIC_MOVE);
      progress.line(
          Text.format(
              "%s: %d prompts, %d replies", output, asked.size(), (long) samples * asked.size()));
    }
    return ExitCode.OK;
  }

  private ObjectNode settings(ModelSpec model) {
    ObjectNode settings = Json.object();
    options.describe(model, settings);
    return model
        .describe(settings, "policy")
        .put("prompts_sha256", DataDigest.of(input.toString()))
        .put("prompts", input.toAbsolutePath().normalize().toString())
        .put("samples", samples);
  }
}
