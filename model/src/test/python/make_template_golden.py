"""Writes golden files of chat templates: what transformers makes of each.

    python3 make_template_golden.py FOLDER          conversations.json; snippets.json is kept in the module jinja
    python3 make_template_golden.py FOLDER --real   conversations.json alone

conversations.json holds every *.jinja of the folder on every conversation, with and without the
start of the assistant's turn, and with enable_thinking=false. snippets.json holds small templates,
each with its text or null where it is an error. The committed files in ../resources/templates were
made with transformers 5.12.1 and Jinja2 3.1.6. A folder of the templates of real models gets a
conversations.json of its own, which RealTemplatesTest reads and which is not committed.
"""

import datetime
import json
import pathlib
import sys

import transformers
from transformers.utils import chat_template_utils

# One snippet a line; ⏎ stands for a line feed inside one.
VARIABLES = {
    "bos_token": "<s>",
    "eos_token": "</s>",
    "pad_token": None,
    "text": "  Two words \n",
    "think": "<think>\na\n</think>\n\nb",
    "word": "straße",
    "empty": "",
    "number": 7,
    "minus": -7,
    "fraction": 2.5,
    "whole": 3.0,
    "yes": True,
    "no": False,
    "nothing": None,
    "items_": [3, 1, 2],
    "words": ["b", "a", "c"],
    "mapping": {"b": 1, "a": [1, "x", None, True, 1.5], "é": "<&'\">"},
    "nested": {"role": "user", "inner": {"deep": "x"}},
}

SPECIAL_TOKENS = {"bos_token": "<s>", "eos_token": "</s>"}

TURNS = [
    {"role": "user", "content": "What is 2 + 2?"},
    {"role": "assistant", "content": "<think>\nTwo and two.\n</think>\n\n4"},
    {"role": "user", "content": "And 3 + 3?"},
    {"role": "assistant", "content": "6"},
    {"role": "user", "content": "Thanks!"},
]
HARD = "{{ 1 + 1 }} {% if true %} {# note #} <b> & 'x' \"y\" \\n \\boxed{1} é 漢字 😀 \u00a0\u2028 \t| \r\n"

CONVERSATIONS = {
    "user": [{"role": "user", "content": "Hi"}],
    "system and user": [{"role": "system", "content": "Be fair."}, {"role": "user", "content": "Hi"}],
    "turns": TURNS,
    "system and turns": [{"role": "system", "content": "Be fair."}, *TURNS],
    "ends with the assistant": [*TURNS, {"role": "assistant", "content": "<think>a</think>b</think>c"}],
    "ends with plain assistant": [*TURNS[:1], {"role": "assistant", "content": "\n\n4\n"}],
    "only thinking": [*TURNS[:1], {"role": "assistant", "content": "<think>\nnever ends"}],
    "hard characters": [{"role": "system", "content": HARD}, {"role": "user", "content": HARD}],
    "blank around": [{"role": "system", "content": " \n a \n\n"}, {"role": "user", "content": "\n\n b \t"}],
    "empty": [{"role": "system", "content": ""}, {"role": "user", "content": ""}],
    "tool answer": [{"role": "user", "content": "<tool_response>x</tool_response>"}, {"role": "tool", "content": "y"}],
    "two systems": [{"role": "system", "content": "a"}, {"role": "user", "content": "b"}, {"role": "system", "content": "c"}],
    "control tokens": [{"role": "user", "content": "<|im_end|></s><think>a</think>"}],
    "assistant first": [{"role": "assistant", "content": "a"}],
}

MESSAGES = [
    {"role": "system", "content": "s"},
    {"role": "user", "content": "u"},
    {"role": "assistant", "content": "<think>t</think>a"},
]

