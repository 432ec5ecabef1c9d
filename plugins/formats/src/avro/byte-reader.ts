/** Values that take no bytes, such as nulls in a list, which a few bytes could announce by the billion. */
const FREE_VALUES = 1_000_000
const DEEPEST = 500

/** Reads the primitives of Avro one after the other, and never more than there is. */
export class ByteReader {
  readonly #bytes: Buffer
  #position = 0
  #values: number
  #depth = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#values = bytes.length + FREE_VALUES
  }

  get isAtEnd(): boolean {
    return this.#position === this.#bytes.length
  }

  get position(): number {
    return this.#position
  }

  /** Counts one value. */
  value(): void {
    this.#values -= 1
    if (this.#values < 0) throw new Error('the data announces more values than it can hold')
  }

  /** Reads something that may contain itself. */
  nested<T>(read: () => T): T {
    this.#depth += 1
    if (this.#depth > DEEPEST) throw new Error(`the data has more than ${DEEPEST} levels`)
    const result = read()
    this.#depth -= 1
    return result
  }

  take(length: number): Buffer {
    const start = this.#position
    if (!(length >= 0 && length <= this.#bytes.length - start)) throw new Error(`the data ends in the middle of a value, at byte ${start}`)
    this.#position += length
    return this.#bytes.subarray(start, start + length)
  }

  byte(): number {
    return this.take(1)[0]!
  }

  /** A variable-length zig-zag integer of up to 64 bits: a number where that is exact. */
  long(): number | bigint {
    const start = this.#position
    let low = 0
    // Three times seven bits fit the fast arithmetic of small integers.
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte()
      low |= (byte & 0x7f) << shift
      if (byte < 0x80) return (low >>> 1) ^ -(low & 1)
    }
    this.#position = start
    return this.#bigLong()
  }

  /** A length or an index. */
  count(): number {
    const count = Number(this.long())
    if (!Number.isSafeInteger(count)) throw new Error(`the data has an impossible length before byte ${this.#position}`)
    return count
  }

  text(): string {
    return this.take(this.count()).toString('utf8')
  }

  #bigLong(): number | bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte()
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return narrowed(BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n)))
    }
    throw new Error(`the data has a number of more than 64 bits before byte ${this.#position}`)
  }
}

function narrowed(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}
