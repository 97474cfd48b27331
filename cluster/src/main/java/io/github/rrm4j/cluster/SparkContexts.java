package io.github.rrm4j.cluster;

import io.github.rrm4j.cli.option.ClusterJob;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;

/** Connects to the master that a job names. */
final class SparkContexts {

  /** The word for the master that spark-submit was given. */
  private static final String SUBMITTED = "spark-submit";

  /** The property by which {@code ./rrm} names the jars that executors need. */
  private static final String JARS = "rrm.jars";

  /** By these {@code ./rrm} sets how libtorch waits and where its memory comes from. */
  private static final List<String> ENVIRONMENT =
      List.of(
          "OMP_WAIT_POLICY",
          "GOMP_SPINCOUNT",
          "THP_MEM_ALLOC_ENABLE",
          "MALLOC_ARENA_MAX",
          "MALLOC_MMAP_MAX_",
          "MALLOC_MMAP_THRESHOLD_",
          "MALLOC_TRIM_THRESHOLD_",
          "MALLOC_TOP_PAD_");

  private SparkContexts() {}

  /**
   * Connects; whoever calls closes it.
   *
   * @throws InvalidInput if a setting is none, or no master is known
   */
  static JavaSparkContext open(ClusterJob job) {
    Locale.setDefault(Locale.ROOT); // Spark and Hadoop write the numbers of tasks into file names
    SparkConf conf = new SparkConf(); // what spark-submit was given stands in it
    boolean submitted = conf.contains("spark.master");
    if (job.master().equals(SUBMITTED) != submitted) {
      throw new InvalidInput(
          submitted
              ? "--on is " + job.master() + ", must be spark-submit here, which names the master"
              : "--on is spark-submit, must be a master outside of it, such as local[2]");
    }
    boolean local = job.master().startsWith("local");
    if (!submitted) {
      conf.setMaster(job.master());
      if (!local) {
        executors(conf);
      }
    }
    conf.setIfMissing("spark.app.name", "rrm " + String.join(" ", job.command()));
    conf.setIfMissing("spark.ui.enabled", String.valueOf(!local));
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.setIfMissing("spark.driver.maxResultSize", "0"); // what comes is written as it comes
    for (String setting : job.conf()) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new InvalidInput(
            "--spark-conf is " + setting + ", must be KEY=VALUE, such as spark.executor.memory=8g");
      }
      conf.set(setting.substring(0, equals), setting.substring(equals + 1));
    }
    try {
      return new JavaSparkContext(conf);
    } catch (Exception e) { // Spark throws SparkException without declaring it
      if (e instanceof SparkException || e instanceof IllegalArgumentException) {
        throw new InvalidInput(
            "--on is "
                + job.master()
                + ", Spark refuses it or a setting ("
                + OneLine.of(String.valueOf(e.getMessage()))
                + "); must be local[N], spark://HOST:PORT or, through spark-submit, spark-submit;"
                + " correct it or --spark-conf",
            e);
      }
      throw e;
    }
  }

  /** What ./rrm gives its own JVM, for those of the executors. */
  private static void executors(SparkConf conf) {
    String jars = System.getProperty(JARS, "");
    if (jars.isEmpty()) {
      throw new InvalidInput(
          "--on: the executors need the jars of RRM4J; start with ./rrm or with spark-submit"
              + " (docs/scale.md)");
    }
    conf.set("spark.jars", jars);
    conf.setIfMissing(
        "spark.executor.extraJavaOptions",
        "-Dfile.encoding=UTF-8 -Dai.djl.offline=true -DOPT_OUT_TRACKING=true"
            + " -Dai.djl.pytorch.graph_optimizer=false");
    for (String name : ENVIRONMENT) {
      String value = System.getenv(name);
      if (value != null) {
        conf.setIfMissing("spark.executorEnv." + name, value);
      }
    }
    conf.setIfMissing("spark.executorEnv.LC_ALL", "C.UTF-8");
  }
}
