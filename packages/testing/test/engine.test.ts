import { describe, expect, it } from 'vitest'
import { capturedLog, memoryDocument, testEngine } from '../src/index.ts'
import { rightConsumer, rightExposer } from './sample-plugins.ts'

const document = memoryDocument({
  label: 'memory',
  consumes: [{ type: 'right', namespace: 'api' }],
  exposes: [{ type: 'door', namespace: 'front', call: 'api.give' }],
})

describe('testEngine', () => {
  it('runs a document made of objects', async () => {
    const engine = testEngine([rightConsumer(), rightExposer()])
    const capability = await engine.load(document)
    expect([capability.name, capability.file]).toEqual(['memory', 'memory.yaml'])
    await using host = engine.host([capability], { expose: false })
    await host.start()
    expect(await host.invoke('front.enter')).toMatchObject({ kind: 'value', value: 1 })
  })

  it('keeps what is logged, by engine', async () => {
    const engine = testEngine([
      rightConsumer(() => {
        throw new Error('a bug')
      }),
    ])
    await engine.validate(document)
    expect(engine.log.records).toContainEqual({
      level: 'error',
      message: 'a plugin failed while compiling',
      fields: { plugin: 'right-consumer', error: new Error('a bug') },
    })
    expect(testEngine([]).log.records).toEqual([])
  })
})

describe('capturedLog', () => {
  it('keeps level, message and the fields of all loggers above', () => {
    const log = capturedLog()
    log.child({ capability: 'a', node: 'x' }).child({ node: 'y' }).warn('careful', { count: 1 })
    log.debug('bare')
    expect(log.records).toEqual([
      { level: 'warn', message: 'careful', fields: { capability: 'a', node: 'y', count: 1 } },
      { level: 'debug', message: 'bare', fields: {} },
    ])
  })
})
