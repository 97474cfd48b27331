package io.github.rrm4j.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A {@code rrm serve} that listens, as a child process.
 *
 * @param version of its judge
 */
record ServedProcess(Process process, String version, String url) {

  private static final Pattern STARTED = Pattern.compile("serve: judge (\\w+) at (http://\\S+)\n");

  /**
   * Starts one without a token on a port of its own, and waits until it listens.
   *
   * @param log takes what it says; empty
   */
  static ServedProcess start(Path log, String... more) throws IOException {
    Stream<String> fixed = Stream.of("serve", "--no-token", "--port", "0");
    String[] arguments = Stream.concat(fixed, Stream.of(more)).toArray(String[]::new);
    Process process = Invocation.child(log, arguments);
    while (process.isAlive()) {
      Matcher started = STARTED.matcher(Files.readString(log));
      if (started.find()) {
        return new ServedProcess(process, started.group(1), started.group(2));
      }
      Thread.onSpinWait();
    }
    throw new AssertionError(Files.readString(log));
  }

  /** Asks for a judgement. */
  HttpResponse<String> judge(String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/v1/judge"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
