import type { JsonValue, OutcomeMetadata } from '@naftiko/plugin-api'

/** One page, read. */
export interface Page {
  /** From one. */
  readonly number: number
  readonly answer: JsonValue
  readonly items: readonly JsonValue[]
  readonly headers: OutcomeMetadata['headers']
  readonly from: Origin
}

/** Where a page came from, so that addresses in it can be understood. */
export interface Origin {
  /** The base address of the API. */
  readonly base: string
  /** The address of the page, without credential. */
  readonly url: string
}

/** Where a page begins. */
export type Mark = FirstMark | ValueMark | AddressMark

/** Wherever the API begins by itself. */
export interface FirstMark {
  readonly kind: 'first'
}

export interface ValueMark {
  readonly kind: 'value'
  readonly value: string | number
}

/** An address below the base address of the API. */
export interface AddressMark {
  readonly kind: 'address'
  readonly path: string
  /** Encoded pairs. */
  readonly query: readonly string[]
}
