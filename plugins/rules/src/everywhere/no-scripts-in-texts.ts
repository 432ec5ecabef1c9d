import { isList, isObject, type JsonValue, pointerTo } from '@naftiko/plugin-api'
import type { Rule } from '../rule.ts'

const TEXTS: ReadonlySet<string> = new Set(['description', 'label'])

function* textsIn(value: JsonValue, at: string): Generator<readonly [at: string, text: string]> {
  if (isList(value)) for (const [index, item] of value.entries()) yield* textsIn(item, pointerTo(at, index))
  if (!isObject(value)) return
  for (const [key, member] of Object.entries(value)) {
    if (TEXTS.has(key) && typeof member === 'string') yield [pointerTo(at, key), member]
    else yield* textsIn(member, pointerTo(at, key))
  }
}

const SCRIPT = /<script\b/i
const EVAL = /\beval\s*\(/

/** Whether there is any use in looking at each text: hardly ever, and JSON is written far faster than places are. */
function isSuspect(value: JsonValue): boolean {
  return /<script|eval/i.test(JSON.stringify(value))
}

/** Descriptions and labels end up in pages and in the context of models. */
export const noScriptsInTexts: Rule = {
  type: 'no-scripts-in-texts',
  code: 'NAFTIKO_TEXT_SCRIPT',
  severity: 'warning',
  check(document, report) {
    const entries = [...document.consumes, ...document.exposes, ...document.aggregates].filter(
      ({ imported, value }) => !imported && isSuspect(value),
    )
    for (const entry of entries)
      for (const [at, text] of textsIn(entry.value, ''))
        if (SCRIPT.test(text) || EVAL.test(text))
          report(
            {
              message: 'a text for people has a script in it',
              hint: 'remove "<script" and "eval("; texts are shown by pages and by models',
              at,
            },
            entry,
          )
  },
}
