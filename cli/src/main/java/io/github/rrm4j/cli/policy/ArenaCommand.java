package io.github.rrm4j.cli.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.JudgeOption;
import io.github.rrm4j.cli.option.ModelOption;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.WorkFolder;
import io.github.rrm4j.evaluation.arena.Battle;
import io.github.rrm4j.evaluation.arena.Battles;
import io.github.rrm4j.evaluation.arena.Encounter;
import io.github.rrm4j.evaluation.arena.Referee;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.Voting;
import io.github.rrm4j.judging.policy.Asked;
import io.github.rrm4j.judging.policy.Policy;
import io.github.rrm4j.judging.policy.PolicySampling;
import io.github.rrm4j.judging.policy.ReplyList;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm arena --first DIR --second DIR --prompts F --judge DIR|--gold --output DIR}. */
@Command(
    name = "arena",
    description = {
      "Two policies answer the same prompts; a judge in both orders, or the gold answer, says whose reply is better.",
      "OUTPUT gets first.jsonl and second.jsonl (replies), battles.jsonl and result.json; docs/policies.md has the fields.",
      "The score is Arena-Hard's: wins of the second and half of the ties; a win by far (>>) counts three. A judge that knows no strengths gives plain wins."
    },
    mixinStandardHelpOptions = true)
public final class ArenaCommand implements Callable<Integer> {

  @Mixin private JudgeOption judge;

  @Option(names = "--first", paramLabel = "DIR", description = "Policy A, the baseline.")
  private Optional<Path> first = Optional.empty();

  @Option(names = "--second", paramLabel = "DIR", description = "Policy B, which is measured.")
  private Optional<Path> second = Optional.empty();

  @Option(
      names = "--prompts",
      paramLabel = "FILE",
      description = "Prompts, one JSON object a line, perhaps with an answer.")
  private Optional<Path> prompts = Optional.empty();

  @Option(
      names = "--judge",
      paramLabel = "DIR",
      description = "The judge: a model folder or a checkpoint.")
  private Optional<Path> judgeFolder = Optional.empty();

  @Option(names = "--gold", description = "The gold answers decide, in the place of a judge.")
  private boolean gold;

  @Option(
      names = "--battles",
      paramLabel = "FILE",
      description =
          "Only score battles that were decided elsewhere: id and games, a list of A>>B, A>B, A=B, B>A, B>>A.")
  private Optional<Path> made = Optional.empty();

  @Option(names = "--output", paramLabel = "DIR", description = "Folder of the results.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--items",
      defaultValue = "0",
      paramLabel = "N",
      description = "Only the first N prompts; 0, the default, takes all.")
  private int items;

  @Option(
      names = "--votes",
      defaultValue = "1",
      paramLabel = "K",
      description = "Judgements of a battle in each order; default: ${DEFAULT-VALUE}.")
  private int votes;

  @Option(
      names = "--policy-temperature",
      defaultValue = "0",
      paramLabel = "T",
      description = "Sampling temperature of the policies, 0 is greedy; default: ${DEFAULT-VALUE}.")
  private double temperature;

  @Option(
      names = "--policy-max-new-tokens",
      defaultValue = "512",
      paramLabel = "N",
      description = "Longest reply in tokens; default: ${DEFAULT-VALUE}.")
  private int maxNewTokens;

  @Option(names = "--resume", description = "Go on with what is there.")
  private boolean resume;

