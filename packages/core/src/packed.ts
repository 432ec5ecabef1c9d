import { deserialize, serialize } from 'node:v8'
import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** Data that is seldom asked for, in a tenth of its space. Prototypes are not kept. */
export class Packed<Value> {
  readonly #bytes: Uint8Array

  constructor(value: Value) {
    // A copy, because zlib gives a part of a buffer that is far larger.
    this.#bytes = new Uint8Array(deflateRawSync(serialize(value), { level: 1 }))
  }

  read(): Value {
    return deserialize(inflateRawSync(this.#bytes)) as Value
  }
}
