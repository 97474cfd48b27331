/**
 * Jinja as chat templates use it, rendered as transformers renders it, or refused.
 *
 * <p>Read {@link io.github.rrm4j.jinja.Template} first. A template's text becomes tokens ({@code
 * Lexer}), tokens become statements and expressions ({@code StatementParser}, {@code
 * ExpressionParser}), and these are functions of a {@code Scope}. Values are Python's: a string is
 * counted in code points, {@code or} gives back one of its sides, what is not there is {@code
 * Undefined} and not {@code None}.
 *
 * <p>Source: the behaviour of Jinja2 3.1 with the settings of transformers (trim_blocks,
 * lstrip_blocks, loop controls, an immutable sandbox, a tojson without HTML escapes). Differs: what
 * no chat template needs is missing, and is an error and never another text. Integers have 64 bits.
 * Work, text and nesting have limits, since a template comes from a download.
 */
package io.github.rrm4j.jinja;
