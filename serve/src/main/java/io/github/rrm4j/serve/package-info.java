/**
 * A judge behind HTTP: {@link io.github.rrm4j.serve.JudgeServer}. What is asked and answered is in
 * {@link io.github.rrm4j.serve.answer}, the words of other frameworks in {@link
 * io.github.rrm4j.serve.dialect}; here is what only HTTP has: routes, tokens, limits, streams,
 * metrics, pages.
 */
package io.github.rrm4j.serve;
