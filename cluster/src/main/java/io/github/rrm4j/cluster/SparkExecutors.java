package io.github.rrm4j.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.Cluster;
import io.github.rrm4j.cli.option.ClusterJob;
import io.github.rrm4j.contracts.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction0;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** The executors of one application, which is started with the first slices and stays for more. */
final class SparkExecutors implements Cluster.Executors {

  private final ClusterJob job;
  private final SliceWork work;
  private final long start = System.nanoTime();
  private final List<ObjectNode> reports = new ArrayList<>();
  private Optional<JavaSparkContext> spark = Optional.empty();

  SparkExecutors(ClusterJob job, SliceWork work) {
    this.job = job;
    this.work = work;
  }

  /** A slice that is done. */
  private record Done(int slice, LineTask.Answer answer) {}

  /** Brings what executors answer to the thread that waits for it. */
  private static final class Arrivals
      extends AbstractFunction2<Object, LineTask.Answer, BoxedUnit> {

    private final BlockingQueue<Done> done = new LinkedBlockingQueue<>();

    @Override
    public BoxedUnit apply(Object slice, LineTask.Answer answer) {
      done.add(new Done((Integer) slice, answer));
      return BoxedUnit.UNIT;
    }
  }

  /** The value of a job that has none. */
  private static final class Nothing extends AbstractFunction0<BoxedUnit> {

    @Override
    public BoxedUnit apply() {
      return BoxedUnit.UNIT;
    }
  }

  /** {@inheritDoc} Held are those slices that came before one that they are to stand behind. */
  @Override
  public void work(List<List<byte[]>> slices, Made made) throws IOException {
    JavaSparkContext context = spark.orElseGet(() -> SparkContexts.open(job));
    spark = Optional.of(context);
    Arrivals arrivals = new Arrivals();
    SimpleFutureAction<BoxedUnit> action = submitted(context, slices, arrivals);
    try {
      inOrder(slices.size(), action, arrivals.done, made);
    } finally {
      action.cancel(); // without effect where it has ended
    }
  }

  private SimpleFutureAction<BoxedUnit> submitted(
      JavaSparkContext context, List<List<byte[]>> slices, Arrivals arrivals) {
    List<Object> all = IntStream.range(0, slices.size()).<Object>mapToObj(i -> i).toList();
    try {
      return context
          .sc()
          .submitJob(
              context.parallelize(slices, slices.size()).rdd(),
              new LineTask(work),
              CollectionConverters.asScala(all).toSeq(),
              arrivals,
              new Nothing());
    } catch (IllegalStateException e) { // since the round before, the application has ended
      throw SparkCluster.refused(job, context, e);
    }
  }

  private void inOrder(
      int slices, SimpleFutureAction<?> action, BlockingQueue<Done> done, Made made)
      throws IOException {
    Map<Integer, LineTask.Answer> early = new HashMap<>();
    for (int next = 0; next < slices; ) {
      boolean ended = action.isCompleted(); // what it brought is then in the queue
      Optional<Done> one = polled(done);
      if (one.isEmpty() && ended) {
        throw SparkCluster.refused(job, spark.orElseThrow(), failure(action));
      }
      one.ifPresent(came -> early.put(came.slice(), came.answer()));
      for (; early.containsKey(next); next++) {
        LineTask.Answer answer = early.remove(next);
        made.take(answer.lines());
        reports.add((ObjectNode) Json.parse(answer.report()));
      }
    }
  }

  private static Optional<Done> polled(BlockingQueue<Done> done) {
    try {
      return Optional.ofNullable(done.poll(100, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while executors work", e);
    }
  }

  private static Exception failure(SimpleFutureAction<?> action) {
    Throwable failure = action.value().get().failed().get();
    return failure instanceof Exception known ? known : new IllegalStateException(failure);
  }

  @Override
  public List<String> use() {
    return reports.isEmpty()
        ? List.of()
        : JobReport.of(reports, (System.nanoTime() - start) / 1e9)
            .lines(String.join(" ", job.command()));
  }

  @Override
  public void close() {
    spark.ifPresent(JavaSparkContext::close);
  }
}
