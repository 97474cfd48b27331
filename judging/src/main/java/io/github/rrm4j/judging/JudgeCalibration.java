package io.github.rrm4j.judging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.statistics.ConfidenceMap;
import io.github.rrm4j.statistics.ConfidenceMap.Isotonic;
import io.github.rrm4j.statistics.ConfidenceMap.Temperature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How often a judge is right where it is so and so confident, fitted on pairs whose better response
 * was known; kept beside its {@code judge.json}.
 *
 * @param maps of each kind of confidence that was fitted
 */
public record JudgeCalibration(Map<ConfidenceKind, ConfidenceMap> maps) {

  /** The file's name in a model folder. */
  public static final String FILE = "calibration.json";

  /** Nothing was fitted. */
  public static final JudgeCalibration NONE = new JudgeCalibration(Map.of());

  private static final String TEMPERATURE = "temperature";
  private static final String AT = "at";
  private static final String SHARE = "share";

  public JudgeCalibration {
    maps = Map.copyOf(maps);
  }

  /** Puts the confidences of a verdict, raw and calibrated; nothing where it has none. */
  public ObjectNode put(ObjectNode json, PairVerdict verdict) {
    for (ConfidenceKind kind : ConfidenceKind.values()) {
      OptionalDouble raw = kind.of(verdict);
      boolean told = kind == ConfidenceKind.STATED_CONFIDENCE || maps.containsKey(kind);
      if (raw.isPresent() && told) {
        ObjectNode own = json.withObject("/confidence/" + kind.word());
        own.put("raw", raw.getAsDouble());
        if (maps.containsKey(kind)) {
          own.put("calibrated", maps.get(kind).of(raw.getAsDouble()));
        }
      }
    }
    return json;
  }

  /** Writes it into the folder of a judge. */
  public void write(Path folder) throws IOException {
    AtomicFiles.write(folder.resolve(FILE), Json.pretty(json()));
  }

  /** All of it in one line. */
  public String described() {
    return json().toString();
  }

  private ObjectNode json() {
    ObjectNode json = Json.object();
    for (ConfidenceKind kind : ConfidenceKind.values()) {
      if (maps.containsKey(kind)) {
        put(json.putObject(kind.word()), maps.get(kind));
      }
    }
    return json;
  }

  private static void put(ObjectNode json, ConfidenceMap map) {
    if (map instanceof Temperature one) {
      json.put(TEMPERATURE, one.temperature());
    } else if (map instanceof Isotonic steps) {
      ArrayNode at = json.putArray(AT);
      steps.at().forEach(at::add);
      ArrayNode share = json.putArray(SHARE);
      steps.share().forEach(share::add);
    }
  }

  /**
   * What a folder holds; {@link #NONE} where it has no such file.
   *
   * @throws InvalidInput if the file is malformed
   */
  public static JudgeCalibration read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return NONE;
    }
    ObjectNode json = Json.read(file, "fit it again with ./rrm calibrate, or remove it");
    Map<ConfidenceKind, ConfidenceMap> maps = new EnumMap<>(ConfidenceKind.class);
    for (ConfidenceKind kind : ConfidenceKind.values()) {
      if (json.has(kind.word())) {
        try {
          maps.put(kind, map(json.get(kind.word())));
        } catch (IllegalArgumentException e) {
          throw new InvalidInput(
              file
                  + ": "
                  + kind.word()
                  + " is no calibration ("
                  + Json.reasonOf(e)
                  + "), must have temperature, or at and share; fit it again with ./rrm calibrate,"
                  + " or remove it",
              e);
        }
      }
    }
    return new JudgeCalibration(maps);
  }

  private static ConfidenceMap map(JsonNode json) {
    return json.has(TEMPERATURE)
        ? new Temperature(json.get(TEMPERATURE).asDouble())
        : new Isotonic(numbers(json.required(AT)), numbers(json.required(SHARE)));
  }

  private static List<Double> numbers(JsonNode list) {
    List<Double> numbers = new ArrayList<>();
    list.forEach(number -> numbers.add(number.asDouble()));
    return numbers;
  }
}
