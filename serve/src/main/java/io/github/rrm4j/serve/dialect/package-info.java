/**
 * The words in which others ask for rewards, translated into those of {@link
 * io.github.rrm4j.serve.answer}: NeMo-Gym, OpenRLHF, slime, verl, vLLM's and SGLang's scoring
 * routes, and OpenAI's chat. {@link io.github.rrm4j.serve.dialect.Dialects} has the routes; {@link
 * io.github.rrm4j.serve.dialect.Cohorts} gathers the samples of a prompt for callers that send one
 * at a time.
 */
package io.github.rrm4j.serve.dialect;
