package io.github.rrm4j.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers that a component of a settings record may have; {@link ConfigReader#record} checks
 * it. What is not given is no bound.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Bounds {
  /** The least number that is allowed. */
  double min() default Double.NEGATIVE_INFINITY;

  /** Every allowed number is larger. */
  double above() default Double.NEGATIVE_INFINITY;

  /** The largest number that is allowed. */
  double max() default Double.POSITIVE_INFINITY;

  /** Every allowed number is smaller. */
  double below() default Double.POSITIVE_INFINITY;

  final class Rules {
    private Rules() {}

    static Rule[] of(Bounds bounds) {
      List<Rule> rules = new ArrayList<>();
      if (Double.isFinite(bounds.min()) && Double.isFinite(bounds.max())) {
        return new Rule[] {Rule.between(bounds.min(), bounds.max())};
      }
      if (Double.isFinite(bounds.min())) {
        rules.add(Rule.atLeast(bounds.min()));
      }
      if (Double.isFinite(bounds.above())) {
        rules.add(Rule.above(bounds.above()));
      }
      if (Double.isFinite(bounds.max())) {
        rules.add(Rule.atMost(bounds.max()));
      }
      if (Double.isFinite(bounds.below())) {
        rules.add(Rule.below(bounds.below()));
      }
      return rules.toArray(Rule[]::new);
    }
  }
}
