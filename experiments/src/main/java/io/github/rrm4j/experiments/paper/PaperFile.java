package io.github.rrm4j.experiments.paper;

import static io.github.rrm4j.config.Rule.atLeast;

import io.github.rrm4j.config.BaseConfig;
import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.config.ConfigTree;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.judging.JudgeSpec.Otherwise;
import io.github.rrm4j.judging.Overlong;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.report.paper.Claim;
import io.github.rrm4j.report.paper.Claim.Measure;
import io.github.rrm4j.report.paper.Panel;
import io.github.rrm4j.rewards.SplitVotes;
import io.github.rrm4j.rollout.Sampling;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A paper as its file has it; the one place where its keys are read. docs/reproduce.md describes
 * them.
 *
 * @param output the folder of everything
 * @param brief whether it is the short form, which decides no claim
 * @param estimate of sampling, for a rehearsal
 * @param pieces in the order in which they run
 */
public record PaperFile(
    Path output,
    String title,
    String about,
    long seed,
    boolean brief,
    PaperWorkspace.Judging judging,
    Estimate estimate,
    List<Piece> pieces,
    List<Claim> claims) {

  static BaseConfig base() {
    return BaseConfig.fromClasspath("configs/base/paper.yaml");
  }

  /**
   * @param settings {@code a.b=value}
   * @param brief whether to take the short form
   * @throws InvalidInput naming every problem
   */
  public static PaperFile read(Path file, List<String> settings, boolean brief) {
    return of(ConfigTree.load(base(), file, settings).withWords("words").reader(), brief);
  }

  static PaperFile of(ConfigReader c, boolean brief) {
    c.entries("words"); // they have been replaced
    ConfigReader judging = c.section("judging");
    ConfigReader shorter = c.section("short");
    PieceKeys.declare(c.section("piece")); // the defaults of every piece
    claim(c.section("claim"));
    Path output = Path.of(c.text("output"));
    String title = c.text("title");
    String about = c.text("about");
    long seed = c.integer("seed");
    PieceSettings.Limits limits = shorter.record(PieceSettings.Limits.class);
    Optional<PieceSettings.Limits> shortened = brief ? Optional.of(limits) : Optional.empty();
    PaperWorkspace.Judging asked = judging(judging, shortened);
    Estimate estimate = c.section("estimate").record(Estimate.class);
    List<PieceKeys> keys =
        c.sections("pieces", "piece", "name").stream().map(PieceKeys::read).toList();
    List<Claim> claims =
        c.sections("claims", "claim", "name").stream().map(PaperFile::claim).toList();
    c.problemIf(keys.isEmpty(), "pieces", "is not set, must name at least one piece");
    c.finish(); // a piece is made of keys that are in order
    List<Piece> pieces = keys.stream().map(key -> key.piece(shortened)).toList();
    Map<String, Piece> named = new HashMap<>();
    pieces.forEach(piece -> add(c, named, piece));
    claims.forEach(claim -> check(c, named, claim));
    c.finish();
    String shown = brief ? about + " Short form: too little to decide a claim." : about;
    return new PaperFile(output, title, shown, seed, brief, asked, estimate, pieces, claims);
  }

  private static PaperWorkspace.Judging judging(
      ConfigReader c, Optional<PieceSettings.Limits> limits) {
    ConfigReader otherwise = c.section("otherwise");
    Sampling sampling =
        new Sampling(
            otherwise.number("temperature", atLeast(0)),
            otherwise.count("max_new_tokens", atLeast(1)));
    return new PaperWorkspace.Judging(
        c.count("max_num_seqs", atLeast(1)),
        c.text("device"),
        c.choice("compute", ComputeType.class),
        c.count("verdict_tokens", atLeast(1)),
        c.choice("overlong", Overlong.class),
        c.choice("split_votes", SplitVotes.class),
        new Otherwise(
            otherwise.text("template"), limits.map(some -> some.upTo(sampling)).orElse(sampling)));
  }

  /** A piece takes results of pieces before it, so that there is no circle. */
  private static void add(ConfigReader c, Map<String, Piece> pieces, Piece piece) {
    String name = piece.title().name();
    if (piece instanceof TrainingPiece training) {
      training.takes().from().ifPresent(from -> trained(c, pieces, name, "from", from));
      if (training.takes().labels().isPresent()
          && !labels(pieces.get(training.takes().labels().get()))) {
        c.problem(
            "pieces",
            Text.format(
                "has %s with labels %s, which must be a piece of the kind labels before it",
                name, training.takes().labels().get()));
      }
    }
    if (piece instanceof LabelsPiece labels && labels.prompts().ofTheRun()) {
      trained(c, pieces, name, "of the policy", labels.policy());
    }
    if (piece instanceof ArenaPiece arena
        && (arena.prompts().ofTheRun() || arena.title().panels().contains(Panel.POLICY))) {
      trained(c, pieces, name, "of the policy", arena.policy());
    }
    c.problemIf(
        pieces.putIfAbsent(name, piece) != null, "pieces", "has the name " + name + " twice");
  }

  private static boolean labels(Piece piece) {
    return piece instanceof LabelsPiece || piece instanceof ImportedLabelsPiece;
  }

  /** The trainings by their names. */
  public Map<String, TrainingPiece> trainings() {
    Map<String, TrainingPiece> trainings = new HashMap<>();
    for (Piece piece : pieces) {
      if (piece instanceof TrainingPiece training) {
        trainings.put(training.title().name(), training);
      }
    }
    return trainings;
  }

  private static void trained(
      ConfigReader c, Map<String, Piece> pieces, String name, String word, String piece) {
    c.problemIf(
        !(pieces.get(piece) instanceof TrainingPiece),
        "pieces",
        Text.format("has %s %s %s, which must be a training before it", name, word, piece));
  }

  private static Claim claim(ConfigReader c) {
    return new Claim(
        c.optionalText("name").orElse(""),
        c.optionalText("says").orElse(""),
        measure(c, "higher"),
        measure(c, "lower"),
        measure(c, "harder_by"),
        c.choice("unit", Claim.Quantity.class));
  }

  private static Optional<Measure> measure(ConfigReader c, String key) {
    try {
      return c.optionalText(key).map(Measure::of);
    } catch (InvalidInput e) {
      c.problem(key, e.getMessage());
      return Optional.empty();
    }
  }

  private static void check(ConfigReader c, Map<String, Piece> pieces, Claim claim) {
    c.problemIf(
        claim.says().isEmpty(),
        "claims",
        "has " + claim.name() + " without says, must have a sentence");
    c.problemIf(
        claim.higher().isPresent() && claim.lower().isPresent() == claim.harderBy().isPresent(),
        "claims",
        "has " + claim.name() + ", which must have either lower or harder_by");
    for (Optional<Measure> measure : List.of(claim.higher(), claim.lower(), claim.harderBy())) {
      if (measure.isPresent()
          && !(pieces.containsKey(measure.get().piece())
              && pieces.get(measure.get().piece()).measures())) {
        c.problem(
            "claims",
            Text.format(
                "has %s of %s, whose first part must be a piece that measures",
                claim.name(), measure.get()));
      }
    }
  }
}
