package io.github.rrm4j.cli.option;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.NearestName;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.judging.RankingMethod;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options by which a command ranks responses. */
public final class MethodOption {

  @Option(
      names = "--method",
      defaultValue = "elo",
      paramLabel = "NAME",
      converter = Name.class,
      completionCandidates = Choices.OfMethods.class,
      description =
          "knockout, swiss, elo, bradley-terry, davidson, rao-kupper, win-rate, active or listwise"
              + " (one completion ranks all); default: ${DEFAULT-VALUE}.")
  private RankingMethod method;

  @Option(
      names = "--opponents",
      defaultValue = "0",
      paramLabel = "M",
      description =
          "Random opponents of each response (all but knockout, swiss, active and listwise); 0, the default, is a"
              + " round robin.")
  private int opponents;

  @Option(
      names = "--swiss-rounds",
      defaultValue = "0",
      paramLabel = "N",
      description = "Rounds of a Swiss tournament; 0, the default, takes ceil(log2 n).")
  private int swissRounds;

  @Option(
      names = "--elo-k",
      defaultValue = "30",
      paramLabel = "K",
      description = "Points at stake in a game; default: ${DEFAULT-VALUE}.")
  private double k;

  @Option(
      names = "--elo-orders",
      defaultValue = "100",
      paramLabel = "N",
      description =
          "Orders of the games that Elo is averaged over; 0 is sequential; default:"
              + " ${DEFAULT-VALUE}.")
  private int orders;

  @Option(
      names = "--prior",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "Bradley-Terry: draws of each response against one of strength 0; 0 is plain maximum"
              + " likelihood; default: ${DEFAULT-VALUE}.")
  private double prior;

  @Option(
      names = "--decided",
      defaultValue = "0.6",
      paramLabel = "P",
      description =
          "Active: ends once a response is the best with probability P; 1 plays all matches;"
              + " default: ${DEFAULT-VALUE}.")
  private double decided;

  public RankingMethod method() {
    return method;
  }

  /**
   * The numbers of the method.
   *
   * @throws InvalidInput if there are fewer than no opponents
   */
  public RankingMethod.Settings settings() {
    InvalidInput.checkLeast("--opponents", opponents, 0);
    return new RankingMethod.Settings(opponents, swissRounds, k, orders, prior, decided);
  }

  /** Puts down what decides the ranking, for a file that a resumed run compares. */
  public ObjectNode into(ObjectNode json) {
    return json.put("method", Name.of(method)).put("ranking", settings().toString());
  }

  /** The names of ranking methods on the command line: {@code bradley-terry}. */
  public static final class Name implements ITypeConverter<RankingMethod> {

    @Override
    public RankingMethod convert(String name) {
      List<String> names = Arrays.stream(RankingMethod.values()).map(Name::of).toList();
      if (!names.contains(name)) {
        // the nearest name first: the end of a long message is cut
        String hint = NearestName.hint(name, names).replaceFirst("^; (.*)$", " ($1)");
        throw new TypeConversionException(
            Text.format("is '%s'%s, must be %s", name, hint, String.join("/", names)));
      }
      return RankingMethod.values()[names.indexOf(name)];
    }

    public static String of(RankingMethod method) {
      return Word.of(method).replace('_', '-');
    }
  }
}
