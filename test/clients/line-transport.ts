import type { Readable, Writable } from 'node:stream'
import { ReadBuffer, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js'

/** A transport for clients of either SDK over a pair of streams. */
export function lineTransport(input: Readable, output: Writable): object {
  const buffer = new ReadBuffer()
  const transport = {
    onmessage: undefined as ((message: unknown) => void) | undefined,
    onclose: undefined as (() => void) | undefined,
    start: async () => {
      input.on('data', (chunk: Buffer) => {
        buffer.append(chunk)
        for (let message = buffer.readMessage(); message !== null; message = buffer.readMessage()) transport.onmessage?.(message)
      })
    },
    send: async (message: Parameters<typeof serializeMessage>[0]) => void output.write(serializeMessage(message)),
    close: async () => transport.onclose?.(),
  }
  return transport
}
