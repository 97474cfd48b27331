package io.github.rrm4j.rewards.tournament;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Identical responses, which play as one: a judge that compares a text with itself throws a coin.
 *
 * @param of the team of each response, teams in the order of their first response
 * @param members the responses of each team
 */
public record Teams(List<Integer> of, List<List<Integer>> members) {

  /** Teams of responses that are the same text, white space at the ends aside. */
  public static Teams identical(List<String> responses) {
    Map<String, List<Integer>> byText = new LinkedHashMap<>();
    for (int i = 0; i < responses.size(); i++) {
      byText.computeIfAbsent(responses.get(i).strip(), text -> new ArrayList<>()).add(i);
    }
    return of(responses.size(), List.copyOf(byText.values()));
  }

  /** Each response for itself. */
  public static Teams single(int responses) {
    return of(responses, IntStream.range(0, responses).mapToObj(i -> List.of(i)).toList());
  }

  private static Teams of(int responses, List<List<Integer>> members) {
    Integer[] team = new Integer[responses];
    for (int t = 0; t < members.size(); t++) {
      for (int response : members.get(t)) {
        team[response] = t;
      }
    }
    return new Teams(Arrays.asList(team), members);
  }

  public int count() {
    return members.size();
  }

  /** The response that plays for a team. */
  public int captain(int team) {
    return members.get(team).get(0);
  }

  /** The ratings of the responses, from those of their teams. */
  public double[] shared(double[] teamRatings) {
    return of.stream().mapToDouble(team -> teamRatings[team]).toArray();
  }
}
