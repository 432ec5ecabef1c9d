import { InvocationError } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import type { ScriptStepOptions } from '../src/index.ts'
import { resultOf, stepOf } from './step.ts'

const endless = { statementLimit: Number.MAX_SAFE_INTEGER }
const TITLE = 'script "main.js"'

async function errorOf(run: Promise<unknown>): Promise<InvocationError> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!InvocationError.is(error)) throw new Error('an invocation error was expected', { cause: error })
  return error
}

describe('limits', () => {
  it.each<[string, string, ScriptStepOptions, string]>([
    [
      'time, of a loop',
      'for (;;); result',
      { ...endless, timeout: 200 },
      'its time limit of 200 ms; "timeout" under management.scripting sets it',
    ],
    ['time, of a built-in', 'new Array(2 ** 32 - 2).indexOf(1); result', { ...endless, timeout: 200 }, 'its time limit of 200 ms'],
    ['statements, of a loop', 'for (;;); result', {}, 'its statement limit of 100,000 loop rounds and calls; "statementLimit" under'],
    ['statements, of calls', 'const f = () => 1; [...Array(200000)].forEach(f); result', {}, 'its statement limit of 100,000'],
    ['statements, when it catches everything', 'for (;;) { try { for (;;); } catch {} finally { } } result', {}, 'its statement limit'],
    ['statements, of promises', 'const again = () => Promise.resolve().then(again); again(); result', {}, 'its statement limit'],
    ['statements, of a regular expression', '/(a+)+$/.test("a".repeat(60) + "b"); result', {}, 'its statement limit'],
    ['statements, while its result is read', 'result = { toJSON() { for (;;); } }', {}, 'its statement limit'],
    [
      'statements, while its error is read',
      'throw { get message() { for (;;); }, toString() { for (;;); }, toJSON() { for (;;); } }; result',
      {},
      'its statement limit',
    ],
    [
      'memory, of objects',
      'const all = []; for (;;) all.push({ a: [1, 2, 3] }); result',
      { ...endless, memoryBytes: 4 << 20 },
      'its memory limit of 4,194,304 bytes',
    ],
    [
      'memory, of buffers',
      'const all = []; for (;;) all.push(new Uint8Array(1e6)); result',
      endless,
      'its memory limit of 67,108,864 bytes',
    ],
    ['memory, at once', 'result = "x".repeat(2 ** 29)', {}, 'its memory limit'],
    ['memory, of a doubled text', 'let text = "x"; for (;;) text += text; result', {}, 'its memory limit'],
    ['stack, of calls', 'const f = () => f() + 1; f(); result', {}, 'its stack limit of 262,144 bytes'],
    ['stack, of a parser', 'JSON.parse("[".repeat(50000)); result', {}, 'its stack limit'],
    ['stack, of eval', 'eval("(".repeat(50000)); result', {}, 'its stack limit'],
    ['stack, of a nested result', 'result = {}; for (let i = 0; i < 20000; i++) result = { result }', {}, 'its stack limit'],
    ['output', 'result = "x".repeat(1001)', { outputBytes: 1000 }, 'its output limit of 1,000 bytes; the option "outputBytes"'],
    ['output, counted in bytes', 'result = "ü".repeat(600)', { outputBytes: 1000 }, 'its output limit of 1,000 bytes'],
  ])('name themselves when they are exceeded: %s', async (_, source, options, expected) => {
    const error = await errorOf(resultOf(source, {}, options))
    expect(error.message).toContain(`${TITLE} exceeded ${expected}`)
    expect(error).toMatchObject({ code: 'NAFTIKO_SCRIPT_LIMIT', fault: 'engine', status: 500 })
  })

  it('bound what a script is given', async () => {
    const error = await errorOf(resultOf('result = 1', { input: { text: 'x'.repeat(100) } }, { inputBytes: 50 }))
    expect(error.message).toBe(`${TITLE} exceeded its input limit of 50 bytes; the option "inputBytes" of the plugin sets it`)
  })

  it('come from the document where it sets them', async () => {
    const management = { scripting: { timeout: 150, statementLimit: 10 ** 12 } }
    const step = await stepOf({ files: { 'main.js': 'for (;;); result' }, management, options: { timeout: 60_000 } })
    await expect(step.run()).rejects.toThrow('time limit of 150 ms')
  })

  it('leave room for honest work', async () => {
    const source = `
      const ships = Array.from({ length: 2000 }, (_, index) => ({ index, weight: (index * 7919) % 1000 }))
      result = ships.filter((ship) => ship.weight > 990).map((ship) => ship.index).length`
    expect(await resultOf(source)).toBe(18)
  })

  it('spare the runs that follow', async () => {
    const step = await stepOf({
      files: { 'main.js': 'if (context.bad === "stack") JSON.parse("[".repeat(50000))\nif (context.bad) for (;;);\nresult = context.n' },
      options: { workers: 1 },
    })
    await expect(step.run({ input: { bad: 'loop' } })).rejects.toThrow('statement limit')
    await expect(step.run({ input: { bad: 'stack' } })).rejects.toThrow('stack limit')
    expect(await step.run({ input: { n: 7 } })).toBe(7)
  })
})

