package io.github.rrm4j.evaluation.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.judging.policy.PromptWithAnswer;
import io.github.rrm4j.judging.policy.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArenaHardFilesTest {

  @TempDir Path folder;

  private Path file(String name, String... lines) throws IOException {
    return Files.writeString(
        folder.resolve(name), String.join("\n", lines).replace('\'', '"') + "\n");
  }

  @Test
  void questionsAndAnswersOfBothVersionsAreRead() throws IOException {
    Path v01 =
        file(
            "question.jsonl",
            "{'question_id': 'a1', 'category': 'arena-hard-v0.1', 'cluster': 'C', 'turns': [{'content': 'One?'}]}",
            "{'question_id': 'b2', 'category': 'arena-hard-v0.1', 'cluster': 'C', 'turns': [{'content': 'Two?'}]}");
    Path answers =
        file(
            "gpt.jsonl",
            "{'question_id': 'b2', 'model_id': 'g', 'choices': [{'index': 0, 'turns': [{'content': 'two', 'token_len': 1}]}]}",
            "{'question_id': 'a1', 'model_id': 'g', 'choices': [{'index': 0, 'turns': [{'content': 'one', 'token_len': 1}]}]}");
    List<PromptWithAnswer> asked = ArenaHardFiles.prompts(v01);
    assertEquals("One?", asked.get(0).prompt().query());
    assertEquals("arena-hard-v0.1", asked.get(0).prompt().section());
    assertTrue(asked.get(0).problem().isEmpty());
    assertEquals(
        List.of("one", "two"),
        ArenaHardFiles.replies(answers, asked).stream().map(Reply::shown).toList());
    Path v2 = file("v2.jsonl", "{'uid': 'u', 'category': 'hard_prompt', 'prompt': 'Q?'}");
    Path said =
        file(
            "answer.jsonl",
            "{'uid': 'u', 'model': 'm', 'messages': [{'role': 'user', 'content': 'Q?'}, {'role': 'assistant', 'content': {'answer': 'A.'}}]}");
    assertEquals("A.", ArenaHardFiles.replies(said, ArenaHardFiles.prompts(v2)).get(0).shown());
  }

  @Test
  void filesOfOursAreReadToo() throws IOException {
    Path prompts = file("prompts.jsonl", "{'id': 'q', 'prompt': '2 + 2', 'answer': '4'}");
    Path replies =
        file(
            "replies.jsonl",
            "{'id': 'q', 'prompt': '2 + 2', 'responses': ['4'], 'finished': [true]}");
    List<PromptWithAnswer> asked = ArenaHardFiles.prompts(prompts);
    assertEquals("4", asked.get(0).problem().orElseThrow().answer());
    assertEquals("4", ArenaHardFiles.replies(replies, asked).get(0).shown());
  }

  @Test
  void aPromptWithoutAReplyIsNamed() throws IOException {
    Path questions = file("question.jsonl", "{'uid': 'u', 'prompt': 'Q?'}");
    Path none =
        file("none.jsonl", "{'uid': 'other', 'messages': [{'role': 'assistant', 'content': 'A'}]}");
    InvalidInput refused =
        assertThrows(
            InvalidInput.class,
            () -> ArenaHardFiles.replies(none, ArenaHardFiles.prompts(questions)));
    assertTrue(refused.getMessage().contains("has no reply to 'u'"), refused.getMessage());
  }
}
