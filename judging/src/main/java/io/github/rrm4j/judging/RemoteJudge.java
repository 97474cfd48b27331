package io.github.rrm4j.judging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.Conversation;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.rewards.SplitRule;
import io.github.rrm4j.rewards.tournament.Match;
import io.github.rrm4j.rewards.tournament.Teams;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * A judge behind {@code ./rrm serve}. What it says is what {@link Judge} says that has the server's
 * model and the same settings.
 *
 * <pre>{@code
 * RemoteJudgeSpec spec = RemoteJudgeSpec.of(URI.create("http://127.0.0.1:8080")).tokenOf("RRM_TOKEN");
 * try (PairJudge judge = RemoteJudge.open(spec.votes(5))) {
 *   PairVerdict verdict = judge.compare("4 + 4 = ?", "8", "9");
 * }
 * }</pre>
 *
 * <p>A call that fails is made again, up to {@value #ATTEMPTS} times: the server answers what it
 * has answered before from its store. A pair of which no vote can be read is a verdict whose result
 * is unreadable, as of {@link Judge}; whatever else fails is an {@link InvalidInput} that says what
 * the server said.
 */
public final class RemoteJudge implements PairJudge {

  private static final int ATTEMPTS = 6;
  private static final int TOGETHER = 16; // pairs that are asked at a time
  private static final Set<Integer> AGAIN = Set.of(408, 429, 500, 502, 503, 504);
  private static final int UNREADABLE = 422;

  private final RemoteJudgeSpec spec;
  private final HttpClient client;
  private final ExecutorService threads;

  private RemoteJudge(RemoteJudgeSpec spec) {
    this.spec = spec;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    this.threads =
        Executors.newFixedThreadPool(
            TOGETHER,
            task -> {
              Thread thread = new Thread(task, "remote judge");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * A judge at a server; whoever calls closes it.
   *
   * @throws InvalidInput if the server is not there or not ready
   */
  public static RemoteJudge open(RemoteJudgeSpec spec) {
    RemoteJudge judge = new RemoteJudge(spec);
    try {
      judge.sent(judge.request("/ready").GET().build());
      return judge;
    } catch (RuntimeException e) {
      judge.close();
      throw e;
    }
  }

  @Override
  public PairVerdict compare(String query, String first, String second) {
    return compare(Judge.pair(query, first, second));
  }

  @Override
  public PairVerdict compare(OpenPair pair) {
    ObjectNode body = spec.request();
    body.put("id", pair.id());
    messages(pair.prompt(), body);
    body.putArray("responses").add(pair.first()).add(pair.second());
    JsonNode answer = judged(body);
    Key key = Judge.key(spec.seed());
    return read(
        () ->
            VerdictJson.read(
                answer.required("pairs").required(0),
                pair,
                new SplitRule(spec.splits(), key.with("split votes"))));
  }

  private static void messages(Conversation prompt, ObjectNode body) {
    ArrayNode messages = body.putArray("prompt");
    prompt
        .messages()
        .forEach(m -> messages.addObject().put("role", m.role()).put("content", m.content()));
  }

  /** {@inheritDoc} Several are asked at a time. */
  @Override
  public Stream<PairVerdict> compareAll(Stream<OpenPair> pairs) {
    Iterator<OpenPair> source = pairs.iterator();
    Iterator<PairVerdict> verdicts =
        new Iterator<>() {
          private final List<CompletableFuture<PairVerdict>> asked = new ArrayList<>();

          @Override
          public boolean hasNext() {
            return !asked.isEmpty() || source.hasNext();
          }

          @Override
          public PairVerdict next() {
            while (asked.size() < TOGETHER && source.hasNext()) {
              OpenPair pair = source.next();
              asked.add(CompletableFuture.supplyAsync(() -> compare(pair), threads));
            }
            try {
              return asked.remove(0).join();
            } catch (CompletionException e) {
              throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
          }
        };
    return JudgeStreams.of(verdicts).onClose(pairs::close);
  }

  @Override
  public Ranked rank(
      String query, List<String> responses, RankingMethod method, RankingMethod.Settings settings) {
    if (responses.size() < 2) {
      throw InvalidInput.of("rank: there are %d responses, must be at least 2", responses.size());
    }
    if (method == RankingMethod.LISTWISE) {
      throw new InvalidInput(
          "rank: the method is listwise, must be one of pairs at a server; open the judge here");
    }
    ResponseList list = new ResponseList(query, "", query, responses, Optional.empty());
    ObjectNode body = spec.request();
    body.put("prompt", query);
    responses.forEach(body.putArray("responses")::add);
    body.put("method", Word.of(method))
        .put("opponents", settings.opponents())
        .put("rounds", settings.rounds())
        .put("elo_k", settings.k())
        .put("elo_orders", settings.orders())
        .put("prior", settings.prior());
    JsonNode answer = judged(body);
    return read(() -> ranked(list, method, settings, answer));
  }

  private Ranked ranked(
      ResponseList list, RankingMethod method, RankingMethod.Settings settings, JsonNode answer) {
    Key key = Judge.key(spec.seed());
    Teams teams = Teams.identical(list.responses());
    Map<Match, PairVerdict> verdicts = new HashMap<>();
    for (JsonNode pair : answer.required("pairs")) {
      int a = pair.required("a").asInt();
      int b = pair.required("b").asInt();
      verdicts.put(
          Match.of(teams.of().get(a), teams.of().get(b)),
          VerdictJson.read(
              pair,
              JudgedMatches.pair(list, a, b),
              new SplitRule(spec.splits(), key.with(Ranker.MATCHES).with("split votes"))));
    }
    List<List<Match>> rounds = new ArrayList<>();
    for (JsonNode round : answer.required("ranking").required("rounds")) {
      List<Match> matches = new ArrayList<>();
      for (JsonNode match : round) {
        matches.add(
            Match.of(
                teams.of().get(match.required(0).asInt()),
                teams.of().get(match.required(1).asInt())));
      }
      rounds.add(matches);
    }
    return Ranker.ranked(method, settings, list, rounds, verdicts, key);
  }

  private interface Reading<T> {
    T of();
  }

  private <T> T read(Reading<T> reading) {
    try {
      return reading.of();
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new InvalidInput(
          spec.url() + ": the answer is not one of ./rrm serve: " + Json.reasonOf(e), e);
    }
  }

  private JsonNode judged(ObjectNode body) {
    return sent(
        request("/v1/judge")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8))
            .build());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(spec.url() + path)).timeout(spec.timeout());
    spec.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return request;
  }

  private JsonNode sent(HttpRequest request) {
    String why = "";
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Duration after = Duration.ofMillis(250L << attempt);
      try {
        HttpResponse<String> response =
            client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        JsonNode answer = parsed(response.body());
        if (response.statusCode() == 200
            || response.statusCode() == UNREADABLE && answer.has("pairs")) {
          return answer;
        }
        why = "status " + response.statusCode() + ": " + said(answer);
        if (!AGAIN.contains(response.statusCode())) {
          throw new InvalidInput(spec.url() + ": " + why);
        }
        after = after(response).orElse(after);
      } catch (IOException e) {
        why = "no answer: " + OneLine.ofCause(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InvalidInput(spec.url() + ": waiting was interrupted; run again", e);
      }
      if (attempt < ATTEMPTS) {
        pause(after);
      }
    }
    throw new InvalidInput(
        spec.url() + ": no answer in " + ATTEMPTS + " attempts, the last one: " + why);
  }

  private void pause(Duration wait) {
    try {
      Thread.sleep(wait.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InvalidInput(spec.url() + ": waiting was interrupted; run again", e);
    }
  }

  private static Optional<Duration> after(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("\\d{1,2}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  private static JsonNode parsed(String body) {
    try {
      return Json.parse(body);
    } catch (JsonProcessingException e) {
      return Json.object().putObject("error").put("message", body);
    }
  }

  private static String said(JsonNode answer) {
    JsonNode message = answer.at("/error/message");
    return OneLine.of(message.isTextual() ? message.asText() : answer.toString());
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
