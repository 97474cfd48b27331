package io.github.rrm4j.data.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NegativesTest {

  private static final Key KEY = Key.of(3, "negatives");
  private static final int PAIRS = 2000;

  private static Negatives negatives(double share, String... attacks) {
    return new Negatives(
        new Negatives.Settings(share, Attacks.named(List.of(attacks), List.of(), "test")),
        KEY,
        pair -> pair.rejected().length() < 40);
  }

  private static List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      pairs.add(new Pair("p" + i, "s", "q", "a", "b " + i, Side.values()[i % 2]));
    }
    return pairs;
  }

  @Test
  void aShareIsAttackedAndTheGoldOfEveryPairStays() {
    Negatives negatives = negatives(0.25, "empty", "one_token");
    int empty = 0;
    int yes = 0;
    for (Pair pair : pairs()) {
      Pair used = negatives.of(pair);
      assertEquals(pair.gold(), used.gold());
      assertEquals(pair.chosen(), used.chosen());
      if (used.rejected().isEmpty()) {
        assertEquals("empty/" + pair.id(), used.id());
        empty++;
      } else if (used.rejected().equals("Yes")) {
        yes++;
      } else {
        assertEquals(pair, used);
      }
    }
    assertEquals(PAIRS * 0.25, empty + yes, 3 * Math.sqrt(PAIRS * 0.25 * 0.75));
    assertEquals(empty, yes, 3 * Math.sqrt(empty + yes));
    ObjectNode counts = Json.object();
    negatives.into(counts);
    assertEquals(PAIRS, counts.get("pairs").asInt());
    assertEquals(empty, counts.at("/attacked/empty").asInt());
    assertEquals(yes, counts.at("/attacked/one_token").asInt());
    assertEquals(empty + yes, counts.get("drawn").asInt());
    assertEquals(0, counts.get("left_alone").size());
  }

  @Test
  void theSameKeyAttacksTheSamePairs() {
    Negatives one = negatives(0.5, "all");
    Negatives other = negatives(0.5, "all");
    pairs().forEach(pair -> assertEquals(one.of(pair), other.of(pair)));
  }

  @Test
  void aPairWithoutRoomStaysAsItIsAndIsCounted() {
    Negatives negatives = negatives(1, "empty", "injection");
    pairs().forEach(negatives::of);
    ObjectNode counts = Json.object();
    negatives.into(counts);
    String why = "injection: the attacked prompt is longer than data.max_prompt_tokens";
    int alone = counts.get("left_alone").get(why).asInt();
    assertEquals(PAIRS, alone + counts.at("/attacked/empty").asInt());
    assertEquals(
        "train: " + alone + " of " + PAIRS + " stay as they are: " + why + " " + alone,
        negatives.lines("train").get(1));
  }

  @Test
  void attacksThatNoPairCanCarryAreRefused() {
    Negatives negatives = negatives(1, "injection");
    pairs().forEach(negatives::of);
    InvalidInput refused = assertThrows(InvalidInput.class, () -> negatives.check("train"));
    assertTrue(refused.getMessage().startsWith("train: none of 2000 pairs can carry"));
  }

  @Test
  void aShareOfNoneChangesNothing() {
    Negatives none = new Negatives(Negatives.Settings.NONE, KEY, pair -> true);
    pairs().forEach(pair -> assertEquals(pair, none.of(pair)));
    none.check("train");
    assertEquals(List.of(), none.lines("train"));
  }
}
