package io.github.rrm4j.judging;

import static io.github.rrm4j.config.Rule.atLeast;

import io.github.rrm4j.config.BaseConfig;
import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.config.ConfigTree;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.NearestName;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What the models of an API cost.
 *
 * @param byModel prices by the name of a model
 */
public record Prices(Map<String, Price> byModel) {

  /** The keys of a file of prices, as a resource. */
  public static final String KEYS = "configs/base/prices.yaml";

  private static final double MILLION = 1e6;

  /**
   * US dollars for a million tokens.
   *
   * @param input of a question
   * @param output of an answer
   * @param cached of a question that was read before
   */
  public record Price(double input, double output, double cached) {

    /** The price of some tokens, in US dollars. */
    double of(int inputTokens, int cachedTokens, int outputTokens) {
      int read = Math.max(0, inputTokens - cachedTokens);
      return (read * input + cachedTokens * cached + outputTokens * output) / MILLION;
    }
  }

  /**
   * Reads a YAML or JSON file.
   *
   * @throws InvalidInput naming every problem
   */
  public static Prices read(Path file) {
    ConfigReader c = ConfigTree.load(BaseConfig.fromClasspath(KEYS), file, List.of()).reader();
    Map<String, Price> prices = new LinkedHashMap<>();
    price(c.section("price"));
    c.section("price").optionalText("name");
    for (ConfigReader each : c.sections("models", "price", "name")) {
      String name = each.text("name");
      c.problemIf(prices.put(name, price(each)) != null, "models", "names '" + name + "' twice");
    }
    c.finish();
    return new Prices(prices);
  }

  private static Price price(ConfigReader c) {
    double input = c.number("input", atLeast(0));
    double output = c.number("output", atLeast(0));
    OptionalDouble cached = c.optionalNumber("cached", atLeast(0));
    return new Price(input, output, cached.orElse(input));
  }

  /**
   * The price of a model.
   *
   * @param place of the prices, for messages
   * @throws InvalidInput if it has none
   */
  public Price of(String model, Path place) {
    Price price = byModel.get(model);
    if (price == null) {
      throw InvalidInput.of(
          "%s: has no price of '%s', must have one%s; add it to models",
          place, model, NearestName.hint(model, byModel.keySet()));
    }
    return price;
  }
}
