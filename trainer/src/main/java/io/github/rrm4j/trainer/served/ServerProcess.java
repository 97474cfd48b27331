package io.github.rrm4j.trainer.served;

import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.remote.EngineFailure;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A server that this process starts and stops. Who it is stands in a file, so that one that
 * outlived its trainer, which was killed, is ended by the next one.
 */
public final class ServerProcess {

  private static final Logger LOG = LogManager.getLogger(ServerProcess.class);
  private static final int POLL_MILLIS = 100;
  private static final int STOP_SECONDS = 10;
  private static final int TAIL_LINES = 3;

  /** Begins a session of its own, so that Ctrl-C at the trainer's terminal does not reach it. */
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final List<String> command;
  private final int port;
  private final Path output;
  private final Path pid;
  private final Duration patience;
  private volatile Optional<Process> process = Optional.empty();

  /**
   * @param command its words, with {@code {model}} and {@code {port}} where those go
   * @param folder of its output and of the file that says who it is
   * @param patience how long it may take until it is ready
   */
  public ServerProcess(List<String> command, int port, Path folder, Duration patience) {
    this.command = List.copyOf(command);
    this.port = port;
    this.output = folder.resolve("server-" + port + ".log");
    this.pid = folder.resolve("server-" + port + ".pid");
    this.patience = patience;
  }

  /** Its address. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /**
   * Starts it on some weights; it is not ready yet.
   *
   * @throws InvalidInput if the program cannot be started, or something else has the port
   */
  void start(Path model) {
    List<String> words = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      words.add(SETSID.toString());
    }
    for (String word : command) {
      words.add(
          word.replace("{model}", model.toAbsolutePath().normalize().toString())
              .replace("{port}", String.valueOf(port)));
    }
    try {
      Files.createDirectories(output.getParent());
      endOrphan();
      requireFree();
      requireProgram();
      Process started =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      started.getOutputStream().close();
      process = Optional.of(started);
      AtomicFiles.write(pid, mark(started.toHandle()));
    } catch (IOException e) {
      throw new UncheckedIOException(DiskError.at(output, e));
    }
  }

  /** With setsid in front, a program that is not there would be an ordinary early end. */
  private void requireProgram() {
    String program = command.get(0);
    boolean there =
        program.contains("/")
            ? Files.isExecutable(Path.of(program))
            : List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    if (!there) {
      throw InvalidInput.of(
          "engine.server.command: %s is no program here, must be one; install it or give its path",
          OneLine.quoted(program));
    }
  }

  private void requireFree() {
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      free.setReuseAddress(true);
    } catch (IOException e) {
      throw new InvalidInput(
          Text.format(
              "engine.server.ports: something else listens at %d (%s); end it or choose another port",
              port, OneLine.of(e)),
          e);
    }
  }

  private void endOrphan() throws IOException {
    if (!Files.isRegularFile(pid)) {
      return;
    }
    String mark = Files.readString(pid);
    Optional<ProcessHandle> orphan =
        mark.matches("\\d+ .+")
            ? ProcessHandle.of(Long.parseLong(mark.split(" ")[0]))
                .filter(handle -> mark(handle).equals(mark))
            : Optional.empty();
    if (orphan.isPresent() && orphan.get().isAlive()) {
      LOG.warn("port {}: the server of a trainer that was killed is ended", port);
      end(orphan.get());
    }
  }

  private static String mark(ProcessHandle handle) {
    return handle.pid() + " " + handle.info().startInstant().map(Instant::toString).orElse("?");
  }

  /**
   * Waits until it is ready.
   *
   * @throws EngineFailure if it ends before, or takes too long
   */
  void awaitReady() {
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    HttpRequest health =
        HttpRequest.newBuilder(URI.create(url() + "/health"))
            .timeout(Duration.ofSeconds(5))
            .build();
    long end = System.nanoTime() + patience.toNanos();
    try {
      while (System.nanoTime() < end) {
        Optional<String> trouble = trouble();
        if (trouble.isPresent()) {
          throw new EngineFailure(trouble.get());
        }
        if (answers(client, health)) {
          return;
        }
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineFailure(url() + ": waiting for the server was interrupted; run again");
    }
    throw new EngineFailure(
        Text.format(
            "%s: the server is not ready after %d seconds (engine.server.start_timeout): %s",
            url(), patience.toSeconds(), tail()));
  }

  private static boolean answers(HttpClient client, HttpRequest health)
      throws InterruptedException {
    try {
      return client.send(health, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // not yet
    }
  }

  /** How it ended, where it ended by itself. */
  Optional<String> trouble() {
    return process
        .filter(started -> !started.isAlive())
        .map(
            ended ->
                Text.format(
                    "%s: the server ended with exit code %d: %s",
                    url(), ended.exitValue(), tail()));
  }

  /** The last lines of its output, as one, and where the others are. */
  private String tail() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(output), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      String last =
          String.join(
              " | ",
              lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()).stream()
                  .map(line -> OneLine.of(line.strip()))
                  .toList());
      return Text.format("%s; see %s", last.isEmpty() ? "it said nothing" : last, output);
    } catch (IOException e) {
      return output + ": " + OneLine.of(e);
    }
  }

  /** Ends it and what it started; nothing where it was not started. */
  void stop() {
    if (process.isEmpty()) {
      return;
    }
    end(process.get().toHandle());
    process = Optional.empty();
    try {
      Files.deleteIfExists(pid);
    } catch (IOException e) {
      LOG.warn("{}: {}", pid, OneLine.of(e));
    }
  }

  private static void end(ProcessHandle handle) {
    List<ProcessHandle> all = new ArrayList<>(handle.descendants().toList());
    all.add(handle);
    all.forEach(ProcessHandle::destroy);
    for (ProcessHandle one : all) {
      try {
        one.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException | ExecutionException e) {
        one.destroyForcibly();
        one.onExit().join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        one.destroyForcibly();
      }
    }
  }
}