SNIPPETS = r"""
{{ text }}
{{ text | trim }}|
{{ text.strip() }}|
{{ text.lstrip() }}|
{{ text.rstrip() }}|
{{ think.strip('<b') }}
{{ think.split('</think>')[-1] }}
{{ think.split('</think>')[0].rstrip('\n').split('<think>')[-1].lstrip('\n') }}
{{ think.split('</think>') | length }}
{{ text.split() }}
{{ text.split(' ') }}
{{ text.split(' ', 1) }}
{{ 'abc'.split('') }}
{{ 'a|b'.split('|') }}
{{ 'a.b'.split('.')[1] }}
{{ 'abcabc'.replace('b', 'x') }}
{{ 'abcabc'.replace('b', 'x', 1) }}
{{ 'a.b'.replace('.', '$1') }}
{{ 'abcabc' | replace('b', 'x') }}
{{ 'abcabc' | replace('b', 'x', 1) }}
{{ 'abc'.startswith('ab') }} {{ 'abc'.endswith('bc') }} {{ 'abc'.startswith('b') }}
{{ 'abc'.startswith(('x', 'a')) }}
{{ 'abc'.find('c') }} {{ 'abc'.find('z') }} {{ 'abcb'.count('b') }}
{{ 'abc'.upper() }} {{ 'ABC'.lower() }} {{ 'a bC'.capitalize() }}
{{ word | upper }} {{ word | length }} {{ 'ABC' | lower }} {{ 'a bC' | capitalize }}
{{ '😀é'|length }} {{ '😀é'[0] }} {{ '😀é'[::-1] }}
{{ ', '.join(words) }} {{ words | join(', ') }} {{ words | join }} {{ items_ | join('-') }}
{{ 'abc'.removeprefix('a') }} {{ 'abc'.removesuffix('c') }}
{{ 'abc'.no_such_method() }}
{{ 'abc'.no_such }}|
{{ 'abc'.no_such.deeper }}
{{ nothing.anything }}|
{{ missing }}|
{{ missing.anything }}
{{ missing[0] }}
{{ missing is defined }} {{ text is defined }} {{ nested.x is defined }} {{ nested.role is defined }} {{ nested['role'] is defined }}
{{ missing is undefined }} {{ nothing is defined }} {{ nothing is none }} {{ missing is none }} {{ nested.x is none }}
{{ not missing }} {{ missing == none }} {{ missing or 'x' }} {{ nothing or 'y' }} {{ empty or 'z' }}
{{ missing == missing }} {{ missing | length }} {{ missing | default('d') }} {{ nothing | default('d') }} {{ empty | default('d', true) }} {{ empty | d('x') }}
{{ missing + 'a' }}
{{ 'a' + missing }}
{{ 'a' ~ missing ~ nothing ~ 1 ~ 2.0 ~ true }}
{{ 'a' + 1 }}
{{ 1 + 1 }} {{ 7 / 2 }} {{ 6 / 2 }} {{ 7 // 2 }} {{ minus // 2 }} {{ 7 % 3 }} {{ minus % 3 }} {{ 2 ** 3 }} {{ 2 ** 3 ** 2 }} {{ -2 ** 2 }} {{ 1.0 }} {{ 0.1 + 0.2 }} {{ 1e20 }} {{ 1e3 }} {{ 7.0 // 2 }} {{ 1 / 3 }}
{{ 'ab' * 3 }} {{ 3 * 'ab' }} {{ [1] * 2 }} {{ [1] + [2] }}
{{ 1 / 0 }}
{{ true }} {{ false }} {{ none }} {{ True }} {{ False }} {{ None }} {{ yes }} {{ no }} {{ nothing }} {{ whole }} {{ fraction }} {{ minus }}
{{ true + 1 }} {{ true == 1 }} {{ 1 == 1.0 }} {{ '1' == 1 }} {{ none == false }} {{ 'a' == "a" }}
{{ 'a' < 'b' }} {{ 1 < 2 < 3 }} {{ 3 > 2 > 2 }} {{ 1 != 2 }} {{ [1] == [1] }} {{ {'a': 1} == {'a': 1.0} }} {{ [1, 2] < [1, 3] }}
{{ 'a' < 1 }}
{{ yes and 'x' }} {{ no and 'x' }} {{ 'x' and 'y' }} {{ 'x' or 'y' }} {{ not 'x' }} {{ not '' }} {{ not [] }} {{ not 0 }} {{ not none }} {{ not {} }}
{{ not yes or yes }} {{ not (yes or yes) }} {{ not yes == no }} {{ not yes is defined }} {{ 1 + 2 * 3 }} {{ (1 + 2) * 3 }} {{ yes or no and no }}
{{ 'x' if yes else 'y' }} {{ 'x' if no else 'y' }} {{ 'x' if no }}|{{ ('x' if no) is defined }}
{{ 'a' in 'abc' }} {{ 'z' not in 'abc' }} {{ 'role' in nested }} {{ 'x' in nested }} {{ 3 in items_ }} {{ 'b' in words }} {{ not 'b' in words }} {{ 'user' in ['user', 'system'] }} {{ '' in 'abc' }} {{ true in [1] }}
{{ 1 in 'abc' }}
{{ 'a' in nothing }}
{{ 'a' in missing }}
{{ nested.role }} {{ nested['role'] }} {{ nested.inner.deep }} {{ nested['inner']['deep'] }} {{ nested.get('role') }} {{ nested.get('x') }} {{ nested.get('x', 'd') }}
{{ nested.keys() | list }} {{ nested.items() | list }} {{ mapping.values() | list | length }} {{ nested | length }} {{ nested | list }} {{ nested | first }}
{{ {'items': 1}['items'] }} {{ {'get': 2}.get('get') }} {{ {'x y': 3}['x y'] }}
{% for k, v in nested.items() %}{{ k }}={{ v }};{% endfor %}
{% for k, v in nested | items %}{{ k }}={{ v }};{% endfor %}
{% for k in nested %}{{ k }};{% endfor %}
{% for c in 'abc' %}{{ c }}{{ loop.index }}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.revindex }}{{ loop.revindex0 }};{% endfor %}
{% for c in words %}{{ loop.previtem }}<{{ c }}>{{ loop.nextitem }}{{ loop.previtem is defined }}{{ loop.nextitem is defined }};{% endfor %}
{% for c in words %}{{ loop.cycle('x', 'y') }}{% endfor %}
{% for c in [1, 1, 2] %}{{ loop.changed(c) }}{% endfor %}
{% for c in words if c != 'a' %}{{ c }}{{ loop.index }}/{{ loop.length }}{% endfor %}
{% for c in [] %}x{% else %}none{% endfor %}
{% for c in missing %}x{% else %}none{% endfor %}
{% for c in nothing %}x{% endfor %}
{% for c in 5 %}x{% endfor %}
{% for c in words %}{% if c == 'a' %}{% continue %}{% endif %}{{ c }}{% endfor %}
{% for c in words %}{% if c == 'a' %}{% break %}{% endif %}{{ c }}{% endfor %}
{% for c in words %}{{ c }}{% break %}{% else %}none{% endfor %}{% for c in words %}{{ c }}{% continue %}{% else %}none{% endfor %}
{% for a in [1, 2] %}{% for b in [3, 4] %}{{ a }}{{ b }}{{ loop.index }}{% endfor %}{{ loop.index }};{% endfor %}
{% for (a, b) in [(1, 2), (3, 4)] %}{{ a }}{{ b }};{% endfor %}
{% for a, b in [[1, 2], [3]] %}{{ a }}{% endfor %}
{% for i in range(3) %}{{ i }}{% endfor %}{{ range(2, 8, 3) | list }}{{ range(3, 0, -1) | list }}
{% set x = 1 %}{% for i in [1, 2] %}{% set x = x + 1 %}{{ x }}{% endfor %}{{ x }}
{% set x = 1 %}{% if yes %}{% set x = 2 %}{% endif %}{{ x }}
{% for i in [1, 2] %}{{ x }}{% set x = i %}{% endfor %}{{ x }}|
{% for i in [1, 2] %}{% if y is defined %}again{% endif %}{% set y = i %}{% endfor %}|
{% set ns = namespace(a=1, b='x') %}{% for i in [1, 2] %}{% set ns.a = ns.a + i %}{% endfor %}{{ ns.a }}{{ ns.b }}{{ ns.c }}|
{% set ns = namespace() %}{% set ns.x = none %}{{ ns.x }}{{ ns.x is none }}{{ ns.y is defined }}
{% set nested.role = 'x' %}
{% set a, b = 1, 2 %}{{ a }}{{ b }}
{% set x %}a {{ 1 + 1 }} b{% endset %}{{ x }}{{ x | length }}
{% set x | upper %}abc{% endset %}{{ x }}
{% set messages = messages[1:] %}{{ messages | length }}{{ messages[0].role }}
{% set text = text | trim %}{{ text }}|
{{ items_[0] }} {{ items_[-1] }} {{ items_[1:] }} {{ items_[:-1] }} {{ items_[::-1] }} {{ items_[::2] }} {{ items_[5:] }} {{ items_[-2:] }} {{ 'abc'[1:] }} {{ 'abc'[-1] }} {{ 'abc'[::-1] }} {{ 'abc'[:2] }}
{{ items_[5] }}|
{{ items_[5].x }}
{{ items_[5] is defined }}
{{ messages[-1].role }} {{ messages[0]['role'] }} {{ messages[loop_index | default(0) + 1].role }} {{ messages[::-1][0].role }} {{ messages | length - 1 }} {{ (messages | length - 1) - 1 }}
{% for m in messages[::-1] %}{{ m.role }}{{ (messages | length - 1) - loop.index0 }};{% endfor %}
{{ messages | map(attribute='role') | list }} {{ messages | selectattr('role', 'equalto', 'user') | list | length }} {{ messages | rejectattr('role', 'equalto', 'user') | map(attribute='role') | join(',') }} {{ messages | selectattr('role', 'in', ['user']) | list | length }} {{ messages | selectattr('missing') | list }}
{{ items_ | select('odd') | list }} {{ items_ | reject('equalto', 3) | list }} {{ items_ | reverse | list }} {{ 'abc' | reverse }} {{ words | map('upper') | list }}
{{ items_ | first }} {{ items_ | last }} {{ [] | first }}| {{ 'abc' | first }} {{ 'abc' | last }} {{ 'abc' | list }}
{{ mapping | tojson }}
{{ mapping | tojson(indent=4) }}
{{ mapping | tojson(indent=2, sort_keys=true) }}
{{ mapping | tojson(ensure_ascii=true) }}
{{ mapping | tojson(separators=(',', ':')) }}
{{ 'é\n"\\/\u2028<' | tojson }} {{ 1.0 | tojson }} {{ none | tojson }} {{ true | tojson }} {{ [] | tojson }} {{ {} | tojson }} {{ [] | tojson(indent=2) }} {{ [[], {}] | tojson(indent=2) }} {{ 1e20 | tojson }}
{{ missing | tojson }}
{{ mapping }} {{ [1, 'a', none, true, 1.5] }} {{ (1, 'a') }} {{ (1,) }} {{ {'a': "it's"} }} {{ ['\n\t\\', "'\"", 'é😀'] }}
{{ mapping | string | length }} {{ 1 | string + 'a' }}
{{ text is string }} {{ 1 is string }} {{ none is string }} {{ missing is string }} {{ 1 is number }} {{ true is number }} {{ 1.5 is number }} {{ true is boolean }} {{ 1 is boolean }} {{ 1 is integer }} {{ true is integer }} {{ 1.0 is float }}
{{ nested is mapping }} {{ [] is mapping }} {{ 'a' is mapping }} {{ 'a' is iterable }} {{ 1 is iterable }} {{ nested is iterable }} {{ none is iterable }} {{ missing is iterable }} {{ [] is sequence }} {{ 'a' is sequence }} {{ nested is sequence }} {{ 1 is sequence }}
{{ true is true }} {{ 1 is true }} {{ false is false }} {{ 0 is false }} {{ none is false }} {{ missing is false }} {{ missing is true }} {{ 2 is even }} {{ 2 is odd }} {{ 4 is divisibleby 2 }} {{ 4 is divisibleby(3) }}
{{ 1 is eq 1 }} {{ 1 is equalto 1 }} {{ 1 is ne 2 }} {{ 1 is lt 2 }} {{ 1 is gt 2 }} {{ 1 is in [1] }} {{ 1 is not in [1] }} {{ 'a' is not none }}
{{ text is not string and 1 }} {{ text is string and not no }} {{ not text is string }} {{ 1 + 1 is even }} {{ 'a' ~ 'b' is string }}
{{ 'abc' | no_such_filter }}
{{ no_such_function() }}
{{ 'a' 'b' }} {{ "a\tb" }} {{ 'a\'b' }} {{ "a\"b" }} {{ 'a\\nb' }} {{ 'a\nb' }} {{ '\x41' }} {{ '\u00e9' }} {{ 'a\qb' }} {{ '\101' }}
{{ 'a⏎b' }}
{#- a comment -#} x {# {{ not.rendered }} #} y
{% raw %}{{ raw }}{% endraw %} {%- raw -%} {{ x }} {%- endraw -%} z
a {{- ' b ' -}} c
a {%- if yes %} b {% endif -%} c
  {%+ if yes %} b {%+ endif %} c
a {{ 1 -}}  b  {{- 2 }}
{% if yes -%}⏎  x⏎{%- endif +%}⏎y
  {% if yes %}⏎  x⏎  {% endif %}⏎  y⏎
{{ 1 }}⏎
{{ 1 }}⏎⏎
{{ 1 }}⏎{{ 2 }}⏎{% set x = 1 %}⏎⏎{# c #}⏎z
a⏎  {#- c -#}⏎  b⏎  {# c #}⏎c
{% macro m(a, b='d') %}[{{ a }}{{ b }}]{% endmacro %}{{ m(1) }}{{ m(1, 2) }}{{ m(b=3, a=4) }}{{ m() }}
{% macro m(a) %}{{ a }}{{ text | trim }}{% endmacro %}{{ m(1) }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, x=3) }}
{% macro m(n) %}{% if n %}{{ n }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(3) }}
{% macro m(a) %}x{{ a }} {% endmacro %}{{ m('y') | trim }}{{ m('y') | length }}{{ m('y') + 'z' }}{{ m('y') == 'xy ' }}{{ m('y') is string }}
{% set g = 1 %}{% macro m() %}{{ g }}{% set g = 2 %}{{ g }}{% endmacro %}{{ m() }}{{ g }}
{% generation %}a{{ 1 }}{% endgeneration %}b
{% if no %}a{% elif yes %}b{% else %}c{% endif %}{% if missing %}a{% else %}d{% endif %}
{% if 'a' %}1{% endif %}{% if '' %}2{% endif %}{% if 0.0 %}3{% endif %}{% if {} %}4{% endif %}{% if [0] %}5{% endif %}{% if ' ' %}6{% endif %}
{{ raise_exception('stop') }}
{{ words.append('x') }}
{{ nested.update({'a': 1}) }}
{{ items_.pop() }}
{{ dict(a=1, b=2) }} {{ namespace(a=1).a }} {{ range is defined }} {{ strftime_now is defined }} {{ raise_exception is defined }}
{{ x.y = 1 }}
{{ 1 + }}
{{ unclosed
{% for x in words %}{% endfor
{% no_such_tag %}
{% endfor %}
{% include 'other' %}
{{ text | trim | length }} {{ (text | trim).split(' ') | last }} {{ text.strip().upper().lower() }} {{ number | string | length }}
{{ text|trim+'x' }} {{ 'a' ~ text|trim }} {{ -1 ** 2 }} {{ not number > 3 }} {{ number > 3 and number < 9 }} {{ number == 7 }} {{ number is number and number }}
{{ nothing | length }}
{{ number | length }}
{{ number[0] }}|
{{ number() }}
{{ (1, 2)[0] }} {{ [1, [2, 3]][1][0] }} {{ {'a': {'b': 1}}.a.b }} {{ [1, 2,] }} {{ {'a': 1,} }} {{ () }} {{ 1, 2 }}
{{ messages[0].content.split('s') }} {{ messages[2].content.split('</think>')[-1] }} {{ messages[0].get('tool_calls') is none }} {{ messages[0].tool_calls is defined }} {{ 'tool_calls' in messages[0] }} {{ messages[0]['tool_calls'] }}|
{% for m in messages %}{% if loop.index0 == 0 or messages[loop.index0 - 1].role != 'system' %}{{ loop.index0 }}{% endif %}{% if not loop.last and messages[loop.index0 + 1].role == 'user' %}!{% endif %}{% if loop.last or messages[loop.index0 + 1].role != 'tool' %}.{% endif %}{% endfor %}
{{ 0 == false }} {{ 'a'.__len__ is defined }} {{ 5 // 0.0 }}
{{ 'abc'[10] }}| {{ 'abc'[1:2:0] }}
{{ loop }}|
{{ 'İ'.lower() | length }} {{ 'ß'.upper() }} {{ '\u00a0x\u00a0'.strip() }}| {{ '\u200bx'.strip() | length }} {{ '\x1fx'.strip() }}| {{ '\u00a0x' | trim }}|
{{ text is no_such_test }}
{{ strftime_now('%d %b %Y') }} {{ strftime_now('%Y-%m-%d, %B %A') }}
{{ 1 == 1.0 }} {{ 9007199254740993 == 9007199254740992.0 }} {{ 9223372036854775807 }} {{ 1e16 }} {{ 123456789012345.6 }} {{ 1e-5 }} {{ 0.0001 }} {{ 2e-3 }} {{ -0.0 }}
{{ '\u2028\x00\x7f\u00a0' }}{{ ['\x00\x7f\u00a0\u2028\ue000'] }}
"""

