package io.github.rrm4j.serve.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.rollout.Deadline;
import io.github.rrm4j.serve.answer.Asking;
import io.github.rrm4j.serve.answer.Desk;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The routes of the dialects. */
public final class Dialects {

  private interface Route {
    JsonNode answer(JsonNode body, Caller caller);
  }

  private static final Map<String, Route> ROUTES = routes();

  private final Desk desk;
  private final Asking asking;
  private final RewardRule rule;
  private final Cohorts cohorts;

  /**
   * @param asking how pairs are judged
   * @param rule what the games of the samples of a prompt are worth
   */
  public Dialects(Desk desk, Asking asking, RewardRule rule, Cohorts cohorts) {
    this.desk = desk;
    this.asking = asking;
    this.rule = rule;
    this.cohorts = cohorts;
  }

  private static Map<String, Route> routes() {
    Map<String, Route> routes = new LinkedHashMap<>();
    routes.put("/compare", Gym::compare);
    routes.put("/verify", Gym::verify);
    routes.put("/openrlhf", OneAtATime::openRlhf);
    routes.put("/slime", OneAtATime::slime);
    routes.put("/classify", OneAtATime::classify);
    routes.put("/v1/embeddings", OneAtATime::embeddings);
    routes.put("/score", Scores::score);
    routes.put("/v1/score", Scores::score);
    routes.put("/rerank", Scores::rerank);
    routes.put("/v1/rerank", Scores::rerank);
    routes.put("/v2/rerank", Scores::rerank);
    routes.put("/v1/chat/completions", Chat::completions);
    return routes;
  }

  /** The paths that {@link #answer} knows, all for POST. */
  public static Set<String> paths() {
    return ROUTES.keySet();
  }

  /**
   * Answers a request in a dialect.
   *
   * @param path one of {@link #paths}
   * @throws io.github.rrm4j.serve.answer.Refusal if there is no answer
   */
  public JsonNode answer(String path, JsonNode body, Deadline deadline) {
    return ROUTES.get(path).answer(body, new Caller(desk, asking, rule, cohorts, deadline));
  }

  /** The models that {@code GET /v1/models} lists. */
  public JsonNode models() {
    return Chat.models(new Caller(desk, asking, rule, cohorts, desk.deadline(Optional.empty())));
  }
}
