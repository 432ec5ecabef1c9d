import type { JsonValue } from '@naftiko/plugin-api'
import { type Arbitrary, array, constantFrom, double, integer, jsonValue, oneof, string } from 'fast-check'

/** Values that have a meaning in some language they could end up in. */
const TEMPTING: readonly JsonValue[] = [
  '',
  ' ',
  '.',
  '..',
  '../../admin',
  '%2e%2e%2fadmin',
  'a/b?c=d&e=f#g;h',
  '"',
  "'",
  '\\',
  '\\"',
  '","admin":true,"x":"',
  "'; DROP TABLE ships; --",
  'line\nbreak',
  'carriage\r\nx-injected: yes',
  '\u0000',
  '\u2028\u2029\ufeff',
  'tab\tand more',
  '{{x}}',
  '{{v}}',
  '{{{v}}}',
  '{{API_KEY}}',
  'x {{env.API_KEY}} y',
  '${v}',
  '$.v',
  '$5 & $',
  '{v}',
  '{+v}',
  '}}{{',
  '{',
  '</v><w>&amp;<!-- ]]>',
  '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>',
  'Content-Disposition: form-data; name="w"\r\n\r\nforged',
  '--boundary--',
  'a=b&c=d+e%20f',
  'émigré',
  'Ünïcödé',
  '日本語',
  '😀👩‍👩‍👧',
  '\ud800',
  'null',
  'true',
  '007',
  '1e3',
  '[1,2]',
  '{"a":1}',
  '__proto__',
  'constructor',
  0,
  -0.5,
  9007199254740991,
  -9007199254740991,
  1.7976931348623157e308,
  5e-324,
  0.1,
  true,
  false,
  null,
  [],
  {},
  [[], [[1]], {}],
  [null, 'a', null],
  ['a,b', 'c'],
  { a: { b: [{ c: null }] } },
  JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as JsonValue,
]

/** Any value that a caller can send: the tempting ones, texts of every character, nested data, and long texts. */
export const anyValue: Arbitrary<JsonValue> = oneof(
  { weight: 4, arbitrary: constantFrom(...TEMPTING) },
  { weight: 3, arbitrary: string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 2,
    arbitrary: array(constantFrom(...TEMPTING.filter((one) => typeof one === 'string')), { maxLength: 4 }).map((parts) => parts.join('')),
  },
  { weight: 2, arbitrary: jsonValue({ stringUnit: 'binary', maxDepth: 4 }).map(withoutNegativeZero) },
  { weight: 1, arbitrary: double({ noNaN: true, noDefaultInfinity: true }).map(withoutNegativeZero) },
  {
    weight: 1,
    arbitrary: constantFrom('x', 'é', '"', '{{', '\n').chain((text) => integer({ min: 500, max: 2000 }).map((times) => text.repeat(times))),
  },
)

/** JSON as JavaScript writes it has no negative zero. */
function withoutNegativeZero(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue
}

/** A value as text: texts as they are, everything else as JSON. */
export function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The code points of the text are all characters: no half of a pair stands alone. */
export function isWellFormed(value: JsonValue): boolean {
  return !/\p{Surrogate}/u.test(textOf(value))
}
