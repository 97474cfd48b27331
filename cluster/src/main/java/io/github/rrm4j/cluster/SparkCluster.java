package io.github.rrm4j.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.Cluster;
import io.github.rrm4j.cli.option.ClusterJob;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.experiments.output.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Runs a command on Apache Spark. */
public final class SparkCluster implements Cluster {

  @Override
  public int run(ClusterJob job) throws IOException {
    return run(job, new CommandWork(job));
  }

  @Override
  public Executors open(ClusterJob job) {
    return new SparkExecutors(job, new CommandWork(job));
  }

  /** Runs any work. */
  int run(ClusterJob job, SliceWork work) throws IOException {
    long start = System.nanoTime();
    try (Progress progress = Progress.onStandardError();
        JavaSparkContext spark = SparkContexts.open(job)) {
      List<ObjectNode> parts = answered(job, work, spark, progress);
      Parts folder = Parts.of(spark.hadoopConfiguration(), job.output());
      join(job, folder, parts);
      JobReport report = JobReport.of(parts, (System.nanoTime() - start) / 1e9);
      folder.write(Parts.REPORT, Json.pretty(report.json()));
      report.lines(job.output()).forEach(progress::line);
      return report.rejected() > 0 ? ExitCode.FAILURE : ExitCode.OK;
    }
  }

  private static List<ObjectNode> answered(
      ClusterJob job, SliceWork work, JavaSparkContext spark, Progress progress)
      throws IOException {
    try {
      return parts(job, work, spark, progress);
    } catch (IllegalStateException e) {
      throw refused(job, spark, e);
    }
  }

  /** The endings of a part's files: those of the command's and that of refused rows. */
  static List<String> endings(ClusterJob job) {
    return Stream.concat(job.endings().stream(), Stream.of(SliceRun.REJECTED)).toList();
  }

  private static List<ObjectNode> parts(
      ClusterJob job, SliceWork work, JavaSparkContext spark, Progress progress)
      throws IOException {
    JavaPairRDD<Long, InputRow> rows = InputRows.of(spark, job.input());
    long all = rows.count();
    if (all == 0) {
      throw new InvalidInput(job.input() + ": is empty, must have at least one line");
    }
    InputRows.checkIds(rows);
    SlicesOf slices = new SlicesOf(all, job.rows());
    SerializableConfiguration conf = new SerializableConfiguration(spark.hadoopConfiguration());
    progress.start(job.command().get(0), 0, slices.numPartitions());
    spark.sc().addSparkListener(new SliceProgress(progress, slices.numPartitions()));
    List<ObjectNode> reports = new ArrayList<>();
    try {
      for (String report :
          rows.repartitionAndSortWithinPartitions(slices)
              .mapPartitionsWithIndex(new SliceTask(job, work, conf), true)
              .collect()) {
        reports.add((ObjectNode) Json.parse(report));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report is always JSON", e);
    } catch (Exception e) { // Spark throws SparkException without declaring it
      throw refused(job, spark, e);
    }
    reports.sort(Comparator.comparingInt(report -> report.path("slice").asInt()));
    return reports;
  }

  /** What a command refused on an executor, in the words that it has in one process. */
  static RuntimeException refused(ClusterJob job, JavaSparkContext spark, Exception failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidInput refusal) {
        return refusal;
      }
    }
    String again =
        job.output().isEmpty()
            ? "run again with --resume: what is in --output is kept"
            : "run again: what is done is kept";
    if (failed instanceof SparkException) {
      return new InvalidInput(
          "--on: Spark gave up: "
              + failed.getMessage().lines().findFirst().orElse("")
              + "; see the log of the executor and "
              + again,
          failed);
    }
    if (failed instanceof IllegalStateException && spark.sc().isStopped()) {
      return new InvalidInput(
          "--on: "
              + job.master()
              + " does not answer, or has ended the application; see whether it is there, and "
              + again,
          failed);
    }
    return failed instanceof RuntimeException known ? known : new IllegalStateException(failed);
  }

  private static void join(ClusterJob job, Parts folder, List<ObjectNode> parts)
      throws IOException {
    for (String ending : endings(job)) {
      if (ending.isEmpty() && job.output().endsWith(".parquet")) {
        SparkSession.builder()
            .getOrCreate()
            .read()
            .json(
                parts.stream()
                    .map(part -> folder.file(part, ending).toString())
                    .toArray(String[]::new))
            .write()
            .mode(SaveMode.Overwrite)
            .parquet(job.output());
      } else if (!ending.equals(SliceRun.REJECTED) || JobReport.sum(parts, "rejected") > 0) {
        folder.join(parts, ending);
      }
    }
  }
}