  @Override
  public Integer call() throws IOException {
    if (made.isPresent()) {
      new Battles(Battle.read(made.get())).summary().forEach(System.out::println);
      return ExitCode.OK;
    }
    if (gold == judgeFolder.isPresent()) {
      throw new InvalidInput("arena: give one of --judge DIR and --gold");
    }
    Path folder = needed(output, "--output");
    List<Asked> asked = asked();
    WorkFolder begun =
        new WorkFolder(folder.resolve("first.jsonl"), folder.resolve("settings.json"))
            .orResumed(resume);
    begun.keep(settings());
    try (Progress progress = Progress.onStandardError(Duration.ofSeconds(5))) {
      List<ReplyList> a = replies(needed(first, "--first"), folder, "first", asked, progress);
      List<ReplyList> b = replies(needed(second, "--second"), folder, "second", asked, progress);
      List<Encounter> encounters = new ArrayList<>();
      for (Asked one : asked) {
        int i = encounters.size();
        encounters.add(new Encounter(one, a.get(i).replies().get(0), b.get(i).replies().get(0)));
      }
      Battles battles = battles(folder.resolve("battles.jsonl"), encounters, progress);
      AtomicFiles.write(folder.resolve("result.json"), Json.pretty(battles.toJson()));
      battles.summary().forEach(progress::line);
    }
    return ExitCode.OK;
  }

  private List<Asked> asked() {
    Path file = needed(prompts, "--prompts");
    List<Asked> all = Asked.read(file);
    if (items < 0) {
      throw new InvalidInput("--items is " + items + ", must be 0 or more");
    }
    List<Asked> some = items == 0 ? all : all.subList(0, Math.min(items, all.size()));
    for (Asked one : some) {
      if (gold && one.problem().isEmpty()) {
        throw new InvalidInput(
            "%s: prompt '%s' has no answer, must have one for --gold; add the field 'answer'"
                .formatted(file, one.prompt().id()));
      }
    }
    return some;
  }

  /** One reply of a policy to each prompt. */
  private List<ReplyList> replies(
      Path policy, Path folder, String name, List<Asked> asked, Progress progress)
      throws IOException {
    Path file = folder.resolve(name + ".jsonl");
    try (ModelOption.Opened opened = judge.open(policy)) {
      PolicySampling sampling =
          new PolicySampling(
              new Policy(opened.folder().chat(), opened.folder().tokenizer()),
              new RolloutEngine(
                  opened.folder().model(),
                  opened.folder().tokenizer()::isEnd,
                  judge.rows(),
                  opened.manager()),
              new Sampling(temperature, maxNewTokens),
              1,
              judge.rows(),
              Key.of(judge.seed(), "arena"));
      sampling.check(asked, needed(prompts, "--prompts"));
      progress.start(name, 0, asked.size());
      sampling.fill(file, asked, done -> progress.step(done, "prompts"));
    }
    return ReplyList.read(file);
  }

  private Battles battles(Path file, List<Encounter> encounters, Progress progress)
      throws IOException {
    if (judgeFolder.isEmpty()) {
      return fill(file, encounters, new Referee.Gold(encounters.size()), progress);
    }
    judge.at(judgeFolder.get());
    try (JudgeOption.Opened opened = judge.open()) {
      Voting voting =
          new Voting(opened.judge(), opened.engine(), opened.sampling(), votes, Voting.Orders.BOTH);
      for (Encounter encounter : encounters) {
        voting.check(encounter.pair(), file.toString());
      }
      Key key = Key.of(judge.seed(), "arena");
      return fill(file, encounters, new Referee.Judge(voting, judge.rows(), key), progress);
    }
  }

  private static Battles fill(
      Path file, List<Encounter> encounters, Referee referee, Progress progress)
      throws IOException {
    progress.start("battles", 0, encounters.size());
    return Battles.fill(file, encounters, referee, done -> progress.step(done, "prompts"));
  }

  private ObjectNode settings() {
    ObjectNode json =
        Json.object()
            .put("first", shown(needed(first, "--first")))
            .put("second", shown(needed(second, "--second")))
            .put("prompts", shown(needed(prompts, "--prompts")))
            .put("items", items)
            .put("policy_temperature", temperature)
            .put("policy_max_new_tokens", maxNewTokens);
    return judge
        .given(json.put("judge", judgeFolder.map(ArenaCommand::shown).orElse("gold")))
        .put("votes", votes);
  }

  private static String shown(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }

  private static Path needed(Optional<Path> path, String option) {
    return path.orElseThrow(() -> new InvalidInput("arena: " + option + " is missing, add it"));
  }
}
