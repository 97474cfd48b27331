package io.github.rrm4j.cli.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.ApiOption;
import io.github.rrm4j.cli.option.DeviceOption;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.JudgingOption;
import io.github.rrm4j.cli.option.SamplingOption;
import io.github.rrm4j.cli.option.SplitVotesOption;
import io.github.rrm4j.cli.option.StopOption;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.WorkFolder;
import io.github.rrm4j.data.StratifiedSample;
import io.github.rrm4j.evaluation.arena.ArenaResults;
import io.github.rrm4j.evaluation.arena.DecidedBattles;
import io.github.rrm4j.experiments.data.DataDigest;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.experiments.output.WindowProgress;
import io.github.rrm4j.experiments.policy.Arena;
import io.github.rrm4j.experiments.policy.PolicyReplies;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.ModelSpec;
import io.github.rrm4j.judging.policy.PromptWithAnswer;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm arena --first DIR --second DIR --input F --judge DIR|--gold --output DIR}. */
@Command(
    name = "arena",
    description = {
      "Two policies answer the same prompts; a judge in both orders, or the gold answer, says whose"
          + " reply is better.",
      "OUTPUT gets first.jsonl and second.jsonl (replies), battles.jsonl and result.json;"
          + " docs/policies.md has the fields.",
      "The score is Arena-Hard's: wins of the second and half of the ties; a win by far (>>) counts"
          + " three. A judge that knows no strengths gives plain wins."
    },
    mixinStandardHelpOptions = true)
public final class ArenaCommand implements Callable<Integer> {

  private static final String RESULT = "result.json";

  @Mixin private DeviceOption device;

  @Mixin private JudgingOption judging;

  @Option(names = "--first", paramLabel = "DIR", description = "Policy A, the baseline.")
  private Optional<Path> first = Optional.empty();