describe('errors of a script', () => {
  it.each([
    ['an error', '\n\nthrow new TypeError("no such flag")\nresult', 'failed: TypeError: no such flag (main.js, line 3)'],
    [
      'in a function',
      'function check() {\n  null.x\n}\ncheck()\nresult',
      "failed: TypeError: cannot read property 'x' of null (main.js, line 2)",
    ],
    ['an unknown name', 'result = nothing', "failed: ReferenceError: 'nothing' is not defined (main.js, line 1)"],
    ['a text', 'throw "no"; result', 'failed: it threw no'],
    ['an object', 'throw { code: 7 }; result', 'failed: it threw {"code":7}'],
    ['null', 'throw null; result', 'failed: it threw null'],
    [
      'of an asynchronous function',
      'async function main() {\n  await null\n  throw new Error("late")\n}\nmain()',
      'failed: Error: late (main.js, line 3)',
    ],
    ['of a promise that is the result', 'result = Promise.reject(new Error("late"))', 'failed: Error: late (main.js, line 1)'],
    ['a promise that nothing settles', 'result = new Promise(() => {})', 'failed: it waits for a promise that nothing settles'],
    [
      'a function that waits forever',
      'async function main() { await new Promise(() => {}); result = 1 }\nmain()',
      'failed: it waits for a promise that nothing settles',
    ],
    ['a function as its result', 'result = () => 1', 'failed: its result is a function, which is no value that JSON could carry'],
    ['a result in a circle', 'result = {}; result.self = result', 'failed: its result cannot become JSON: TypeError: circular reference'],
    [
      'an error that lies about itself',
      'throw Object.assign(new Error("x"), { stack: 7, message: { a: 1 } }); result',
      'failed: Error: [object Object]',
    ],
  ])('reach the caller: %s', async (_, source, expected) => {
    const error = await errorOf(resultOf(source))
    expect(error.message).toContain(`${TITLE} ${expected}`)
    expect(error).toMatchObject({ code: 'NAFTIKO_SCRIPT_FAILED', fault: 'engine', status: 500 })
  })

  it('name the dependency that they are in', async () => {
    const step = await stepOf({
      files: { 'lib.js': 'function check() {\n\n  throw new Error("deep")\n}', 'main.js': 'check()\nresult = 1' },
      step: { dependencies: ['lib.js'] },
    })
    await expect(step.run()).rejects.toThrow(`${TITLE} failed: Error: deep (lib.js, line 3)`)
  })

  it('are bounded', async () => {
    const error = await errorOf(resultOf('throw new Error("x".repeat(1e6)); result'))
    expect(error.message.length).toBeLessThan(2500)
  })
})
