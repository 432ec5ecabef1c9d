import http from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chunks } from '@naftiko/testing'
import { type Running, runOpenRouter } from '../capabilities/open-router.ts'
import { inRepository } from '../repository.ts'

const body = JSON.stringify({ model: 'm', messages: [], stream: true })
const headers = { 'content-type': 'application/json' }

let running: Running
beforeEach(async () => {
  running = await runOpenRouter(inRepository('capabilities/openrouter.yaml'))
})
afterEach(() => running[Symbol.asyncDispose]())

const ask = (init: RequestInit = {}): Promise<Response> =>
  fetch(`${running.rest}/chat/completions`, { method: 'POST', body, headers, ...init })

/** The next piece as text. */
async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string | undefined> {
  const { value } = await reader.read()
  return value === undefined ? undefined : Buffer.from(value).toString()
}

describe('a streamed chat through REST', () => {
  beforeEach(() => running.api.on('POST /api/v1/chat/completions', chunks([])))

  it('arrives piece by piece, byte for byte, comments included', async () => {
    const stream = running.api.stream('POST /api/v1/chat/completions', {
      headers: { 'content-type': 'text/event-stream', 'x-generation-id': 'gen-1' },
    })
    const answer = await ask()
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('x-generation-id')]).toEqual([
      200,
      'text/event-stream',
      'gen-1',
    ])
    const reader = answer.body!.getReader()
    for (const piece of [
      ': OPENROUTER PROCESSING\n\n',
      'data: {"choices":[{"delta":{"content":"Grüße \u{1F44B}"}}]}\n\n',
      'data: {"error":{"code":502,"message":"in-band"}}\n\n',
      'data: [DONE]\n\n',
    ]) {
      await stream.write(piece)
      expect(await next(reader)).toBe(piece)
    }
    await stream.end()
    expect(await next(reader)).toBeUndefined()
  })

  it('keeps characters whole that are cut between two pieces', async () => {
    const bytes = Buffer.from('data: \u{1F44B}é\n\n')
    running.api.on(
      'POST /api/v1/chat/completions',
      chunks(
        [...bytes].map((byte) => Uint8Array.of(byte)),
        { everyMs: 1 },
      ),
    )
    expect(await (await ask()).text()).toBe('data: \u{1F44B}é\n\n')
  })

  it('ends the upstream call at once when the caller hangs up', async () => {
    const stream = running.api.stream('POST /api/v1/chat/completions', { headers: { 'content-type': 'text/event-stream' } })
    const controller = new AbortController()
    const reader = (await ask({ signal: controller.signal })).body!.getReader()
    await stream.write('data: 1\n\n')
    await next(reader)
    controller.abort()
    await expect(stream.aborted).resolves.toBeUndefined()
  })

  it('never looks like a clean end when the upstream is cut', async () => {
    const stream = running.api.stream('POST /api/v1/chat/completions', { headers: { 'content-type': 'text/event-stream' } })
    const reader = (await ask()).body!.getReader()
    await stream.write('data: 1\n\n')
    expect(await next(reader)).toBe('data: 1\n\n')
    await stream.cut()
    await expect(reader.read()).rejects.toThrow('terminated')
  })

  it('goes on while the host drains, and ends properly', async () => {
    const stream = running.api.stream('POST /api/v1/chat/completions', { headers: { 'content-type': 'text/event-stream' } })
    const reader = (await ask()).body!.getReader()
    await stream.write('data: 1\n\n')
    await next(reader)
    const stopped = running.host.stop({ graceMs: 5000 })
    await expect(ask()).rejects.toThrow('fetch failed')
    await stream.write('data: 2\n\n')
    expect(await next(reader)).toBe('data: 2\n\n')
    await stream.end()
    expect(await next(reader)).toBeUndefined()
    await stopped
  })

  it('is cut when the grace period is over', async () => {
    const stream = running.api.stream('POST /api/v1/chat/completions', { headers: { 'content-type': 'text/event-stream' } })
    const reader = (await ask()).body!.getReader()
    await stream.write('data: 1\n\n')
    await next(reader)
    await running.host.stop({ graceMs: 10 })
    await expect(reader.read()).rejects.toThrow('terminated')
    await stream.aborted
  })

  it('is slowed down by a slow caller instead of filling the memory', async () => {
    let written = 0
    const total = 64 * 1024 * 1024
    running.api.on('POST /api/v1/chat/completions', (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const more = (): void => {
        let ready = true
        while (ready && written < total) {
          written += 64 * 1024
          ready = response.write(Buffer.alloc(64 * 1024, 'x'))
        }
        if (!ready) response.once('drain', more)
      }
      more()
    })
    const request = http.request(`${running.rest}/chat/completions`, { method: 'POST', headers })
    const response = await new Promise<http.IncomingMessage>((resolve) => request.on('response', resolve).end(body))
    response.pause()
    let before = -1
    await expect
      .poll(
        () => {
          const still = before === written
          before = written
          return still && written > 0
        },
        { interval: 150, timeout: 15_000 },
      )
      .toBe(true)
    expect(written).toBeLessThan(total / 2)
    request.destroy()
  })
})

describe('a streamed chat through MCP', () => {
  it('becomes progress notifications when they are asked for, and one final result', async () => {
    running.api.on(
      'POST /api/v1/chat/completions',
      chunks(['data: é1\n\n', 'data: 2\n\n', 'data: [DONE]\n\n'], {
        everyMs: 5,
        headers: { 'content-type': 'text/event-stream' },
      } as never),
    )
    const client = await running.client()
    const progress: string[] = []
    const result = await client.callTool(
      { name: 'createchatcompletion', arguments: { model: 'm', messages: [], stream: true } },
      undefined,
      {
        onprogress: ({ message }) => progress.push(message ?? ''),
      },
    )
    expect(result.content).toEqual([{ type: 'text', text: 'data: é1\n\ndata: 2\n\ndata: [DONE]\n\n' }])
    expect(progress.join('')).toBe('data: é1\n\ndata: 2\n\ndata: [DONE]\n\n')
  })

  it('is an error when the upstream is cut', async () => {
    const stream = running.api.stream('POST /api/v1/chat/completions', { headers: { 'content-type': 'text/event-stream' } })
    const client = await running.client()
    const called = client.callTool({ name: 'createchatcompletion', arguments: { model: 'm', messages: [], stream: true } })
    await stream.requested
    await stream.write('data: 1\n\n')
    await stream.cut()
    expect(await called).toMatchObject({ isError: true, content: [{ type: 'text', text: expect.stringContaining('broke off') }] })
  })

  it('ends the upstream call when the client cancels', async () => {
    const stream = running.api.stream('POST /api/v1/chat/completions', { headers: { 'content-type': 'text/event-stream' } })
    const client = await running.client()
    const controller = new AbortController()
    const called = client
      .callTool({ name: 'createchatcompletion', arguments: { model: 'm', messages: [], stream: true } }, undefined, {
        signal: controller.signal,
      })
      .catch((error: Error) => error.name)
    await stream.requested
    await client.close()
    controller.abort()
    await expect(stream.aborted).resolves.toBeUndefined()
    await called
  })
})
