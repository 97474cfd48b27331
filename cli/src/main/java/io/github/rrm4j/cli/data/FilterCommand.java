package io.github.rrm4j.cli.data;

import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.JudgeOption;
import io.github.rrm4j.cli.option.OnOption;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.contracts.WorkFolder;
import io.github.rrm4j.data.Condition;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.evaluation.filter.DifficultyFilter;
import io.github.rrm4j.evaluation.filter.DifficultyFilter.DifficultyCounts;
import io.github.rrm4j.experiments.data.DataDigest;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.PromptFits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm data filter --model DIR --input FILE --keep CONDITION --output FILE}. */
@Command(
    name = "filter",
    description = {
      "Judges each pair several times with a model, half of the times in each order, and keeps those of the wanted difficulty.",
      "Beside OUTPUT it writes OUTPUT.counts.jsonl: id, right, wrong, malformed, truncated, overlong of every pair.",
      "With --resume it goes on after a kill, or applies another --keep to the counts."
    },
    mixinStandardHelpOptions = true)
final class FilterCommand implements Callable<Integer> {

  @Mixin private JudgeOption model;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "Preference pairs: a file, a folder or a glob.")
  private String input;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Judgements of each pair; default: ${DEFAULT-VALUE}.")
  private int samples = 4;

  @Option(
      names = "--keep",
      defaultValue = "right<4",
      paramLabel = "CONDITION",
      description =
          "Which pairs are kept: right, wrong, malformed, truncated or overlong, compared with a number, joined by 'and'; default: ${DEFAULT-VALUE}.")
  private String keep;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "The kept pairs, one JSON object a line.")
  private Path output;

  @Option(names = "--resume", description = "Go on with the counts that are there.")
  private boolean resume;

  @Mixin private OnOption on;

  @Override
  public Integer call() throws IOException {
    Condition condition = Condition.ofCounts("--keep", keep, DifficultyCounts.COUNTS);
    if (on.elsewhere()) {
      return on.run(() -> model.spec().described(), ".counts.jsonl");
    }
    WorkFolder counts = WorkFolder.beside(output, ".counts.jsonl").orResumed(resume);
    try (Judge judge = Judge.open(model.spec());
        Progress progress = on.progress()) {
      DifficultyFilter filter =
          new DifficultyFilter(
              PairSource.of(input),
              counts.file(),
              judge.voting(samples, Orders.HALF),
              judge.spec().maxSequences());
      PromptFits fits = filter.check();
      fits.line(input, "pairs").ifPresent(progress::line);
      long pairs = fits.items();
      counts.keep(
          judge
              .spec()
              .described()
              .put("input", input)
              .put("input_sha256", DataDigest.of(input))
              .put("samples", samples));
      progress.start("filter", 0, pairs);
      filter.judge(pairs, Key.of(judge.spec().seed(), "filter"), done -> progress.step(done, ""));
      long kept = filter.write(condition, output);
      judge.spending().ifPresent(progress::line);
      progress.line(Text.format("%s: %d of %d pairs kept (%s)", output, kept, pairs, keep));
    }
    return ExitCode.OK;
  }
}
