import { type CompileContext, parseDuration, parseSize, timeoutSetting } from '@naftiko/plugin-api'
import type { McpConsumesEntry } from '../entry/entry.ts'
import type { McpConsumerOptions } from '../options.ts'

/** How long to wait for each part of an exchange, in milliseconds. */
export interface Timeouts {
  /** For a connection: the process, TCP and TLS, and the handshake. */
  readonly connect: number
  /** Without a word about a call. */
  readonly idle: number
  /** For a whole call. */
  readonly total: number
}

/** What keeps a server from being waited for, or listened to, for ever. */
export interface Limits {
  readonly timeouts: Timeouts
  /** Bytes of one message at most. */
  readonly messageSize: number
}

/** A process may have to be downloaded first (`npx`), and a tool may think for minutes. */
const DEFAULT_TIMEOUTS: Timeouts = { connect: 30_000, idle: 300_000, total: 3_600_000 }
export const DEFAULT_MESSAGE_SIZE = '16MiB'

/** The limits that hold where there is no entry. */
export function limitsOf(options: McpConsumerOptions): Limits {
  const read = (name: keyof Timeouts): number => parseDuration(options.timeouts?.[name] ?? '') ?? DEFAULT_TIMEOUTS[name]
  return {
    timeouts: { connect: read('connect'), idle: read('idle'), total: read('total') },
    messageSize: parseSize(options.maxMessageSize ?? DEFAULT_MESSAGE_SIZE) ?? parseSize(DEFAULT_MESSAGE_SIZE)!,
  }
}

/** The limits of one entry: its own, else the usual ones. */
export function compileLimits(entry: McpConsumesEntry, options: McpConsumerOptions, context: CompileContext): Limits {
  const usual = limitsOf(options)
  const time = (name: keyof Timeouts): number => timeoutSetting(name, entry.timeouts?.[name], context) ?? usual.timeouts[name]
  return {
    timeouts: { connect: time('connect'), idle: time('idle'), total: time('total') },
    messageSize: sizeOf(entry.maxMessageSize, context) ?? usual.messageSize,
  }
}

function sizeOf(written: number | string | undefined, context: CompileContext): number | undefined {
  if (written === undefined) return undefined
  const size = parseSize(written)
  if (size === undefined) {
    const message = `"${written}" is no size`
    context.report({ code: 'NAFTIKO_SIZE_INVALID', message, hint: 'write bytes, or a text such as 10MiB', at: '/maxMessageSize' })
  }
  return size
}
