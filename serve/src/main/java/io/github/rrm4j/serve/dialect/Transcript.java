package io.github.rrm4j.serve.dialect;

import io.github.rrm4j.serve.answer.Refusal;
import java.util.List;

/**
 * A prompt and a response that were sent as one text, with the marks of a chat template.
 *
 * @param prompt what comes before the response, marks included
 * @param response without the marks that end it
 */
record Transcript(String prompt, String response) {

  /** What a turn of the assistant begins with: ChatML, Llama 3, Mistral, Gemma, Phi. */
  private static final List<String> STARTS =
      List.of(
          "<|im_start|>assistant\n",
          "<|start_header_id|>assistant<|end_header_id|>\n\n",
          "[/INST]",
          "<start_of_turn>model\n",
          "<|assistant|>\n",
          "<|Assistant|>",
          "<\uFF5CAssistant\uFF5C>");

  private static final List<String> ENDS =
      List.of(
          "<|im_end|>",
          "<|endoftext|>",
          "<|eot_id|>",
          "<|end_of_text|>",
          "<end_of_turn>",
          "<|end|>",
          "</s>",
          "<eos>",
          "<pad>",
          "<|pad|>",
          "<\uFF5Cend\u2581of\u2581sentence\uFF5C>");

  /**
   * Parts a text at its last turn of the assistant.
   *
   * @throws Refusal if it has none
   */
  static Transcript of(String text) {
    int at = -1;
    for (String start : STARTS) {
      int found = text.lastIndexOf(start);
      at = found < 0 ? at : Math.max(at, found + start.length());
    }
    if (at < 0) {
      throw Refusal.badRequest(
          "the text has no turn of an assistant, so that its prompt and its response cannot be told apart; send it rendered by the chat template (ChatML, Llama 3, Mistral, Gemma, Phi or DeepSeek)");
    }
    return new Transcript(text.substring(0, at), ended(text.substring(at)));
  }

  /**
   * Takes a prompt off the beginning of a text.
   *
   * @param prompt as the caller knows it; where the text does not begin with it, the text is parted
   *     at its marks
   */
  static Transcript of(String text, String prompt) {
    return !prompt.isEmpty() && text.startsWith(prompt)
        ? new Transcript(prompt, ended(text.substring(prompt.length())))
        : new Transcript(prompt, of(text).response());
  }

  /** A response without the marks behind it. */
  static String ended(String response) {
    String text = response;
    String before = "";
    while (!text.equals(before)) {
      before = text;
      for (String end : ENDS) {
        text = text.stripTrailing();
        text = text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
      }
    }
    return text;
  }
}