  @Option(names = "--second", paramLabel = "DIR", description = "Policy B, which is measured.")
  private Optional<Path> second = Optional.empty();

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "Prompts, one JSON object a line, perhaps with an answer.")
  private Optional<Path> input = Optional.empty();

  @Option(
      names = "--judge",
      paramLabel = "DIR|API",
      description =
          "The judge: a run, a checkpoint or another model folder; or openai or anthropic, an API"
              + " that speaks text.")
  private Optional<String> judgeFolder = Optional.empty();

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "The name of a judge behind an API.")
  private Optional<String> model = Optional.empty();

  @Mixin private ApiOption api;

  @Option(names = "--gold", description = "The gold answers decide, in the place of a judge.")
  private boolean gold;

  @Option(
      names = "--battles",
      paramLabel = "FILE",
      description =
          "Only score battles that were decided elsewhere: judgements as Arena-Hard writes them, or"
              + " lines of id and games, a list of A>>B, A>B, A=B, B>A, B>>A, in which A always is"
              + " the first policy.")
  private Optional<Path> made = Optional.empty();

  @Option(names = "--output", paramLabel = "DIR", description = "Folder of the results.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--limit",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "At most N prompts, drawn by --seed in proportion to the sections of INPUT; 0, the"
              + " default, takes all.")
  private int limit;

  @Option(
      names = "--votes",
      defaultValue = "1",
      paramLabel = "K",
      description = "Judgements of a battle in each order; default: ${DEFAULT-VALUE}.")
  private int votes;

  @Mixin private StopOption stop;

  @Mixin private SplitVotesOption splits;

  @Option(
      names = "--policy-temperature",
      defaultValue = "0",
      paramLabel = "T",
      description = "Sampling temperature of the policies, 0 is greedy; default: ${DEFAULT-VALUE}.")
  private double temperature;

  @Option(
      names = "--policy-max-new-tokens",
      paramLabel = "N",
      description =
          "Longest reply in tokens; default: "
              + SamplingOption.NEW_TOKENS
              + ", at most half of the positions of the smaller policy.")
  private Optional<Integer> maxNewTokens = Optional.empty();

  @Option(names = "--resume", description = "Go on with what is there.")
  private boolean resume;

  @Override
  public Integer call() throws IOException {
    if (made.isPresent()) {
      return score(made.get());
    }
    if (gold == judgeFolder.isPresent()) {
      throw new InvalidInput("arena: give one of --judge DIR and --gold");
    }
    Path folder = needed(output, "--output");
    InvalidInput.checkLeast("--limit", limit, 0);
    Path file = needed(input, "--input");
    ModelSpec policy = device.spec(Optional.empty());
    ModelSpec referee = judgeFolder.map(j -> device.judge(j, api, model)).orElse(policy);
    JudgeSpec asked =
        judging.spec(referee).votes(votes).stop(stop.rule().bound()).splits(splits.rule());
    List<PromptWithAnswer> prompts =
        PolicyReplies.sampled(file, limit, asked.seed(), gold ? "--gold" : "");
    Optional<JudgeSpec> judge = judgeFolder.map(some -> asked);
    List<ModelSpec> policies =
        List.of(policy.at(needed(first, "--first")), policy.at(needed(second, "--second")));
    int newTokens = maxNewTokens.orElseGet(() -> newTokens(policies));
    Arena arena =
        new Arena(
            replies(policies.get(0), newTokens, asked),
            replies(policies.get(1), newTokens, asked),
            prompts,
            file,
            judge);
    new WorkFolder(folder.resolve("first.jsonl"), folder.resolve("settings.json"))
        .orResumed(resume)
        .keep(settings(arena, asked));
    try (Progress progress = Progress.onStandardError()) {
      ArenaResults battles = arena.run(folder, WindowProgress.of(progress));
      AtomicFiles.write(folder.resolve(RESULT), Json.pretty(battles.toJson()));
      battles.summary().forEach(progress::line);
    }
    return ExitCode.OK;
  }

  /** Scores battles that were decided elsewhere; nothing is judged. */
  private int score(Path file) throws IOException {
    boolean more =
        gold || List.of(first, second, input, judgeFolder).stream().anyMatch(Optional::isPresent);
    if (more) {
      throw new InvalidInput(
          "arena: --battles FILE is scored alone, must not stand with --first, --second, --input,"
              + " --judge or --gold, remove them");
    }
    DecidedBattles battles = DecidedBattles.read(file);
    if (output.isPresent()) {
      Path result = output.get().resolve(RESULT);
      new WorkFolder(result, output.get().resolve("settings.json"))
          .orResumed(resume)
          .keep(Json.object().put("battles", shown(file)));
      AtomicFiles.write(result, Json.pretty(battles.toJson()));
    }
    battles.summary().forEach(System.out::println);
    return ExitCode.OK;
  }

  /** The same limit for both, which leaves room for a prompt in each. */
  private static int newTokens(List<ModelSpec> policies) {
    return policies.stream()
        .mapToInt(policy -> policy.newTokens(SamplingOption.NEW_TOKENS, "--policy-max-new-tokens"))
        .min()
        .orElseThrow();
  }

  private PolicyReplies replies(ModelSpec policy, int newTokens, JudgeSpec asked) {
    return new PolicyReplies(
        policy,
        new Sampling(temperature, newTokens),
        1,
        asked.maxSequences(),
        Key.of(asked.seed(), "arena"));
  }

  private ObjectNode settings(Arena arena, JudgeSpec asked) {
    ObjectNode json = arena.first().policy().describe(Json.object(), "first");
    arena
        .second()
        .policy()
        .describe(json, "second")
        .put("prompts", shown(arena.place()))
        .put("prompts_sha256", DataDigest.of(arena.place().toString()))
        .put("items", limit)
        .put("sample", limit == 0 ? "all" : StratifiedSample.described("section", asked.seed()))
        .put("policy_temperature", temperature)
        .put("policy_max_new_tokens", arena.first().sampling().maxNewTokens())
        .put("judge", arena.judge().map(ArenaCommand::judged).orElse("gold"))
        .put("votes", votes)
        .put("split_votes", splits.rule().word())
        .put("seed", asked.seed())
        .put("max_num_seqs", asked.maxSequences());
    stop.into(json);
    return arena.judge().isPresent() ? json.setAll(asked.described()) : json;
  }

  private static String judged(JudgeSpec judge) {
    return judge.model().api().isPresent()
        ? judge.model().described()
        : shown(judge.model().path());
  }

  private static String shown(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }

  private static Path needed(Optional<Path> path, String option) {
    return path.orElseThrow(() -> new InvalidInput("arena: " + option + " is missing, add it"));
  }
}
