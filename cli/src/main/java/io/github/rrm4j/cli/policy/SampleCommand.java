package io.github.rrm4j.cli.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.ModelOption;
import io.github.rrm4j.cli.option.SamplingOption;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.WorkFolder;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.policy.Asked;
import io.github.rrm4j.judging.policy.Policy;
import io.github.rrm4j.judging.policy.PolicySampling;
import io.github.rrm4j.rollout.RolloutEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm sample --policy DIR --prompts F.jsonl --n K --output G.jsonl}. */
@Command(
    name = "sample",
    description = {
      "Lets a policy answer each prompt several times; annotate and rank read what it writes.",
      "A line of PROMPTS has prompt (a text or messages) and perhaps id, section and answer (gold: replies are then scored).",
      "Thinking is kept apart from the responses; what the token limit cut off is marked in finished. docs/policies.md has the fields."
    },
    mixinStandardHelpOptions = true)
public final class SampleCommand implements Callable<Integer> {

  @Mixin private ModelOption model;

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "DIR",
      description = "The policy: a model folder or a checkpoint.")
  private Path policy;

  @Option(
      names = "--prompts",
      required = true,
      paramLabel = "FILE",
      description = "Prompts, one JSON object a line.")
  private Path prompts;

  @Option(
      names = "--n",
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

  @Override
  public Integer call() throws IOException {
    WorkFolder whole = WorkFolder.beside(output, "").orResumed(resume);
    if (whole.started()) {
      System.err.println(output + ": is complete already");
      return ExitCode.OK;
    }
    WorkFolder part = WorkFolder.beside(output, ".part.jsonl").orResumed(resume);
    List<Asked> asked = Asked.read(prompts);
    model.at(policy);
    try (ModelOption.Opened opened = model.open();
        Progress progress = Progress.onStandardError(Duration.ofSeconds(5))) {
      PolicySampling sampling =
          new PolicySampling(
              new Policy(opened.folder().chat(), opened.folder().tokenizer()),
              new RolloutEngine(
                  opened.folder().model(),
                  opened.folder().tokenizer()::isEnd,
                  options.rows(),
                  opened.manager()),
              options.sampling(),
              samples,
              options.rows(),
              Key.of(options.seed(), "sample"));
      sampling.check(asked, prompts);
      part.keep(settings());
      progress.start("sample", 0, asked.size());
      sampling.fill(part.file(), asked, done -> progress.step(done, "prompts"));
      Files.move(part.file(), output, StandardCopyOption.ATOMIC_MOVE);
      progress.line(
          "%s: %d prompts, %d replies"
              .formatted(output, asked.size(), (long) samples * asked.size()));
    }
    return ExitCode.OK;
  }

  private ObjectNode settings() {
    ObjectNode settings = Json.object();
    options.describe(settings);
    return settings
        .put("policy", model.described())
        .put("prompts", prompts.toAbsolutePath().normalize().toString())
        .put("n", samples);
  }
}