# What is an error there whatever transformers makes of it.
REFUSED = r"""
{{ 'a.b.c'.rsplit('.', 1) }}
{{ 'a bc'.title() }}
{{ 'a bc' | title }}
{{ '12'.isdigit() }}
{{ 'a%sb' % 'x' }}
{{ 'a{}b'.format('x') }}
{{ text.strip }}
{{ ''.__class__ }}
{{ number.x }}|
{{ 10000000000 * 10000000000 }}
{{ {1: 2} }}
{{ +1 }}
{{ words | sort }}
{{ mapping | dictsort }}
{{ '12' | int }}
{{ minus | abs }}
{{ '<' | escape }}
{{ '<' | safe }}
{{ 'a' | indent(2) }}
{{ words | map('upper') }}
{{ range(3) | length }}
{{ 'a' is lower }}
{{ range is callable }}
{{ cycler is defined }}
{{ self }}
{{ caller }}
{% macro m(a) %}{{ varargs }}{% endmacro %}{{ m(1, 2) }}
{% macro m(x) %}{{ caller() }}{{ x }}{% endmacro %}{% call m(1) %}inner{% endcall %}
{% filter upper %}abc{% endfilter %}
{% with a = 1 %}{{ a }}{% endwith %}
{% block b %}x{% endblock %}
{% for x in words recursive %}{{ x }}{% endfor %}
{{ strftime_now('%s') }}
"""


