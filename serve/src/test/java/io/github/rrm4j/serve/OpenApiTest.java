package io.github.rrm4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.serve.dialect.Dialects;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of the server is well formed, and says what the server does. */
class OpenApiTest {

  private static OpenAPI description() {
    SwaggerParseResult result =
        new OpenAPIV3Parser()
            .readContents(
                new String(Resources.bytes(Resources.of("/openapi.yaml")), StandardCharsets.UTF_8));
    assertEquals(List.of(), result.getMessages());
    return result.getOpenAPI();
  }

  @Test
  void everyRouteIsDescribed() {
    Set<String> routes = new TreeSet<>(Dialects.paths());
    routes.addAll(JudgeServer.paths());
    Resources.paths().forEach(routes::add);
    assertEquals(routes, new TreeSet<>(description().getPaths().keySet()));
  }

  @Test
  void everyFieldOfARequestAndOfAnAnswerIsDescribed(@TempDir Path folder) throws Exception {
    OpenAPI description = description();
    try (ScriptedEngine engine = new ScriptedEngine(folder.resolve("model"));
        JudgeServer server =
            JudgeServer.start(Client.settings(engine.spec(), folder.resolve("store")))) {
      Client client = new Client(server);
      JsonNode request =
          Json.parse(
              "{\"id\": \"q\", \"prompt\": \"1\", \"responses\": [\"3\", \"4\", \"5\"],"
                  + " \"remove_thinking\": true, \"votes\": 2, \"votes_stop\": 1,"
                  + " \"orders\": \"half\","
                  + " \"split_votes\": \"half\", \"seed\": 3, \"temperature\": 0.5,"
                  + " \"thinking_budget\": 30, \"method\": \"elo\", \"opponents\": 0,"
                  + " \"rounds\": 0, \"elo_k\": 30, \"elo_orders\": 10, \"prior\": 1, \"decided\": 0.6,"
                  + " \"timeout_seconds\": 50, \"stream\": false}");
      Schema<?> described = description.getComponents().getSchemas().get("JudgeRequest");
      assertEquals(names(request), new TreeSet<>(described.getProperties().keySet()));
      JsonNode answer = client.answer("/v1/judge", request.toString());
      Schema<?> whole = description.getComponents().getSchemas().get("Answer");
      assertSubset(names(answer), whole);
      assertSubset(names(answer.get("ranking")), whole.getProperties().get("ranking"));
      Schema<?> pair = description.getComponents().getSchemas().get("Pair");
      assertSubset(names(answer.at("/pairs/0")), pair);
      Schema<?> votes = pair.getProperties().get("votes").getItems();
      assertEquals(
          names(answer.at("/pairs/0/votes/0")), new TreeSet<>(votes.getProperties().keySet()));
    }
  }

  private static void assertSubset(Set<String> names, Schema<?> described) {
    Set<String> missing = new TreeSet<>(names);
    missing.removeAll(described.getProperties().keySet());
    assertTrue(missing.isEmpty(), "not described: " + missing);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    for (Iterator<String> each = object.fieldNames(); each.hasNext(); ) {
      names.add(each.next());
    }
    return names;
  }
}
