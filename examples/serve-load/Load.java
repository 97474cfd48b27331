import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks a judge's server from many clients at a time, and prints how long they waited.
 *
 * <pre>
 *   java examples/serve-load/Load.java http://127.0.0.1:8080 CLIENTS REQUESTS_OF_EACH [SEED]
 * </pre>
 *
 * The token is that of the environment variable RRM_TOKEN. Every request is another pair of sums, so
 * that none is answered from the store, unless the same seed was used before.
 */
public final class Load {

  private Load() {}

  public static void main(String[] arguments) throws InterruptedException {
    Locale.setDefault(Locale.ROOT);
    URI url = URI.create(arguments[0] + "/v1/judge");
    int clients = Integer.parseInt(arguments[1]);
    int each = Integer.parseInt(arguments[2]);
    long seed = arguments.length > 3 ? Long.parseLong(arguments[3]) : System.nanoTime();
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    Queue<Double> seconds = new ConcurrentLinkedQueue<>();
    Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
    Thread[] threads = new Thread[clients];
    long start = System.nanoTime();
    for (int c = 0; c < clients; c++) {
      int client = c;
      threads[c] =
          new Thread(
              () -> {
                for (int r = 0; r < each; r++) {
                  String body =
                      String.format(
                          "{\"prompt\": \"%d + %d = ?\", \"responses\": [\"%d\", \"%d\"], \"seed\": %d}",
                          client % 10, r % 10, client % 10 + r % 10, client % 10 + r % 10 + 1,
                          seed + client * 1000L + r);
                  long asked = System.nanoTime();
                  int status = status(http, url, body);
                  seconds.add((System.nanoTime() - asked) / 1e9);
                  statuses.computeIfAbsent(status, s -> new AtomicInteger()).incrementAndGet();
                }
              });
      threads[c].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double took = (System.nanoTime() - start) / 1e9;
    double[] sorted = seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    System.out.printf(
        "%d requests of %d clients in %.1f s: %.1f a second%n",
        sorted.length, clients, took, sorted.length / took);
    for (int percent : new int[] {50, 90, 95, 99}) {
      int at = Math.min(sorted.length - 1, (int) Math.ceil(percent / 100.0 * sorted.length) - 1);
      System.out.printf("p%d %.3f s%n", percent, sorted[Math.max(0, at)]);
    }
    System.out.printf("longest %.3f s%n", Arrays.stream(sorted).max().orElse(0));
    System.out.println("statuses " + new TreeMap<>(statuses));
  }

  private static int status(HttpClient http, URI url, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    String token = System.getenv("RRM_TOKEN");
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    } catch (Exception e) {
      return -1; // no answer
    }
  }
}
