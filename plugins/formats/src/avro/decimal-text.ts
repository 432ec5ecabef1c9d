/** A decimal as text: the bytes are a signed integer, most significant first, of which `scale` digits stand behind the point. */
export function decimalText(bytes: Uint8Array, scale: number): string {
  if (bytes.length === 0) return '0'
  const value = BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString('hex')}`))
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0')
  const point = digits.length - scale
  return (value < 0n ? '-' : '') + (scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`)
}
