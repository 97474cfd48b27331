package io.github.rrm4j.rewards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import org.junit.jupiter.api.Test;

class RoutingRuleTest {

  @Test
  void aPairGoesOnBelowTheConfidenceWhicheverResponseIsPreferred() {
    RoutingRule rule = new RoutingRule(0.8);
    assertTrue(rule.sendsOn(0.79));
    assertTrue(rule.sendsOn(0.21));
    assertFalse(rule.sendsOn(0.8));
    assertFalse(rule.sendsOn(0.2), "1 - 0.2 is 0.8, however it is rounded");
    assertTrue(rule.sendsOn(0.5));
    assertFalse(new RoutingRule(1).sendsOn(1));
    assertFalse(new RoutingRule(1).sendsOn(0));
  }

  /** Whatever the threshold: the rule of a margin sends on exactly what has a smaller one. */
  @Test
  void theRuleOfAMarginIsThatMargin() {
    Key key = Key.of(7, "margins");
    for (int i = 0; i < 2000; i++) {
      double threshold = RoutingRule.margin(key.uniform(2L * i));
      double probability = RoutingRule.rounded(key.uniform(2 * i + 1));
      RoutingRule rule = RoutingRule.ofMargin(threshold);
      assertEquals(RoutingRule.margin(probability) < threshold, rule.sendsOn(probability));
      assertFalse(rule.sendsOn((1 + threshold) / 2));
    }
  }
}
