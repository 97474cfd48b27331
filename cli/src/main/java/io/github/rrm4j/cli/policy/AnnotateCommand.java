package io.github.rrm4j.cli.policy;

import io.github.rrm4j.cli.option.ApiOption;
import io.github.rrm4j.cli.option.DeviceOption;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.JudgingOption;
import io.github.rrm4j.cli.option.MethodOption;
import io.github.rrm4j.cli.option.OnOption;
import io.github.rrm4j.cli.option.RouterOption;
import io.github.rrm4j.cli.option.SplitVotesOption;
import io.github.rrm4j.cli.option.StopOption;
import io.github.rrm4j.contracts.WorkFolder;
import io.github.rrm4j.evaluation.annotation.Labelling;
import io.github.rrm4j.experiments.data.DataDigest;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.experiments.output.WindowProgress;
import io.github.rrm4j.experiments.policy.Labels;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.policy.ReplyList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm annotate --judge DIR --input F.jsonl --output G.jsonl}. */
@Command(
    name = "annotate",
    description = {
      "Turns the replies of a policy (./rrm sample) into preference pairs by the verdicts of a"
          + " judge, in both orders.",
      "Beside OUTPUT it writes OUTPUT.judged.jsonl, all votes, and OUTPUT.undecided.jsonl, pairs"
          + " without a label and why.",
      "With --resume it goes on after a kill, or labels again from the votes with another --pairs"
          + " or --threshold."
    },
    mixinStandardHelpOptions = true)
public final class AnnotateCommand implements Callable<Integer> {

  @Mixin private DeviceOption device;

  @Mixin private JudgingOption judging;

  @Option(
      names = "--judge",
      required = true,
      paramLabel = "DIR|API",
      description =
          "The judge: a run, a checkpoint or another model folder; or openai or anthropic, an API"
              + " that speaks text.")
  private String judgeFolder;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "The name of a judge behind an API.")
  private Optional<String> model = Optional.empty();

  @Mixin private ApiOption api;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "Prompts with their replies, one JSON object a line.")
  private Path input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "The pairs, one JSON object a line: prompt, chosen, rejected, annotation.")
  private Path output;

  @Mixin private MethodOption method;

  @Option(
      names = "--votes",
      defaultValue = "1",
      paramLabel = "K",
      description = "Judgements of two replies in each order; default: ${DEFAULT-VALUE}.")
  private int votes;

  @Mixin private StopOption stop;

  @Mixin private RouterOption router;

  @Mixin private SplitVotesOption splits;

  @Option(
      names = "--pairs",
      defaultValue = "best_worst",
      paramLabel = "best_worst|all",
      description =
          "Which replies make a pair: the first and the last of the ranking, or all that were"
              + " judged; default: ${DEFAULT-VALUE}.")
  private Labelling.Pairs pairs;

  @Option(
      names = "--threshold",
      defaultValue = "0.5",
      paramLabel = "P",
      description =
          "Least share of the judgements of a pair that must be for its winner; default:"
              + " ${DEFAULT-VALUE}.")
  private double threshold;

  @Option(
      names = "--orders-may-disagree",
      description = "Take the majority of both orders even where one of them alone says otherwise.")
  private boolean ordersMayDisagree;

  @Option(names = "--resume", description = "Go on with the judgements that are there.")
  private boolean resume;

  @Mixin private OnOption on;

  @Override
  public Integer call() throws IOException {
    Labelling labelling = new Labelling(pairs, threshold, !ordersMayDisagree);
    JudgeSpec judge =
        router
            .of(judging.spec(device.judge(judgeFolder, api, model)))
            .votes(votes)
            .stop(stop.rule().bound())
            .splits(splits.rule());
    if (on.elsewhere()) {
      return on.run(judge::described, ".judged.jsonl", ".undecided.jsonl");
    }
    WorkFolder judged = WorkFolder.beside(output, ".judged.jsonl").orResumed(resume);
    List<ReplyList> lists = ReplyList.read(input);
    Labels labels = new Labels(lists, input, labelling);
    try (Progress progress = on.progress()) {
      WindowProgress window = WindowProgress.of(progress);
      labels.judge(
          judge,
          method.method(),
          method.settings(),
          judged.file(),
          window,
          () ->
              judged.keep(
                  stop.into(method.into(judge.described()))
                      .put("input_sha256", DataDigest.of(input.toString()))
                      .put("input", input.toAbsolutePath().normalize().toString())
                      .put("votes", votes)
                      .put("split_votes", splits.rule().word())));
      Path undecided = output.resolveSibling(output.getFileName() + ".undecided.jsonl");
      if (on.slice()) {
        labels.writePart(judged.file(), output, undecided, window);
      } else {
        labels.write(
            judged.file(),
            output,
            undecided,
            window,
            "sample more replies, take more --votes or lower --threshold, and use --resume");
      }
    }
    return ExitCode.OK;
  }
}
