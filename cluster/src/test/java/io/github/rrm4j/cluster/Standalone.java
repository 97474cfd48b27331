package io.github.rrm4j.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A standalone cluster of Spark on this machine: a master, and workers that start executors. */
final class Standalone implements AutoCloseable {

  private static final String HOST = "127.0.0.1";

  private final List<Process> workers = new ArrayList<>();
  private final Process master;
  private final int port;

  /**
   * @param folder empty, for logs and what workers write
   * @param workers how many
   * @param cores of each: so many executors with one core it can have
   */
  Standalone(Path folder, int workers, int cores) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      port = socket.getLocalPort();
    }
    Path home = folder.resolve("home");
    Files.createDirectories(home.resolve("jars")); // executors get a class path of their own
    Map<String, String> environment =
        Map.of(
            "SPARK_HOME", home.toString(), "SPARK_SCALA_VERSION", "2.13", "SPARK_LOCAL_IP", HOST);
    ProcessBuilder first =
        ChildJvm.of(
            folder.resolve("master.log"),
            "300m",
            "org.apache.spark.deploy.master.Master",
            "--host",
            HOST,
            "--port",
            String.valueOf(port),
            "--webui-port",
            "0");
    first.environment().putAll(environment);
    master = first.start();
    for (int i = 0; i < workers; i++) {
      String host = "127.0.0." + (i + 1); // a slice is not speculated on the host that has it
      ProcessBuilder worker =
          ChildJvm.of(
              folder.resolve("worker-" + i + ".log"),
              "300m",
              "org.apache.spark.deploy.worker.Worker",
              "--host",
              host,
              "--webui-port",
              "0",
              "--cores",
              String.valueOf(cores),
              "--memory",
              cores + "g",
              "--work-dir",
              folder.resolve("work-" + i).toString(),
              url());
      worker.environment().putAll(environment);
      worker.environment().put("SPARK_LOCAL_IP", host);
      this.workers.add(worker.start());
    }
  }

  /** What {@code --on} takes. */
  String url() {
    return "spark://" + HOST + ":" + port;
  }

  /** Options with which the executors of this machine find the classes of the tests. */
  static List<String> options() {
    return List.of(
        "--spark-conf",
        "spark.executor.extraClassPath=" + ChildJvm.classPath(),
        "--spark-conf",
        "spark.executor.memory=512m",
        "--spark-conf",
        "spark.executor.cores=1",
        "--spark-conf",
        "spark.driver.host=" + HOST,
        "--spark-conf",
        "spark.driver.bindAddress=" + HOST,
        "--spark-conf",
        "spark.ui.enabled=false");
  }

  /** The processes of executors that run now. */
  List<ProcessHandle> executors() {
    return workers.stream().flatMap(Process::children).toList();
  }

  @Override
  public void close() {
    for (ProcessHandle executor : executors()) {
      executor.destroyForcibly();
    }
    workers.forEach(Process::destroyForcibly);
    master.destroyForcibly();
  }
}
