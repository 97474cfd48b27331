package io.github.rrm4j.checkpoints;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an adapter_config.json says of single modules.
 *
 * <p>Source: PEFT 0.21: {@code check_target_module_exists} (tuners_utils.py) for targets, exclusion
 * and layers, {@code get_pattern_key} (utils/other.py) for ranks and alphas, {@code _set_trainable}
 * for the modules that are saved whole.
 *
 * @param rankStabilized use_rslora: the scale is alpha / sqrt(rank)
 * @param ranks rank_pattern: the first expression that a name ends in gives its rank
 * @param alphas alpha_pattern, likewise
 * @param pattern target_modules, where it is an expression for whole names
 * @param excluded exclude_modules: names or ends of names, or one expression for whole names
 * @param excludes whether {@code excluded} is that expression
 * @param layers layers_to_transform; empty for all
 * @param layerLists layers_pattern: plain names of the list of layers; empty for any
 * @param saved modules_to_save: ends of names of modules that were trained as a whole
 */
public record ModuleRules(
    boolean rankStabilized,
    Map<String, Integer> ranks,
    Map<String, Double> alphas,
    Optional<String> pattern,
    List<String> excluded,
    boolean excludes,
    List<Integer> layers,
    List<String> layerLists,
    List<String> saved) {

  /** A plain adapter. */
  static final ModuleRules NONE =
      new ModuleRules(
          false,
          Map.of(),
          Map.of(),
          Optional.empty(),
          List.of(),
          false,
          List.of(),
          List.of(),
          List.of());

  /** Whether a module gets matrices. */
  boolean adapts(List<String> targets, String module) {
    if (excludes
        ? expression("exclude_modules", excluded.get(0)).matches(module)
        : means(excluded, module)) {
      return false;
    }
    if (saved.stream().anyMatch(name -> ("." + module + ".").contains("." + name + "."))) {
      return false;
    }
    if (pattern.isPresent()) {
      return expression("target_modules", pattern.get()).matches(module);
    }
    return targets.contains(module) || means(targets, module) && isInLayers(module);
  }

  private static boolean means(List<String> names, String module) {
    return names.stream().anyMatch(name -> PeftAdapter.means(name, module));
  }

  private boolean isInLayers(String module) {
    if (layers.isEmpty()) {
      return true;
    }
    List<String> lists = layerLists.isEmpty() ? List.of("[^.]*") : layerLists;
    for (String list : lists) {
      Matcher number = Pattern.compile(".*?\\." + list + "\\.(\\d{1,9})\\.").matcher(module);
      if (number.lookingAt()) {
        return layers.contains(Integer.parseInt(number.group(1)));
      }
    }
    return false;
  }

  /** The value of the first expression that a name ends in. */
  static <T> Optional<T> ending(String key, Map<String, T> patterns, String module) {
    return patterns.entrySet().stream()
        .filter(entry -> ending(key, entry.getKey()).begins(module))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static ModulePattern ending(String key, String expression) {
    return ModulePattern.of(key, "(?:.*\\.)?(?:" + expression + ")$");
  }

  private static ModulePattern expression(String key, String expression) {
    return ModulePattern.of(key, expression);
  }

  /** Whether a tensor of the base is replaced by one that was trained as a whole. */
  boolean saves(String tensor) {
    String[] parts = tensor.split("\\.");
    return saved.stream()
        .anyMatch(
            name -> {
              for (int n = 1; n < parts.length; n++) {
                if (String.join(".", Arrays.copyOf(parts, n)).endsWith(name)) {
                  return true;
                }
              }
              return false;
            });
  }
}
