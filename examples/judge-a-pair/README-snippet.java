JudgeSpec spec = JudgeSpec.of(Path.of("runs/quickstart/checkpoints/latest")).votes(5).bothOrders();
try (Judge judge = Judge.open(spec)) {
  PairVerdict verdict = judge.compare("4 + 4 = ?", "8", "9");
  System.out.println(verdict.result());      // FIRST, SECOND, TIE or UNREADABLE
  System.out.println(verdict.ordersAgree()); // whether both orders prefer the same answer
  System.out.println(verdict.reasoning());   // what the judge thought
  int best = judge.rank("4 + 4 = ?", List.of("8", "9", "7")).choice();
}
