import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { connect as connectHttp2, constants, createServer as createHttp2Server, type Http2Server } from 'node:http2'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { callerSignal } from '../src/index.ts'

interface Taken {
  readonly signal: AbortSignal
  readonly response: ServerResponse
}

const taken: Taken[] = []
let onTaken = (): void => {}
const take = (request: IncomingMessage, response: ServerResponse): void => {
  taken.push({ signal: callerSignal(request, response), response })
  onTaken()
}
let server: Server | Http2Server | undefined
afterEach(async () => {
  taken.length = 0
  await new Promise((resolve) => server?.close(resolve))
})

async function listen(one: Server | Http2Server): Promise<number> {
  server = one
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))
  return (one.address() as AddressInfo).port
}

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {}).resume()
  await new Promise((resolve) => socket.once('connect', resolve))
  return socket
}

const GET = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'
const untilTaken = async (count: number): Promise<void> => {
  while (taken.length < count) {
    await new Promise<void>((resolve) => {
      onTaken = resolve
    })
  }
}

/** Sends requests one after the other, each answered before the next. */
async function answered(socket: Socket, count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) {
    const before = taken.length
    socket.write(GET)
    await untilTaken(before + 1)
    const { response } = taken[before]!
    const closed = new Promise((resolve) => response.once('close', resolve))
    response.end()
    await closed
  }
}

describe('the signal of a caller', () => {
  it('is aborted when the caller goes away before it has an answer', async () => {
    const socket = await connected(await listen(createServer(take)))
    socket.write(GET)
    await untilTaken(1)
    expect(taken[0]!.signal.aborted).toBe(false)
    socket.destroy()
    await expect.poll(() => taken[0]!.signal.aborted).toBe(true)
  })

  it('is aborted for all requests that came without waiting for each other', async () => {
    const socket = await connected(await listen(createServer(take)))
    socket.write(GET.repeat(3))
    await untilTaken(3)
    socket.destroy()
    await expect.poll(() => taken.map(({ signal }) => signal.aborted)).toEqual([true, true, true])
  })

  it('belongs to one connection', async () => {
    const port = await listen(createServer(take))
    const [one, other] = [await connected(port), await connected(port)]
    one.write(GET)
    await untilTaken(1)
    other.write(GET)
    await untilTaken(2)
    one.destroy()
    await expect.poll(() => taken[0]!.signal.aborted).toBe(true)
    expect(taken[1]!.signal.aborted).toBe(false)
    other.destroy()
  })

  it('is not aborted by an answer, after which the connection goes on', async () => {
    const socket = await connected(await listen(createServer(take)))
    await answered(socket, 3)
    expect(taken.map(({ signal }) => signal.aborted)).toEqual([false, false, false])
    socket.destroy()
  })

  it('is another one now and then, so that nothing gathers on it', async () => {
    const socket = await connected(await listen(createServer(take)))
    await answered(socket, 130)
    expect(new Set(taken.map(({ signal }) => signal)).size).toBe(3)
    socket.write(GET)
    await untilTaken(131)
    socket.destroy()
    await expect.poll(() => taken.at(-1)!.signal.aborted).toBe(true)
  })

  it('is never changed for another while a request has it', async () => {
    const socket = await connected(await listen(createServer(take)))
    await answered(socket, 63)
    socket.write(GET.repeat(4))
    await untilTaken(67)
    socket.destroy()
    await expect.poll(() => taken.slice(63).map(({ signal }) => signal.aborted)).toEqual([true, true, true, true])
  })

  it('belongs to one stream of HTTP/2', async () => {
    const port = await listen(createHttp2Server((request, response) => take(request as never, response as never)))
    const session = connectHttp2(`http://127.0.0.1:${port}`)
    const [one, other] = [session.request({ ':path': '/' }), session.request({ ':path': '/' })]
    one.on('error', () => {})
    other.on('error', () => {})
    await untilTaken(2)
    one.close(constants.NGHTTP2_CANCEL)
    await expect.poll(() => taken.map(({ signal }) => signal.aborted).toSorted()).toEqual([false, true])
    other.close()
    session.destroy()
  })
})
