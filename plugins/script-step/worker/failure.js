/** @import { QuickJSHandle } from 'quickjs-emscripten-core' */
/** @import { Failure, Limit, ScriptFile } from '../src/sandbox/protocol.ts' */
/** @import { Described } from './prelude.js' */

/** What a script threw, on its way through the functions of this folder. */
export class Escaped extends Error {
  /**
   * @param {QuickJSHandle} handle
   * @param {string} doing what went on, in words that stand before the message of the error
   */
  constructor(handle, doing = '') {
    super('a script threw')
    this.handle = handle
    this.doing = doing
  }
}

/**
 * What the interpreter says when a limit was hit. Its parsers call the same thing a syntax error.
 *
 * @type {readonly (readonly [RegExp, Limit])[]}
 */
const LIMITS = [
  [/^InternalError: (?:out of memory|string too long)$/, 'memory'],
  [/^(?:Internal|Syntax)Error: stack overflow$/, 'stack'],
]

/**
 * @param {Described} error
 * @param {string} doing
 * @param {readonly ScriptFile[]} files
 * @returns {Failure}
 */
export function failureOfError({ message, stack }, doing, files) {
  const limit = LIMITS.find(([pattern]) => pattern.test(message))
  return limit === undefined ? { reason: 'thrown', message: doing + message, ...placeOf(stack, files) } : { reason: limit[1] }
}

/**
 * The innermost place that is in a file of the author.
 *
 * @param {string} stack
 * @param {readonly ScriptFile[]} files
 * @returns {{ file: string, line: number } | {}}
 */
function placeOf(stack, files) {
  for (const frame of stack.split('\n')) {
    const place = /^\s*at (?:.*? \()?(.+?):(\d+)(?::\d+)?\)?$/.exec(frame)
    const file = files.find(({ name }) => name === place?.[1])
    if (place !== null && file !== undefined) return { file: file.name, line: Number(place[2]) }
  }
  return {}
}

/**
 * @param {unknown} error
 * @returns {Failure}
 */
export function failureOfCrash(error) {
  if (error instanceof RangeError && error.message.includes('call stack')) return { reason: 'stack' }
  return { reason: 'crashed', message: error instanceof Error ? error.message : String(error) }
}
