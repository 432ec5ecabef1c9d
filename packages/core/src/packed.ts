import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** JSON that is seldom asked for, in a tenth of its space. */
export class Packed<Value> {
  readonly #bytes: Uint8Array

  constructor(value: Value) {
    this.#bytes = deflateRawSync(JSON.stringify(value), { level: 1 })
  }

  read(): Value {
    return JSON.parse(inflateRawSync(this.#bytes).toString()) as Value
  }
}
