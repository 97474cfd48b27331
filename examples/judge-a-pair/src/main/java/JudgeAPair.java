import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.PairVerdict;
import java.nio.file.Path;
import java.util.List;

/** Which of two answers is better? {@code java JudgeAPair MODEL_FOLDER} */
public class JudgeAPair {

  public static void main(String[] arguments) {
    JudgeSpec spec = JudgeSpec.of(Path.of(arguments[0])).votes(5).bothOrders();
    try (Judge judge = Judge.open(spec)) {
      PairVerdict verdict = judge.compare("4 + 4 = ?", "8", "9");
      System.out.println(verdict.result() + " " + verdict.tally().all());
      System.out.println("the orders agree: " + verdict.ordersAgree());
      System.out.println(verdict.reasoning());

      List<String> answers = List.of("8", "9", "I do not know");
      System.out.println("best: " + answers.get(judge.rank("4 + 4 = ?", answers).choice()));
    }
  }
}