def tojson_safe(value):
    return json.loads(json.dumps(value))


def render(template, messages, add_generation_prompt, variables):
    """The text, or None where transformers raises."""
    try:
        rendered, _ = chat_template_utils.render_jinja_template(
            conversations=[tojson_safe(messages)],
            chat_template=template,
            add_generation_prompt=add_generation_prompt,
            **tojson_safe(variables),
        )
        return rendered[0]
    except Exception:  # whatever is raised is an error of the template
        return None


def lines(text):
    return [line.replace("⏎", "\n") for line in text.strip("\n").split("\n")]


class Day(datetime.datetime):
    """Always the day that strftime_now knows in RRM4J."""

    @classmethod
    def now(cls, tz=None):
        return cls(2024, 7, 26)


def conversations(folder):
    """Every template on every conversation, with and without the start of the assistant's turn."""
    cases = []
    for path in sorted(folder.glob("*.jinja")):
        template = path.read_text(encoding="utf-8")
        for name, messages in CONVERSATIONS.items():
            for start in (True, False):
                for thinking in (True, False) if start else (True,):
                    variables = dict(SPECIAL_TOKENS)
                    if not thinking:
                        variables["enable_thinking"] = False
                    cases.append(
                        {
                            "template": path.name,
                            "conversation": name,
                            "start": ["none", "assistant", "assistant_without_thinking"][start + (start and not thinking)],
                            "text": render(template, messages, start, variables),
                        }
                    )
    return cases


def write(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main():
    chat_template_utils.datetime = Day
    folder = pathlib.Path(sys.argv[1])
    made_by = f"make_template_golden.py, transformers {transformers.__version__}"
    if len(sys.argv) == 2:
        rendered = [{"template": s, "text": render(s, MESSAGES, True, VARIABLES)} for s in lines(SNIPPETS)]
        write(
            folder / "snippets.json",
            {
                "made_by": made_by,
                "variables": VARIABLES,
                "messages": MESSAGES,
                "snippets": rendered,
                "refused": lines(REFUSED),
            },
        )
    write(
        folder / "conversations.json",
        {
            "made_by": made_by,
            "special_tokens": SPECIAL_TOKENS,
            "conversations": CONVERSATIONS,
            "cases": conversations(folder),
        },
    )


main()
