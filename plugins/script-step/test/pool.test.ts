import { CancelledError, type CompiledStep } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { scriptStep } from '../src/index.ts'
import { contextIn, folderWith, stepContext, stepOf, type TestStep } from './step.ts'

const { signal } = new AbortController()
const endless = { statementLimit: Number.MAX_SAFE_INTEGER }
const loop = { 'main.js': 'console.log("begun")\nif (context.loop) for (;;);\nresult = context.n' }

/** Resolves when the script has written its first line: it runs. */
async function begun(step: TestStep, lines = 1): Promise<void> {
  while (step.log.records.length < lines) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** What would keep this process alive. */
function workers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'MessagePort' || kind === 'Worker').length
}

describe('many runs at once', () => {
  it('all get their own answer', async () => {
    const step = await stepOf({ files: { 'main.js': 'result = { n: context.n, twice: context.n * 2 }' }, options: { workers: 3 } })
    const numbers = Array.from({ length: 50 }, (_, n) => n)
    const results = await Promise.all(numbers.map((n) => step.run({ input: { n } })))
    expect(results).toEqual(numbers.map((n) => ({ n, twice: n * 2 })))
  })

  it('are refused when too many wait', async () => {
    const step = await stepOf({ files: loop, options: { ...endless, workers: 1, queue: 2 } })
    const controller = new AbortController()
    const held = [1, 2, 3].map(() => step.run({ input: { loop: true }, signal: controller.signal }))
    await begun(step)
    await expect(step.run()).rejects.toMatchObject({ code: 'NAFTIKO_SCRIPT_BUSY', status: 503 })
    controller.abort()
    for (const run of held) await expect(run).rejects.toThrow(CancelledError)
  })
})

describe('the signal of a caller', () => {
  it('ends a script in the middle of a loop, and nothing else', async () => {
    const step = await stepOf({ files: loop, options: { ...endless, workers: 2 } })
    const controller = new AbortController()
    const doomed = step.run({ input: { loop: true }, signal: controller.signal })
    await begun(step)
    controller.abort()
    await expect(doomed).rejects.toMatchObject({ code: 'NAFTIKO_CANCELLED', fault: 'cancelled' })
    expect(await step.run({ input: { n: 1 } })).toBe(1)
  })

  it('takes a waiting run out of the line', async () => {
    const step = await stepOf({ files: loop, options: { ...endless, workers: 1 } })
    const [first, second] = [new AbortController(), new AbortController()]
    const running = step.run({ input: { loop: true }, signal: first.signal })
    await begun(step)
    const waiting = step.run({ input: { n: 2 }, signal: second.signal })
    const last = step.run({ input: { n: 3 } })
    second.abort()
    await expect(waiting).rejects.toThrow(CancelledError)
    first.abort()
    await expect(running).rejects.toThrow(CancelledError)
    expect(await last).toBe(3)
  })

  it('that is aborted already keeps a script from running', async () => {
    const step = await stepOf({ files: loop })
    await expect(step.run({ signal: AbortSignal.abort() })).rejects.toThrow(CancelledError)
    expect(step.log.records).toEqual([])
  })
})

describe('workers', () => {
  it('do not exist before a script runs', async () => {
    const before = workers()
    await stepOf({ files: loop })
    expect(workers()).toBe(before)
  })

  it('keep the process alive while they run, and not when they are idle', async () => {
    const before = workers()
    const step = await stepOf({ files: loop, options: endless })
    const controller = new AbortController()
    const run = step.run({ input: { loop: true }, signal: controller.signal })
    await begun(step)
    expect(workers()).toBeGreaterThan(before)
    expect(await step.run({ input: { n: 1 } })).toBe(1)
    controller.abort()
    await expect(run).rejects.toThrow(CancelledError)
    await expect.poll(workers).toBe(before)
  })

  it('are ended when they were idle for long enough, and replaced when they are needed', async () => {
    const step = await stepOf({ files: loop, options: { idle: 10 } })
    expect(await step.run({ input: { n: 1 } })).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await step.run({ input: { n: 2 } })).toBe(2)
  })

  it('are ended with the step, whatever they are doing', async () => {
    const before = workers()
    const step = await stepOf({ files: loop, options: endless })
    const run = step.run({ input: { loop: true } })
    await begun(step)
    const stopped = step.node.stop?.({ signal })
    await expect(run).rejects.toThrow(CancelledError)
    await stopped
    await expect.poll(workers).toBe(before)
    await expect(step.run()).rejects.toThrow('the host has stopped')
    await step.node.stop?.({ signal })
  })

  it('are kept as long as another step of the same plugin uses them', async () => {
    const plugin = scriptStep({ workers: 1 })
    const folder = await folderWith(loop)
    const entry = { type: 'script', name: 'join', language: 'javascript', file: 'main.js', location: folder }
    const compile = async () => (await plugin.compile(entry, contextIn(folder).context)) as CompiledStep
    const [first, second] = [await compile(), await compile()]
    expect(await first.run(stepContext({ input: { n: 1 } }))).toBe(1)
    const running = second.run(stepContext({ input: { n: 2 } }))
    await first.stop?.({ signal })
    expect(await running).toBe(2)
    await second.stop?.({ signal })
  })
})
